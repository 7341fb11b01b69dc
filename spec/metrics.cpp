#include "spec/metrics.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "spec/values.hpp"

namespace coalmine::spec {
namespace {

constexpr std::array catalogue{
    Metric{"users.active", "users", "users with at least one request in the window"},
    Metric{"requests.total", "requests", "requests that arrived in the window"},
    Metric{"requests.failed", "requests", "of those, failed for any cause", Better::lower},
    Metric{"requests.failed.bug", "requests", "failed first by the bug of the canary",
           Better::lower},
    Metric{"requests.failed.mismatch", "requests",
           "failed first by data of a version the consumer cannot read", Better::lower},
    Metric{"requests.failed.collateral", "requests",
           "lost behind a faulty request, without a fault of their own", Better::lower},
    Metric{"requests.failed.baseline", "requests", "failed as any version may", Better::lower},
    Metric{"requests.failed.throttled", "requests", "refused for want of capacity", Better::lower},
    Metric{"requests.failed.timeout", "requests",
           "an invocation took longer than its function allows", Better::lower},
    Metric{"requests.late", "requests", "answered later than the scenario's limit", Better::lower},
    Metric{"canary.traffic_share", "share", "entry requests served by the canary / all"},
    Metric{"canary.user_share", "share",
           "users on the canary at the end of the last step begun / active"},
    Metric{"canary.user_share.step_K", "share",
           "users on the canary at the end of step K / active"},
    Metric{"canary.invocation_share.FUNCTION", "share",
           "invocations of the function that ran on the canary / all"},
    Metric{"blast_radius.exposed", "share", "users with any invocation on the canary / active",
           Better::lower},
    Metric{"blast_radius.harmed", "share", "users the release failed, lost or made late / active",
           Better::lower},
    Metric{"blast_radius.exposed_users", "users", "users with any invocation on the canary",
           Better::lower},
    Metric{"blast_radius.harmed_users", "users", "users the release failed, lost or made late",
           Better::lower},
    Metric{"blast_radius.harm_after_rollback", "share",
           "users harmed by requests after the rollback decision / active", Better::lower},
    Metric{"blast_radius.exposed_after_rollback", "share",
           "users with an invocation on the canary after the rollback decision / active",
           Better::lower},
    Metric{"blast_radius.exposure_after_rollback", "user s",
           "from the rollback decision to each user's last canary invocation, added up",
           Better::lower},
    Metric{"blast_radius.exposure_ends_after", "s",
           "from the rollback decision to the last canary invocation", Better::lower},
    Metric{"blast_radius.exposed.per_WINDOW", "share",
           "exposed / active user-windows of that length", Better::lower},
    Metric{"chains.mixed", "share", "chains that ran on more than one version / all",
           Better::lower},
    Metric{"chains.all_canary", "share", "chains that ran on the canary alone / all"},
    Metric{"chains.combinations", "count", "distinct version vectors seen"},
    Metric{"chains.mismatched.forward", "share",
           "chains with a stable producer and a canary consumer that needs the field / all",
           Better::lower},
    Metric{"chains.mismatched.backward", "share",
           "chains with a canary producer and a stable consumer that cannot read it / all",
           Better::lower},
    Metric{"chains.mismatches.forward", "count", "forward mismatches for each chain",
           Better::lower},
    Metric{"chains.mismatches.backward", "count", "backward mismatches for each chain",
           Better::lower},
    Metric{"chains.stranded", "chains",
           "event produced before the last step and consumed after it began", Better::lower},
    Metric{"users.mixed", "share", "served by both versions / active", Better::lower},
    Metric{"users.flipped", "share", "thrown back from canary to stable / active", Better::lower},
    Metric{"users.flips", "count",
           "changes of version from one request to the next, for each active user", Better::lower},
    Metric{"decisions.drawn", "count", "decisions not taken from memory, for each active user"},
    Metric{"flags.stale_share", "share",
           "decisions on a configuration that was no longer current / all", Better::lower},
    Metric{"flags.stale_canary", "decisions", "of those, for the canary", Better::lower},
    Metric{"latency.p50.stable", "ms", "of the stable version's invocations, nearest rank",
           Better::lower},
    Metric{"latency.p50.canary", "ms", "of the canary's invocations, nearest rank", Better::lower},
    Metric{"latency.p50.alias", "ms", "of both versions' invocations, nearest rank", Better::lower},
    Metric{"latency.p95.stable", "ms", "of the stable version's invocations, nearest rank",
           Better::lower},
    Metric{"latency.p95.canary", "ms", "of the canary's invocations, nearest rank", Better::lower},
    Metric{"latency.p95.alias", "ms", "of both versions' invocations, nearest rank", Better::lower},
    Metric{"latency.p99.stable", "ms", "of the stable version's invocations, nearest rank",
           Better::lower},
    Metric{"latency.p99.canary", "ms", "of the canary's invocations, nearest rank", Better::lower},
    Metric{"latency.p99.alias", "ms", "of both versions' invocations, nearest rank", Better::lower},
    Metric{"errors.stable", "share", "of the stable version's invocations that failed",
           Better::lower},
    Metric{"errors.canary", "share", "of the canary's invocations that failed", Better::lower},
    Metric{"errors.alias", "share", "of both versions' invocations that failed", Better::lower},
    Metric{"masking.p50", "ratio",
           "(alias - stable) / (canary - stable): 1 hides nothing, 0 hides all", Better::higher},
    Metric{"masking.p95", "ratio",
           "(alias - stable) / (canary - stable): 1 hides nothing, 0 hides all", Better::higher},
    Metric{"masking.p99", "ratio",
           "(alias - stable) / (canary - stable): 1 hides nothing, 0 hides all", Better::higher},
    Metric{"masking.errors", "ratio",
           "(alias - stable) / (canary - stable): 1 hides nothing, 0 hides all", Better::higher},
    Metric{"masking.least_weight", "share",
           "least weight at which the alias reaches the alarm's threshold, with its percentile or "
           "its error rate"},
    Metric{"masking.least_traffic", "requests",
           "in a datapoint, at which as many errors as the alarm's threshold are to be expected"},
    Metric{"alarm.detected", "share", "rolled back by an alarm"},
    Metric{"alarm.time_to_detect", "s", "from the first shift to the alarm", Better::lower},
    Metric{"alarm.false_rollback", "share", "rolled back although the release has no bug",
           Better::lower},
    Metric{"alarm.missed", "share", "not rolled back although the release has a bug",
           Better::lower},
    Metric{"alarm.stopped_by.NAME", "share",
           "rolled back first by this judge; by `alarm_K`, the K-th alarm of the policy; or by "
           "`operator`"},
    Metric{"rollout.completed", "share", "the rollout ran to its end"},
    Metric{"rollout.rolled_back", "share", "an alarm or the operator took the canary back"},
    Metric{"rollout.running", "share", "still shifting at the end of the observation"},
    Metric{"rollout.held", "share", "of those, where a judge waits for a person"},
    Metric{"rollout.started_at", "s",
           "from the beginning of the observation to the first shift of any function"},
    Metric{"rollout.completed_at", "s",
           "the same to the moment the rollout was complete, of the first function that moves"},
    Metric{"rollout.rolled_back_at", "s", "the same to the rollback decision"},
    Metric{"blast_radius.collateral", "share",
           "users harmed only behind others: by no bug, no data and no slowness of their own / "
           "active",
           Better::lower},
    Metric{"response.p50", "ms", "from a request to its answer, waits included, nearest rank",
           Better::lower},
    Metric{"response.p50.stable", "ms", "the same where the entry ran on stable", Better::lower},
    Metric{"response.p50.canary", "ms", "the same where the entry ran on the canary",
           Better::lower},
    Metric{"response.p95", "ms", "from a request to its answer, waits included, nearest rank",
           Better::lower},
    Metric{"response.p95.stable", "ms", "the same where the entry ran on stable", Better::lower},
    Metric{"response.p95.canary", "ms", "the same where the entry ran on the canary",
           Better::lower},
    Metric{"response.p99", "ms", "from a request to its answer, waits included, nearest rank",
           Better::lower},
    Metric{"response.p99.stable", "ms", "the same where the entry ran on stable", Better::lower},
    Metric{"response.p99.canary", "ms", "the same where the entry ran on the canary",
           Better::lower},
    Metric{"chains.met.PRODUCER.CONSUMER.VERSIONS", "count",
           "invocations of the consumer's version on data of the producer's, as in stable_canary, "
           "for each chain"},
    Metric{"chains.broken.PRODUCER.CONSUMER.VERSIONS", "count",
           "of those, where the consumer's version cannot read what the producer's wrote",
           Better::lower},
    Metric{"events.written", "events", "records for event sources"},
    Metric{"events.processed", "events", "of those, processed by the end of the observation"},
    Metric{"events.expired", "events", "of those, given up or forgotten for their age",
           Better::lower},
    Metric{"events.dead_lettered", "events", "of those, given up after the last attempt",
           Better::lower},
    Metric{"events.waiting", "events", "of those, still waiting at the end of the observation",
           Better::lower},
    Metric{"events.lost", "events", "expired or given up, and at no destination", Better::lower},
    Metric{"events.read", "events", "records read; with a filter for each version, by both"},
    Metric{"events.attempts", "events",
           "records in invocations, each time anew; not in those refused"},
    Metric{"events.delayed", "events", "records that waited behind one that failed", Better::lower},
    Metric{"events.delayed_users", "users", "whose records did", Better::lower},
    Metric{"events.wait", "s", "from readable to the first invocation, mean", Better::lower},
    Metric{"events.delayed_wait", "s", "the same of those that were delayed", Better::lower},
    Metric{"events.blocked", "s",
           "time of lanes from a failure until nothing waits behind it, added up", Better::lower},
    Metric{"events.iterator_age", "s",
           "age of the newest record of a batch when it is read, largest", Better::lower},
    Metric{"events.read_after_rollback", "events",
           "written by the canary, in an invocation after the rollback decision"},
    Metric{"events.read_after_promotion", "events",
           "written by stable, in an invocation after the reader was at 100 %"},
    Metric{"lambda.cold_starts", "count", "invocations that found no environment", Better::lower},
    Metric{"lambda.cold_starts.stable", "count", "of those, of the stable version", Better::lower},
    Metric{"lambda.cold_starts.canary", "count", "of those, of the canary", Better::lower},
    Metric{"lambda.cold_share", "share", "cold starts / invocations", Better::lower},
    Metric{"lambda.cold_share.stable", "share", "the same of the stable version", Better::lower},
    Metric{"lambda.cold_share.canary", "share", "the same of the canary", Better::lower},
    Metric{"lambda.throttles", "count", "invocations refused for want of concurrency",
           Better::lower},
    Metric{"lambda.throttles.stable", "count", "of those, of the stable version", Better::lower},
    Metric{"lambda.throttles.canary", "count", "of those, of the canary", Better::lower},
    Metric{"servers.wait.FUNCTION", "s", "for a worker, mean over those that got one",
           Better::lower},
    Metric{"servers.waited.FUNCTION", "share", "waited for a worker / got one", Better::lower},
    Metric{"servers.waited_long.FUNCTION", "share",
           "waited longer than observe.long_wait / got one", Better::lower},
    Metric{"servers.turned_away.FUNCTION", "share", "found no place to wait, or tired of it / all",
           Better::lower},
    Metric{"gateway.500", "requests", "answered so: the function was throttled", Better::lower},
    Metric{"gateway.502", "requests", "answered so: the function failed", Better::lower},
    Metric{"gateway.504", "requests", "answered so: no answer within the gateway's limit",
           Better::lower},
    Metric{"clients.retries", "requests", "sent again after a failure", Better::lower},
    Metric{"clients.gave_up", "requests", "failed, and not sent again", Better::lower},
    Metric{"clients.came_back", "requests", "sent again later, after giving up"},
    Metric{"clients.double_submits", "requests",
           "sent a second time while the first was under way"},
    Metric{"clients.not_sent", "requests", "of sessions that were left before", Better::lower},
};

// "per_WINDOW" matches "per_60s": a placeholder part is matched by any text without a dot.
bool matches(std::string_view pattern, std::string_view name) {
  while (!pattern.empty() && !name.empty()) {
    if (std::isupper(static_cast<unsigned char>(pattern.front())) != 0) {
      while (!pattern.empty() && std::isupper(static_cast<unsigned char>(pattern.front())) != 0) {
        pattern.remove_prefix(1);
      }
      const auto filled = std::min(name.find('.'), name.size());
      if (filled == 0) return false;
      name.remove_prefix(filled);
    } else if (pattern.front() == name.front()) {
      pattern.remove_prefix(1);
      name.remove_prefix(1);
    } else {
      return false;
    }
  }
  return pattern.empty() && name.empty();
}

}  // namespace

std::span<const Metric> metrics() { return catalogue; }

const Metric* find_metric(std::string_view name) {
  for (const Metric& metric : catalogue) {
    if (matches(metric.name, name)) return &metric;
  }
  return nullptr;
}

std::string window_metric(Duration window) {
  constexpr Duration second = std::chrono::seconds{1};
  const bool whole_seconds = window % second == Duration{0};
  return "blast_radius.exposed.per_" +
         (whole_seconds ? std::to_string(window / second) + "s" : to_text(window));
}

}  // namespace coalmine::spec
