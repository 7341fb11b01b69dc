#include "routing/bucketing/unleash.hpp"

#include <fmt/format.h>

#include <array>
#include <numeric>

#include "routing/bucketing/share.hpp"

namespace coalmine::routing {
namespace {

constexpr std::array parameters{
    ParameterInfo{"groupId", "group",
                  "group of the strategy; Unleash's default is the feature name", std::nullopt},
    ParameterInfo{"stickiness", "stick", "which field the id is of; it is not hashed", "default"},
};

}  // namespace

const ProductInfo UnleashNode::info{
    .name = "unleash",
    .title = "Unleash",
    .hash = "MurmurHash3 of the low bytes of UTF-16 units of GROUP:ID",
    .bucket = "n = hash mod 100 + 1",
    .rule = "n <= percentage, and percentage > 0",
    .granularity = "1 %",
    .parameters = parameters,
};

Checked<UnleashNode> UnleashNode::make(const Parameters& given) {
  Arguments arguments(info, given);
  const std::string group = arguments.text("groupId");
  arguments.text("stickiness");
  if (arguments.problem()) return tl::unexpected(*arguments.problem());
  return UnleashNode(group, strategy_seed);
}

UnleashNode::UnleashNode(std::string_view group, std::uint32_t seed) : prefix_(seed) {
  prefix_.add_low_bytes(group);
  prefix_.add_low_bytes(":");
}

std::string UnleashNode::bucket(std::uint64_t position) const {
  return fmt::format("{}", position);
}

Cut UnleashNode::cut(double share) const {
  return cut_where(
      101, [percent = percentage(share)](std::uint64_t n) { return in_rollout(n, percent); });
}

std::optional<std::size_t> unleash_variant(std::uint32_t hash,
                                           std::span<const std::uint64_t> weights) {
  const auto total = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
  if (total == 0) return std::nullopt;
  const std::uint64_t n = unleash_normalised(hash, total);
  std::uint64_t end = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    end += weights[i];
    if (weights[i] > 0 && n <= end) return i;
  }
  return std::nullopt;
}

}  // namespace coalmine::routing
