#include "routing/bucketing/statsig.hpp"

#include <fmt/format.h>

#include <array>

#include "routing/bucketing/share.hpp"

namespace coalmine::routing {
namespace {

constexpr std::uint64_t gate_buckets = 10'000;
constexpr std::uint64_t user_buckets = 1'000;

constexpr std::array parameters{
    ParameterInfo{"salt", "", "salt of the gate", std::nullopt},
    ParameterInfo{"ruleID", "rule", "id of the rule, hashed if the rule has no salt", ""},
    ParameterInfo{"ruleSalt", "", "salt of the rule", ""},
    ParameterInfo{"unit", "", "which id is given; it is not hashed", "userID"},
};

}  // namespace

const ProductInfo Statsig::info{
    .name = "statsig",
    .title = "Statsig",
    .hash = "SHA-256, 64 bits, of SALT.RULESALT.ID",
    .bucket = "n = hash mod 10000",
    .rule = "n < percentage * 100 in doubles; 0 nobody, 100 everybody",
    .granularity = "0.01 %",
    .parameters = parameters,
};

Checked<Statsig> Statsig::make(const Parameters& given) {
  Arguments arguments(info, given);
  const std::string salt = arguments.text("salt");
  const std::string rule = arguments.text(arguments.given("ruleSalt") ? "ruleSalt" : "ruleID");
  arguments.text("unit");
  if (!arguments.given("ruleSalt") && !arguments.given("ruleID")) {
    arguments.refuse("ruleID", "is missing, and so is ruleSalt");
  }
  if (arguments.problem()) return tl::unexpected(*arguments.problem());
  return gate(salt, rule);
}

Statsig Statsig::gate(std::string_view salt, std::string_view rule) {
  return {fmt::format("{}.{}.", salt, rule), gate_buckets};
}

Statsig Statsig::user_bucket(std::string_view salt) {
  return {fmt::format("{}.", salt), user_buckets};
}

std::uint64_t Statsig::hash(std::string_view id) const noexcept {
  Sha256 text = prefix_;
  text.add(id);
  // Two constants, because a division by a variable would be felt beside the hash.
  const std::uint64_t bits = text.first_64_bits();
  return buckets_ == gate_buckets ? bits % gate_buckets : bits % user_buckets;
}

std::string Statsig::bucket(std::uint64_t position) const { return fmt::format("{}", position); }

Cut Statsig::cut(double share) const {
  return cut_where(gate_buckets,
                   [percent = percentage(share)](std::uint64_t n) { return passes(n, percent); });
}

}  // namespace coalmine::routing
