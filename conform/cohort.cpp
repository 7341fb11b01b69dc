#include "conform/cohort.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <variant>

#include "routing/bucketing/product.hpp"
#include "routing/router.hpp"

namespace coalmine::conform {
namespace {

using routing::Bucketed;
using routing::Partitioned;
using routing::Sticky;
using routing::StickyKey;

std::optional<double> number_from(std::string_view text) {
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = problem == std::errc{} && end == text.data() + text.size();
  return whole && std::isfinite(value) && value >= 0 ? std::optional(value) : std::nullopt;
}

std::string_view without_carriage_return(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::optional<std::uint64_t> key_of(const routing::Policy& policy,
                                    const std::optional<routing::ProductBucketing>& product,
                                    std::string_view id) {
  if (product) return product->position(id);
  if (std::holds_alternative<routing::AllAtOnce>(policy.route)) return 0;
  return routing::key_of(id);
}

bool names_users(StickyKey key) { return key == StickyKey::user || key == StickyKey::device; }

}  // namespace

Result<KnownUsers> read_users(std::string_view text, const std::string& file) {
  KnownUsers known;
  Diagnostics diagnostics;
  for (int number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    const auto line = without_carriage_return(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (line.empty()) continue;
    const auto comma = line.rfind(',');
    if (comma == std::string_view::npos) {
      known.users.push_back({std::string(line), 1});
      continue;
    }
    const auto activity = number_from(line.substr(comma + 1));
    if (!activity && number == 1) continue;  // the heading
    if (activity) {
      known.with_activity = true;
      known.users.push_back({std::string(line.substr(0, comma)), *activity});
    } else {
      diagnostics.push_back(
          {file,
           {number, static_cast<int>(comma) + 2},
           fmt::format("\"{}\" is no number of requests, 0 or more", line.substr(comma + 1)),
           "one user a line: id, or id,requests"});
    }
  }
  if (known.users.empty() && diagnostics.empty()) {
    diagnostics.push_back({file, {}, "no users", "one user a line: id, or id,requests"});
  }
  if (!diagnostics.empty()) return tl::unexpected(std::move(diagnostics));
  return known;
}

Checked<void> is_predictable(const routing::Policy& policy) {
  const auto refuse = [](const char* why) { return tl::unexpected(Error{why}); };
  if (!policy.rules.empty()) return refuse("its rules know the users by more than an id");
  if (std::holds_alternative<Bucketed>(policy.route) ||
      std::holds_alternative<routing::AllAtOnce>(policy.route)) {
    return {};
  }
  if (const auto* parts = std::get_if<Partitioned>(&policy.route)) {
    if (parts->moves) return refuse("each rebalance deals its partitions out by chance");
    if (!names_users(parts->key)) return refuse("its key is not the user");
    return {};
  }
  const auto* sticky = std::get_if<Sticky>(&policy.route);
  if (sticky == nullptr) return refuse("it draws: chance decides who gets the canary");
  if (!names_users(sticky->key)) return refuse("its key is not the user");
  if (sticky->salt.empty()) {
    return refuse("its salt is chance: name one, { sticky: { key: user, salt: summer } }");
  }
  return {};
}

std::vector<CohortAt> cohorts(const routing::Policy& policy, const KnownUsers& users,
                              const std::vector<routing::Weight>& weights) {
  std::optional<routing::ProductBucketing> product;
  if (const auto* bucketed = std::get_if<Bucketed>(&policy.route)) {
    product = routing::ProductBucketing::make(bucketed->product, bucketed->parameters).value();
  }
  routing::Router router(policy, /*functions=*/1, /*salt=*/0);
  std::vector<CohortAt> result;
  for (std::uint32_t step = 1; step <= weights.size(); ++step) {
    router.set_weight(0, {weights[step - 1], step});
    CohortAt cohort{.weight = weights[step - 1], .on_canary = {}};
    double all = 0;
    std::size_t on_canary = 0;
    for (const KnownUser& user : users.users) {
      const bool canary =
          router.decide({.key = key_of(policy, product, user.id)}) == routing::Version::canary;
      cohort.on_canary.push_back(canary);
      on_canary += canary;
      all += user.activity;
      cohort.activity_share += canary ? user.activity : 0;
    }
    cohort.user_share = static_cast<double>(on_canary) / static_cast<double>(users.users.size());
    if (all > 0) cohort.activity_share /= all;
    result.push_back(std::move(cohort));
  }
  return result;
}

routing::Weight planned_weight(const spec::Scenario& scenario, const spec::Policy& policy,
                               Duration at) {
  routing::Rollout rollout(policy.plans.front(), Instant{scenario.release.starts.front()});
  const Instant now{at};
  while (rollout.next_deadline() && *rollout.next_deadline() <= now) {
    rollout.handle_deadline(*rollout.next_deadline());
  }
  return rollout.weight();
}

}  // namespace coalmine::conform
