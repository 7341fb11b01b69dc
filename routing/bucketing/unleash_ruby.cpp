#include "routing/bucketing/unleash_ruby.hpp"

#include <fmt/format.h>

#include <array>

#include "routing/bucketing/share.hpp"

namespace coalmine::routing {
namespace {

constexpr std::array parameters{
    ParameterInfo{"groupId", "group",
                  "group of the strategy; Unleash's default is the feature name", std::nullopt},
    ParameterInfo{"stickiness", "stick", "which field the id is of; it is not hashed", "default"},
};

}  // namespace

const ProductInfo UnleashRuby::info{
    .name = "unleash-ruby",
    .title = "Unleash (Ruby SDK)",
    .hash = "MurmurHash3 of the UTF-8 of GROUP:ID",
    .bucket = "n = hash mod 100 + 1",
    .rule = "n <= percentage, and percentage > 0",
    .granularity = "1 %, whole numbers only",
    .parameters = parameters,
};

Checked<UnleashRuby> UnleashRuby::make(const Parameters& given) {
  Arguments arguments(info, given);
  const std::string group = arguments.text("groupId");
  arguments.text("stickiness");
  if (arguments.problem()) return tl::unexpected(*arguments.problem());
  return UnleashRuby(group);
}

UnleashRuby::UnleashRuby(std::string_view group) : prefix_(0) {
  prefix_.add(group);
  prefix_.add(":");
}

std::string UnleashRuby::bucket(std::uint64_t position) const {
  return fmt::format("{}", position);
}

Cut UnleashRuby::cut(double share) const {
  return cut_where(101, [percent = nearest_parts(share, 100)](std::uint64_t n) {
    return in_flexible_rollout(n, percent);
  });
}

}  // namespace coalmine::routing
