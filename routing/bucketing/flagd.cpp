#include "routing/bucketing/flagd.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>

#include "routing/bucketing/share.hpp"

namespace coalmine::routing {
namespace {

constexpr std::array parameters{
    ParameterInfo{"flagKey", "flag", "key of the flag", ""},
    ParameterInfo{"by", "", "what is hashed: targetingKey, cat (flag key and value) or value",
                  "targetingKey"},
    ParameterInfo{"total", "", "sum of the weights", "100"},
    ParameterInfo{"version", "m", "v2, or v1 before spring 2026", "v2"},
};

}  // namespace

const ProductInfo Flagd::info{
    .name = "flagd",
    .title = "OpenFeature flagd (fractional operation)",
    .hash = "MurmurHash3 of the UTF-16 units of FLAG ID, or of ID alone",
    .bucket = "n = hash * total >> 32; v1: b in [0, 100]",
    .rule = "n < weight; v1: b <= weight * 100 / total",
    .granularity = "1 / total",
    .parameters = parameters,
};

Checked<Flagd> Flagd::make(const Parameters& given) {
  Arguments arguments(info, given);
  const auto version =
      arguments.choice<Version>("version", {{"v2", Version::v2}, {"v1", Version::v1}});
  const auto by = arguments.choice<By>("by", {{"targetingKey", By::targeting_key},
                                              {"cat", By::flag_and_value},
                                              {"value", By::value},
                                              {"email", By::value}});
  const std::string flag = arguments.text("flagKey");
  if (flag.empty() && by != By::value) arguments.refuse("flagKey", "is missing: key of the flag");
  const auto total = arguments.whole("total", 1, std::numeric_limits<std::int32_t>::max());
  if (arguments.problem()) return tl::unexpected(*arguments.problem());
  return Flagd(version, by, flag, static_cast<std::uint32_t>(total));
}

Flagd::Flagd(Version version, By by, std::string_view flag, std::uint32_t total_weight)
    : version_(version), refuses_empty_(by == By::targeting_key), total_weight_(total_weight) {
  if (by != By::value) prefix_.add_units(flag);
}

std::uint64_t Flagd::total_v2(std::span<const std::int64_t> weights) {
  std::uint64_t total = 0;
  for (const std::int64_t weight : weights) {
    total += static_cast<std::uint64_t>(std::max<std::int64_t>(weight, 0));
  }
  return total;
}

std::optional<std::size_t> Flagd::entry_v2(std::uint32_t hash,
                                           std::span<const std::int64_t> weights) {
  const std::uint32_t bucket = bucket_v2(hash, total_v2(weights));
  std::uint64_t end = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    end += static_cast<std::uint64_t>(std::max<std::int64_t>(weights[i], 0));
    if (bucket < end) return i;
  }
  return std::nullopt;
}

double Flagd::bucket_v1(std::uint32_t hash) {
  return static_cast<double>(magnitude(hash)) / 0x1p31 * 100;
}

std::optional<std::size_t> Flagd::entry_v1(double bucket, std::span<const std::int64_t> weights) {
  double total = 0;
  for (const std::int64_t weight : weights) total += static_cast<double>(weight);
  double end = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    end += static_cast<double>(weights[i]) * 100 / total;
    if (end >= bucket) return i;
  }
  return std::nullopt;
}

std::string Flagd::bucket(std::uint64_t position) const {
  const auto hash = static_cast<std::uint32_t>(position);
  return version_ == Version::v1 ? fmt::format("{}", bucket_v1(hash))
                                 : fmt::format("{}", bucket_v2(hash, total_weight_));
}

Cut Flagd::cut(double share) const {
  const std::int64_t weight = nearest_parts(share, total_weight_);
  const std::array weights{weight, total_weight_ - weight};
  if (version_ == Version::v1) {
    return cut_where((std::uint64_t{1} << 31) + 1, [&weights](std::uint64_t hash) {
      return entry_v1(bucket_v1(static_cast<std::uint32_t>(hash)), weights) == std::size_t{0};
    });
  }
  return cut_where(std::uint64_t{1} << 32, [&weights](std::uint64_t hash) {
    return entry_v2(static_cast<std::uint32_t>(hash), weights) == std::size_t{0};
  });
}

}  // namespace coalmine::routing
