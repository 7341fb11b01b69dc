#include "routing/bucketing/flagsmith.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "routing/bucketing/share.hpp"

namespace coalmine::routing {
namespace {

constexpr std::uint32_t divisor = 9999;

constexpr std::array parameters{
    ParameterInfo{"segment", "seg", "id of the segment", std::nullopt},
    ParameterInfo{"environmentKey", "env",
                  "key of the environment; without one the id is a trait and hashed alone", ""},
};

}  // namespace

const ProductInfo Flagsmith::info{
    .name = "flagsmith",
    .title = "Flagsmith",
    .hash = "MD5 of SEGMENT,ENVIRONMENT_ID, or SEGMENT,ID of a trait",
    .bucket = "b = (hash mod 9999) / 9998 * 100, below 100",
    .rule = "b <= percentage",
    .granularity = "1 / 9998",
    .parameters = parameters,
};

Checked<Flagsmith> Flagsmith::make(const Parameters& given) {
  Arguments arguments(info, given);
  const std::string segment = arguments.text("segment");
  const std::string environment = arguments.text("environmentKey");
  if (arguments.problem()) return tl::unexpected(*arguments.problem());
  return environment.empty() ? by_value(segment) : by_identity(segment, environment);
}

Flagsmith Flagsmith::by_identity(std::string_view object, std::string_view environment) {
  return Flagsmith(fmt::format("{},{}_", object, environment));
}

Flagsmith Flagsmith::by_value(std::string_view object) {
  return Flagsmith(fmt::format("{},", object));
}

Flagsmith::Flagsmith(std::string prefix) : prefix_(std::move(prefix)) {
  hash_of_prefix_.add(prefix_);
}

std::uint64_t Flagsmith::hash(std::string_view id) const noexcept {
  Md5 text = hash_of_prefix_;
  text.add(id);
  while (true) {
    const std::uint32_t rest = Md5(text).modulo(divisor);
    if (rest != divisor - 1) return rest;
    text.add(",");
    text.add(prefix_);
    text.add(id);
  }
}

std::optional<std::size_t> Flagsmith::variant(double bucket, std::span<const double> weights) {
  double start = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double end = start + weights[i];
    if (bucket >= start && bucket < end) return i;
    start = end;
  }
  return std::nullopt;
}

std::string Flagsmith::bucket(std::uint64_t position) const {
  return fmt::format("{}", bucket_of(position));
}

Cut Flagsmith::cut(double share) const {
  return cut_where(divisor - 1, [percent = percentage(share)](std::uint64_t hash) {
    return in_segment(bucket_of(hash), percent);
  });
}

}  // namespace coalmine::routing
