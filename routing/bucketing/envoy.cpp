#include "routing/bucketing/envoy.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>

#include "routing/bucketing/share.hpp"

namespace coalmine::routing {
namespace {

constexpr std::array parameters{
    ParameterInfo{"total_weight", "total", "sum of the two weights", "100"},
};

}  // namespace

const ProductInfo Envoy::info{
    .name = "envoy",
    .title = "Envoy weighted clusters",
    .hash = "XXH64 of a header",
    .bucket = "n = hash mod total",
    .rule = "n >= weight of stable, which stands first",
    .granularity = "1 / total",
    .parameters = parameters,
};

Checked<Envoy> Envoy::make(const Parameters& given) {
  Arguments arguments(info, given);
  const auto total = arguments.whole("total_weight", 1, std::numeric_limits<std::uint32_t>::max());
  if (arguments.problem()) return tl::unexpected(*arguments.problem());
  return Envoy(static_cast<std::uint64_t>(total));
}

std::string Envoy::bucket(std::uint64_t position) const {
  return fmt::format("{}", position % total_weight_);
}

Cut Envoy::cut(double share) const {
  const auto canary =
      static_cast<std::uint64_t>(nearest_parts(share, static_cast<std::int64_t>(total_weight_)));
  return Cut::remainders_from(total_weight_ - canary, total_weight_);
}

}  // namespace coalmine::routing
