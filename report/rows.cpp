#include "report/rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/find.hpp"

namespace coalmine::report {
namespace {

constexpr bool key = true;

constexpr std::array users{
    Row{"users.active", "active users"},
    Row{"blast_radius.exposed", "users who met the canary", Shown::always, key},
    Row{"blast_radius.exposed.per_*", "the same, in windows of"},
    Row{"blast_radius.harmed", "users harmed by the release", Shown::always, key},
    Row{"blast_radius.harmed_users", "the same, counted", Shown::unless_zero},
    Row{"blast_radius.collateral", "- only behind others", Shown::unless_zero, key},
    Row{"users.mixed", "users served by both versions"},
    Row{"users.flipped", "users thrown back to stable", Shown::unless_zero},
    Row{"users.flips", "changes of version, each user", Shown::unless_zero},
    Row{"canary.user_share", "users on the canary at the end"},
};

constexpr std::array requests{
    Row{"requests.total", "requests"},
    Row{"canary.traffic_share", "served by the canary"},
    Row{"flags.stale_share", "decided on outdated flags", Shown::unless_zero},
    Row{"flags.stale_canary", "- for the canary, decisions", Shown::unless_zero},
    Row{"requests.failed", "failed", Shown::always, key},
    Row{"requests.failed.bug", "- by the canary's bug", Shown::unless_zero},
    Row{"requests.failed.mismatch", "- on the other version's data", Shown::unless_zero},
    Row{"requests.failed.collateral", "- behind a faulty request", Shown::unless_zero},
    Row{"requests.failed.throttled", "- for want of capacity", Shown::unless_zero},
    Row{"requests.failed.timeout", "- at a function's timeout", Shown::unless_zero},
    Row{"requests.failed.baseline", "- as any version may", Shown::unless_zero},
    Row{"requests.late", "answered or processed too late", Shown::unless_zero},
    Row{"response.p50", "time to the answer, median", Shown::unless_zero},
    Row{"response.p99", "- 99th percentile", Shown::unless_zero},
    Row{"response.p99.stable", "- the same, stable at the entry", Shown::unless_zero},
    Row{"response.p99.canary", "- the same, canary at the entry", Shown::unless_zero},
};

constexpr std::array people{
    Row{"gateway.500", "answered 500: throttled", Shown::unless_zero},
    Row{"gateway.502", "answered 502: failed", Shown::unless_zero},
    Row{"gateway.504", "answered 504: too late", Shown::unless_zero},
    Row{"clients.retries", "sent again", Shown::unless_zero},
    Row{"clients.double_submits", "sent twice", Shown::unless_zero},
    Row{"clients.came_back", "sent again later", Shown::unless_zero},
    Row{"clients.gave_up", "given up", Shown::unless_zero},
    Row{"clients.not_sent", "not sent, the session was left", Shown::unless_zero},
};

constexpr std::array events{
    Row{"events.written", "records written"},
    Row{"events.attempts", "records in invocations"},
    Row{"events.delayed", "delayed behind a failure", Shown::unless_zero, key},
    Row{"events.delayed_users", "- users", Shown::unless_zero},
    Row{"events.delayed_wait", "- for", Shown::unless_zero},
    Row{"events.blocked", "lanes blocked, added up", Shown::unless_zero, key},
    Row{"events.iterator_age", "oldest batch when read", Shown::unless_zero},
    Row{"events.dead_lettered", "given up after all attempts", Shown::unless_zero},
    Row{"events.expired", "expired", Shown::unless_zero},
    Row{"events.lost", "- and nobody has them", Shown::unless_zero},
    Row{"events.waiting", "still waiting at the end", Shown::unless_zero},
    Row{"events.read_after_rollback", "canary's, read after the rollback", Shown::unless_zero},
    Row{"events.read_after_promotion", "stable's, read after promotion", Shown::unless_zero},
};

constexpr std::array capacity{
    Row{"lambda.cold_share.stable", "cold starts, stable", Shown::unless_zero},
    Row{"lambda.cold_share.canary", "cold starts, canary", Shown::unless_zero},
    Row{"lambda.cold_starts", "cold starts, counted", Shown::unless_zero},
    Row{"lambda.throttles", "throttled", Shown::unless_zero},
    Row{"servers.waited.*", "waited for a worker:"},
    Row{"servers.wait.*", "mean wait:", Shown::unless_zero},
    Row{"servers.turned_away.*", "turned away:", Shown::unless_zero},
};

constexpr std::array chains{
    Row{"chains.mixed", "chains on mixed versions", Shown::unless_zero, key},
    Row{"chains.combinations", "combinations of versions seen"},
    Row{"chains.mismatched.forward", "canary missed a new field", Shown::unless_zero},
    Row{"chains.mismatched.backward", "stable could not read new data", Shown::unless_zero},
    Row{"chains.stranded", "chains caught between steps", Shown::unless_zero},
};

constexpr std::array latency{
    Row{"latency.p50.stable", "median, stable", Shown::if_versions_differ},
    Row{"latency.p50.canary", "median, canary", Shown::if_versions_differ},
    Row{"latency.p99.stable", "99th percentile, stable", Shown::if_versions_differ},
    Row{"latency.p99.canary", "99th percentile, canary", Shown::if_versions_differ},
    Row{"latency.p99.alias", "99th percentile, both", Shown::unless_zero},
};

constexpr std::array visibility{
    Row{"masking.p50", "of the slower median", Shown::if_versions_differ},
    Row{"masking.p99", "of the slower 99th percentile", Shown::if_versions_differ},
    Row{"masking.errors", "of the canary's extra errors"},
    Row{"masking.least_weight", "weight that would show it"},
    Row{"masking.least_traffic", "requests a datapoint that would"},
};

constexpr std::array outcome{
    Row{"rollout.completed", "rollout completed"},
    Row{"rollout.running", "still running at the end", Shown::unless_zero},
    Row{"alarm.detected", "rolled back by an alarm", Shown::unless_zero, key},
    Row{"alarm.time_to_detect", "from first shift to alarm", Shown::always, key},
    Row{"alarm.false_rollback", "rolled back without any bug", Shown::unless_zero},
    Row{"alarm.missed", "bug went unnoticed", Shown::unless_zero},
    Row{"blast_radius.exposed_after_rollback", "users on it after the rollback", Shown::unless_zero,
        key},
    Row{"blast_radius.exposure_after_rollback", "- for how long, added up", Shown::unless_zero},
    Row{"blast_radius.harm_after_rollback", "users harmed after the rollback", Shown::unless_zero},
    Row{"blast_radius.exposure_ends_after", "canary gone after the rollback"},
};

constexpr std::array all_sections{
    Section{"Users", users},
    Section{"Requests", requests},
    Section{"Clients", people},
    Section{"Chains: all invocations that one request causes", chains},
    Section{"Events: records that functions read from streams and queues", events},
    Section{"Capacity", capacity},
    Section{"Latency of invocations", latency},
    Section{"How much the average of both versions shows (1 all, 0 nothing)", visibility},
    Section{"Rollout and alarms, share of replications", outcome},
};

// `metric` is "latency.p99.stable" or "masking.p99".
bool versions_differ(const harness::PolicyResult& policy, std::string_view metric) {
  const std::string_view rest = metric.substr(metric.find('.') + 1);
  const std::string_view percentile = rest.substr(0, rest.find('.'));
  const auto* stable = find_figure(policy, fmt::format("latency.{}.stable", percentile));
  const auto* canary = find_figure(policy, fmt::format("latency.{}.canary", percentile));
  if (stable == nullptr || canary == nullptr || !stable->mean || !canary->mean) return false;
  // One replication has no interval; then any difference counts.
  return canary->ci95_low.value_or(*canary->mean) > stable->ci95_high.value_or(*stable->mean) ||
         canary->ci95_high.value_or(*canary->mean) < stable->ci95_low.value_or(*stable->mean);
}

bool is_worth_showing(const Row& row, const harness::Figure& figure,
                      const harness::PolicyResult& policy) {
  switch (row.shown) {
    case Shown::always:
      return true;
    case Shown::unless_zero:
      return *figure.mean != 0;
    case Shown::if_versions_differ:
      return versions_differ(policy, figure.name);
  }
  return true;
}

}  // namespace

std::span<const Section> sections() { return all_sections; }

std::vector<std::string> metrics_of(const Row& row, const harness::RunResult& result) {
  if (!row.metric.ends_with('*')) return {std::string(row.metric)};
  const std::string_view prefix = row.metric.substr(0, row.metric.size() - 1);
  std::vector<std::string> names;
  for (const auto& policy : result.policies) {
    for (const auto& figure : policy.figures) {
      const bool known = std::find(names.begin(), names.end(), figure.name) != names.end();
      if (figure.name.starts_with(prefix) && !known) names.push_back(figure.name);
    }
  }
  return names;
}

std::string label_of(const Row& row, std::string_view metric) {
  if (!row.metric.ends_with('*')) return std::string(row.label);
  return fmt::format("{} {}", row.label, metric.substr(row.metric.size() - 1));
}

bool is_shown(const Row& row, std::string_view metric, const harness::RunResult& result) {
  return std::any_of(result.policies.begin(), result.policies.end(), [&](const auto& policy) {
    const harness::Figure* figure = find_figure(policy, metric);
    return figure != nullptr && figure->mean && is_worth_showing(row, *figure, policy);
  });
}

}  // namespace coalmine::report
