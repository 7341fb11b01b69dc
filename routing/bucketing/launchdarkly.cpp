#include "routing/bucketing/launchdarkly.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>

#include "routing/bucketing/share.hpp"

namespace coalmine::routing {
namespace {

constexpr std::array parameters{
    ParameterInfo{"flagKey", "flag", "key of the flag, or of the segment; unused with a seed", ""},
    ParameterInfo{"salt", "", "salt of the flag, or of the segment; unused with a seed", ""},
    ParameterInfo{"seed", "", "seed of the rollout; 0 is none", "0"},
};

}  // namespace

const ProductInfo LaunchDarkly::info{
    .name = "launchdarkly",
    .title = "LaunchDarkly",
    .hash = "SHA-1, 60 bits, of FLAG.SALT.ID, or SEED.ID with a seed",
    .bucket = "b in [0, 1]",
    .rule = "b < weight / 100000",
    .granularity = "0.001 %",
    .parameters = parameters,
};

Checked<LaunchDarkly> LaunchDarkly::make(const Parameters& given) {
  Arguments arguments(info, given);
  const std::string key = arguments.text("flagKey");
  const std::string salt = arguments.text("salt");
  const std::int64_t seed = arguments.whole("seed", std::numeric_limits<std::int64_t>::min(),
                                            std::numeric_limits<std::int64_t>::max());
  if (key.empty() && seed == 0) arguments.refuse("flagKey", "is missing, and there is no seed");
  if (arguments.problem()) return tl::unexpected(*arguments.problem());
  return LaunchDarkly(key, salt, seed);
}

LaunchDarkly::LaunchDarkly(std::string_view key, std::string_view salt,
                           std::optional<std::int64_t> seed) {
  prefix_.add(seed.value_or(0) != 0 ? fmt::format("{}.", *seed) : fmt::format("{}.{}.", key, salt));
}

std::uint64_t LaunchDarkly::hash(std::string_view id) const noexcept {
  Sha1 text = prefix_;
  text.add(id);
  return first_60_bits(text);
}

std::optional<std::size_t> LaunchDarkly::variation(double bucket, std::span<const double> weights) {
  if (weights.empty()) return std::nullopt;
  double end = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    end += weights[i] / 100'000;
    if (bucket < end) return i;
  }
  return weights.size() - 1;
}

// The SDK refuses a context without a key.
std::optional<std::uint64_t> LaunchDarkly::position(std::string_view id) const noexcept {
  if (id.empty()) return std::nullopt;
  return hash(id);
}

std::string LaunchDarkly::bucket(std::uint64_t position) const {
  return fmt::format("{}", bucket_of(position));
}

Cut LaunchDarkly::cut(double share) const {
  const auto weight = static_cast<double>(nearest_parts(share, 100'000));
  const std::array weights{weight, 100'000 - weight};
  return cut_where(end_of_60_bits, [&weights](std::uint64_t hash) {
    return variation(bucket_of(hash), weights) == std::size_t{0};
  });
}

}  // namespace coalmine::routing
