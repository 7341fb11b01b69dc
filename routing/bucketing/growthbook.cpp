#include "routing/bucketing/growthbook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>

#include "routing/bucketing/hash/fnv.hpp"
#include "routing/bucketing/share.hpp"

namespace coalmine::routing {
namespace {

constexpr std::uint64_t buckets_v1 = 1'000;
constexpr std::uint64_t buckets_v2 = 10'000;

constexpr std::array parameters{
    ParameterInfo{"seed", "", "seed of the rule; GrowthBook's default is the feature key",
                  std::nullopt},
    ParameterInfo{"hashVersion", "v", "1 or 2", "2"},
};

std::uint32_t fnv_of_decimal(std::uint32_t number) {
  std::array<char, 10> digits;
  const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return fnv_of_units({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

}  // namespace

const ProductInfo GrowthBook::info{
    .name = "growthbook",
    .title = "GrowthBook",
    .hash = "FNV-1a of UTF-16 units, twice, of SEED ID; version 1: once, of ID SEED",
    .bucket = "n in [0, 1), steps of 0.0001; version 1: of 0.001",
    .rule = "n <= coverage, and coverage > 0",
    .granularity = "0.01 %; version 1: 0.1 %",
    .parameters = parameters,
};

Checked<GrowthBook> GrowthBook::make(const Parameters& given) {
  Arguments arguments(info, given);
  const std::string seed = arguments.text("seed");
  const auto version = arguments.choice<HashVersion>(
      "hashVersion", {{"1", HashVersion::v1}, {"2", HashVersion::v2}});
  if (arguments.problem()) return tl::unexpected(*arguments.problem());
  return GrowthBook(version, seed);
}

GrowthBook::GrowthBook(HashVersion version, std::string_view seed)
    : version_(version), seed_(seed), hash_of_seed_(fnv_of_units(seed)) {}

std::uint64_t GrowthBook::hash(std::string_view id) const noexcept {
  if (version_ == HashVersion::v1) return fnv_of_units(seed_, fnv_of_units(id)) % buckets_v1;
  return fnv_of_decimal(fnv_of_units(id, hash_of_seed_)) % buckets_v2;
}

double GrowthBook::bucket_of(std::uint64_t hash) const {
  return static_cast<double>(hash) / (version_ == HashVersion::v1 ? buckets_v1 : buckets_v2);
}

std::optional<std::size_t> GrowthBook::variation(double bucket, std::size_t variations,
                                                 std::span<const double> weights, double coverage) {
  const double covered = std::clamp(coverage, 0.0, 1.0);
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  const bool usable = weights.size() == variations && sum >= 0.99 && sum <= 1.01;
  double start = 0;
  for (std::size_t i = 0; i < variations; ++i) {
    const double weight = usable ? weights[i] : 1 / static_cast<double>(variations);
    if (in_range(bucket, start, start + covered * weight)) return i;
    start += weight;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> GrowthBook::position(std::string_view id) const noexcept {
  if (id.empty()) return std::nullopt;
  return hash(id);
}

std::string GrowthBook::bucket(std::uint64_t position) const {
  return fmt::format("{}", bucket_of(position));
}

Cut GrowthBook::cut(double share) const {
  const std::uint64_t buckets = version_ == HashVersion::v1 ? buckets_v1 : buckets_v2;
  return cut_where(
      buckets, [this, share](std::uint64_t hash) { return in_coverage(bucket_of(hash), share); });
}

}  // namespace coalmine::routing
