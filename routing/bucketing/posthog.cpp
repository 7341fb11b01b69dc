#include "routing/bucketing/posthog.hpp"

#include <fmt/format.h>

#include <array>

#include "routing/bucketing/share.hpp"

namespace coalmine::routing {
namespace {

constexpr std::array parameters{
    ParameterInfo{"key", "flag", "key of the flag", std::nullopt},
};

}  // namespace

const ProductInfo PostHog::info{
    .name = "posthog",
    .title = "PostHog",
    .hash = "SHA-1, 60 bits, of FLAG.ID",
    .bucket = "b in [0, 1]",
    .rule = "b <= percentage / 100",
    .granularity = "none but a double's",
    .parameters = parameters,
};

Checked<PostHog> PostHog::make(const Parameters& given) {
  Arguments arguments(info, given);
  const std::string flag = arguments.text("key");
  if (arguments.problem()) return tl::unexpected(*arguments.problem());
  return PostHog(flag);
}

PostHog::PostHog(std::string_view flag) {
  prefix_.add(flag);
  prefix_.add(".");
}

PostHog PostHog::holdout() { return PostHog(Prefix{"holdout-"}); }

std::uint64_t PostHog::hash(std::string_view id) const noexcept {
  Sha1 text = prefix_;
  text.add(id);
  return first_60_bits(text);
}

std::uint64_t PostHog::variant_hash(std::string_view id) const noexcept {
  Sha1 text = prefix_;
  text.add(id);
  text.add("variant");
  return first_60_bits(text);
}

std::optional<std::size_t> PostHog::variant(double bucket, std::span<const double> percentages) {
  double low = 0;
  for (std::size_t i = 0; i < percentages.size(); ++i) {
    const double high = low + percentages[i] / 100;
    if (bucket >= low && bucket < high) return i;
    low = high;
  }
  return std::nullopt;
}

std::string PostHog::bucket(std::uint64_t position) const {
  return fmt::format("{}", bucket_of(position));
}

Cut PostHog::cut(double share) const {
  return cut_where(end_of_60_bits, [percent = percentage(share)](std::uint64_t hash) {
    return in_rollout(bucket_of(hash), percent);
  });
}

}  // namespace coalmine::routing
