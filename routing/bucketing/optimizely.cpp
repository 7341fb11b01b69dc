#include "routing/bucketing/optimizely.hpp"

#include <fmt/format.h>

#include <array>

#include "routing/bucketing/share.hpp"

namespace coalmine::routing {
namespace {

constexpr std::array parameters{
    ParameterInfo{"experimentId", "exp", "id of the experiment or delivery rule", std::nullopt},
};

}  // namespace

const ProductInfo Optimizely::info{
    .name = "optimizely",
    .title = "Optimizely Feature Experimentation",
    .hash = "MurmurHash3, seed 1, of the UTF-8 of ID EXPERIMENT",
    .bucket = "n = hash * 10000 >> 32",
    .rule = "n < endOfRange",
    .granularity = "0.01 %",
    .parameters = parameters,
};

Checked<Optimizely> Optimizely::make(const Parameters& given) {
  Arguments arguments(info, given);
  const std::string experiment = arguments.text("experimentId");
  if (arguments.problem()) return tl::unexpected(*arguments.problem());
  return Optimizely(experiment);
}

std::optional<std::size_t> Optimizely::range(std::uint64_t n, std::span<const double> ends) {
  for (std::size_t i = 0; i < ends.size(); ++i) {
    if (static_cast<double>(n) < ends[i]) return i;
  }
  return std::nullopt;
}

std::string Optimizely::bucket(std::uint64_t position) const { return fmt::format("{}", position); }

Cut Optimizely::cut(double share) const {
  const std::array ends{static_cast<double>(nearest_parts(share, buckets))};
  return cut_where(buckets, [&ends](std::uint64_t n) { return range(n, ends).has_value(); });
}

}  // namespace coalmine::routing
