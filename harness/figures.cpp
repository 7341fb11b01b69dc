#include "harness/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <string_view>
#include <utility>
#include <variant>

#include "spec/metrics.hpp"

namespace coalmine::harness {
namespace {

using Maybe = std::optional<double>;

Maybe ratio(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

// (alias - stable) / (canary - stable); no data where any is missing or nothing differs.
Maybe masking_ratio(Maybe stable, Maybe canary, Maybe alias) {
  if (!stable || !canary || !alias || *canary == *stable) return std::nullopt;
  return (*alias - *stable) / (*canary - *stable);
}

Maybe percentile_ms(const sim::Histogram& latency, double p) {
  if (latency.count() == 0) return std::nullopt;
  return static_cast<double>(latency.quantile(p).count()) * 1e-6;
}

struct Percentile {
  std::string_view name;
  double p;
};
constexpr std::array percentiles{Percentile{"p50", 0.50}, Percentile{"p95", 0.95},
                                 Percentile{"p99", 0.99}};

struct Latencies {
  sim::Histogram stable;
  sim::Histogram canary;
  sim::Histogram alias;
};

Latencies latencies(const World& world) {
  const auto& [stable, canary] = world.meters().latency();
  sim::Histogram alias = stable;
  alias.merge(canary);
  return {stable, canary, std::move(alias)};
}

class Collector {
 public:
  Collector(const Setup& setup, const spec::Policy& policy, const World& world)
      : setup_(setup), policy_(policy), world_(world) {}

  std::vector<Value> collect() {
    users_and_requests();
    canary_shares();
    blast_radius();
    chains();
    users();
    decisions();
    latency_and_masking();
    alarms();
    rollout();
    if (setup_.interacts) collateral_and_responses();
    meetings();
    if (world_.sources().any()) events();
    if (world_.hosts().any_lambda()) lambda();
    servers();
    people();
    return std::move(values_);
  }

 private:
  void add(std::string name, Maybe value) {
    const spec::Metric* metric = spec::find_metric(name);
    assert(metric != nullptr);
    values_.push_back({std::move(name), std::string(metric->unit), value});
  }
  void add_count(std::string name, std::uint64_t count) {
    add(std::move(name), static_cast<double>(count));
  }
  Maybe of_active(std::uint64_t users) const { return ratio(users, world_.users().active); }
  Maybe of_chains(std::uint64_t chains) const { return ratio(chains, world_.tally().chains()); }

  void users_and_requests() {
    const Tally& tally = world_.tally();
    add_count("users.active", world_.users().active);
    add_count("requests.total", tally.chains());
    std::uint64_t failed = 0;
    for (std::size_t cause = 0; cause < causes; ++cause)
      failed += tally.failed(static_cast<Cause>(cause));
    add_count("requests.failed", failed);
    add_count("requests.failed.bug", tally.failed(Cause::bug));
    add_count("requests.failed.mismatch", tally.failed(Cause::mismatch));
    add_count("requests.failed.collateral", tally.failed(Cause::collateral));
    add_count("requests.failed.baseline", tally.failed(Cause::baseline));
    add("requests.failed.throttled",
        has_capacity() ? Maybe(static_cast<double>(tally.failed(Cause::throttled))) : std::nullopt);
    add_count("requests.failed.timeout", tally.failed(Cause::timeout));
    add("requests.late",
        setup_.counts_late ? Maybe(static_cast<double>(tally.late())) : std::nullopt);
  }

  void canary_shares() {
    add("canary.traffic_share", of_chains(world_.tally().entry_on_canary()));
    std::vector<Maybe> steps;
    Maybe last;
    for (const auto& users : world_.step_users()) {
      steps.push_back(users ? of_active(*users) : std::nullopt);
      if (users) last = steps.back();
    }
    add("canary.user_share", last);
    for (std::size_t step = 0; step < steps.size(); ++step) {
      add(fmt::format("canary.user_share.step_{}", step + 1), steps[step]);
    }
    for (const models::FunctionIndex function : setup_.scenario.release.functions) {
      const auto& [stable, canary] = world_.tally().invocations(function);
      add("canary.invocation_share." + setup_.scenario.system.functions[function].name,
          ratio(canary, stable + canary));
    }
  }

  void blast_radius() {
    const UserCounts& users = world_.users();
    const auto rollback_at = world_.release().rollback_at();
    const LateExposure& late = world_.exposed_after_rollback();
    add("blast_radius.exposed", of_active(users.exposed));
    add("blast_radius.harmed", of_active(users.harmed));
    add_count("blast_radius.exposed_users", users.exposed);
    add_count("blast_radius.harmed_users", users.harmed);
    add("blast_radius.harm_after_rollback",
        rollback_at ? of_active(users.harmed_after_rollback) : std::nullopt);
    add("blast_radius.exposed_after_rollback",
        rollback_at ? of_active(late.users()) : std::nullopt);
    add("blast_radius.exposure_after_rollback",
        rollback_at ? Maybe(late.user_seconds()) : std::nullopt);
    add("blast_radius.exposure_ends_after",
        rollback_at
            ? Maybe(in_seconds(std::max(world_.last_canary_at() - *rollback_at, Duration{})))
            : std::nullopt);
    for (const UserWindows& windows : world_.windows()) {
      add(spec::window_metric(windows.length()), ratio(windows.exposed(), windows.active()));
    }
  }

  void chains() {
    const Tally& tally = world_.tally();
    add("chains.mixed", of_chains(tally.mixed()));
    add("chains.all_canary", of_chains(tally.all_canary()));
    add_count("chains.combinations", tally.combinations());
    add("chains.mismatched.forward", of_chains(tally.chains_forward()));
    add("chains.mismatched.backward", of_chains(tally.chains_backward()));
    add("chains.mismatches.forward", of_chains(tally.forward()));
    add("chains.mismatches.backward", of_chains(tally.backward()));
    add_count("chains.stranded", tally.stranded());
  }

  void users() {
    const UserCounts& users = world_.users();
    add("users.mixed", of_active(users.mixed));
    add("users.flipped", of_active(users.flipped));
    add("users.flips", of_active(users.flips));
  }

  // Where a policy remembers, or evaluates flags.
  void decisions() {
    const Tally& tally = world_.tally();
    add("decisions.drawn", policy_.routing.memory ? of_active(tally.drawn()) : std::nullopt);
    add("flags.stale_share",
        policy_.flags ? ratio(tally.stale(), tally.decisions()) : std::nullopt);
    add("flags.stale_canary",
        policy_.flags ? Maybe(static_cast<double>(tally.stale_canary())) : std::nullopt);
  }

  void latency_and_masking() {
    const Latencies latency = latencies(world_);
    std::vector<Value> masking;
    for (const auto& [name, p] : percentiles) {
      const Maybe stable = percentile_ms(latency.stable, p);
      const Maybe canary = percentile_ms(latency.canary, p);
      const Maybe alias = percentile_ms(latency.alias, p);
      add(fmt::format("latency.{}.stable", name), stable);
      add(fmt::format("latency.{}.canary", name), canary);
      add(fmt::format("latency.{}.alias", name), alias);
      masking.push_back(
          {fmt::format("masking.{}", name), "", masking_ratio(stable, canary, alias)});
    }
    for (const Value& value : masking) add(value.name, value.value);
    const auto& [stable, canary] = world_.meters().watched_counts();
    const auto [stable_rate, canary_rate] = error_rates();
    const Maybe alias_rate =
        ratio(stable.errors + canary.errors, stable.invocations + canary.invocations);
    add("errors.stable", stable_rate);
    add("errors.canary", canary_rate);
    add("errors.alias", alias_rate);
    add("masking.errors", masking_ratio(stable_rate, canary_rate, alias_rate));
    add("masking.least_weight", least_weight(latency));
    add("masking.least_traffic", least_traffic());
  }

  // The policy's first alarm of that kind on the watched function.
  const routing::AlarmSpec* alarm_on(routing::Statistic statistic) const {
    const auto alarm = std::find_if(
        policy_.alarms.begin(), policy_.alarms.end(), [&](const routing::AlarmSpec& a) {
          return a.statistic == statistic && setup_.function_named(a.function) == setup_.watched();
        });
    return alarm == policy_.alarms.end() ? nullptr : &*alarm;
  }

  Maybe least_weight(const Latencies& latency) const {
    if (const auto* alarm = alarm_on(routing::Statistic::latency)) {
      return least_weight_of_latency(*alarm, latency);
    }
    if (const auto* alarm = alarm_on(routing::Statistic::error_rate)) {
      return least_weight_of_errors(*alarm);
    }
    return std::nullopt;
  }

  // The weight at which the mixture of both versions has the alarm's share at or below its
  // threshold: w from (1 - w) F1 + w F2 = p.
  static Maybe least_weight_of_latency(const routing::AlarmSpec& alarm, const Latencies& latency) {
    if (latency.stable.count() == 0 || latency.canary.count() == 0) return std::nullopt;
    const Duration threshold{static_cast<std::int64_t>(alarm.threshold * 1e9)};
    const auto share_below = [&](const sim::Histogram& of) {
      return static_cast<double>(of.count_at_or_below(threshold)) / static_cast<double>(of.count());
    };
    const double stable = share_below(latency.stable);
    const double canary = share_below(latency.canary);
    if (stable <= alarm.percentile) return 0;
    if (canary > alarm.percentile) return std::nullopt;  // no weight reaches it
    return (stable - alarm.percentile) / (stable - canary);
  }

  // The same where the mixture's errors reach the threshold: (1 - w) e1 + w e2.
  Maybe least_weight_of_errors(const routing::AlarmSpec& alarm) const {
    const auto [stable, canary] = error_rates();
    if (!stable || !canary) return std::nullopt;
    if (*stable >= alarm.threshold) return 0;
    if (*canary <= alarm.threshold) return std::nullopt;  // no weight reaches it
    return (alarm.threshold - *stable) / (*canary - *stable);
  }

  // Requests in a datapoint of an alarm that counts errors, at which as many as its threshold are
  // to be expected, at the canary's share of them.
  Maybe least_traffic() const {
    const auto* alarm = alarm_on(routing::Statistic::error_count);
    const auto& [stable, canary] = world_.meters().watched_counts();
    const Maybe share = ratio(canary.invocations, stable.invocations + canary.invocations);
    const auto [of_stable, of_canary] = error_rates();
    if (alarm == nullptr || !share || !of_canary) return std::nullopt;
    const double on_stable =
        alarm->dimension == routing::Dimension::version ? 0 : (1 - *share) * of_stable.value_or(0);
    const double errors = *share * *of_canary + on_stable;
    if (alarm->dimension == routing::Dimension::difference || errors <= 0) return std::nullopt;
    return alarm->threshold / errors;
  }

  // Of the watched function, by version.
  std::array<Maybe, 2> error_rates() const {
    const auto& [stable, canary] = world_.meters().watched_counts();
    return {ratio(stable.errors, stable.invocations), ratio(canary.errors, canary.invocations)};
  }

  void alarms() {
    const bool watched = !policy_.alarms.empty() || !policy_.judges.empty();
    const auto alarm_at = world_.release().alarm_at();
    const Maybe detected = watched ? Maybe(alarm_at ? 1 : 0) : std::nullopt;
    add("alarm.detected", detected);
    add("alarm.time_to_detect", alarm_at ? Maybe(since_first_shift(*alarm_at)) : std::nullopt);
    add("alarm.false_rollback", setup_.faulty ? std::nullopt : detected);
    add("alarm.missed", setup_.faulty && detected ? Maybe(1 - *detected) : std::nullopt);
    for (std::size_t alarm = 0; alarm < policy_.alarms.size(); ++alarm) {
      add_stopper(fmt::format("alarm_{}", alarm + 1), {Stopper::Kind::alarm, alarm});
    }
    for (const std::size_t judge : policy_.judges) {
      add_stopper(setup_.scenario.judges[judge].name, {Stopper::Kind::judge, judge});
    }
    if (setup_.scenario.release.rollback_at) add_stopper("operator", release_operator);
  }

  void add_stopper(const std::string& name, const Stopper& who) {
    add("alarm.stopped_by." + name, world_.release().stopped_by() == who);
  }

  // 0 of an alarm before anything shifted: it was firing already.
  double since_first_shift(Instant at) const {
    return in_seconds(std::max(at - world_.release().first_shift(), Duration{}));
  }

  void rollout() {
    const Outcome outcome = world_.release().outcome();
    add("rollout.completed", outcome == Outcome::completed);
    add("rollout.rolled_back", outcome == Outcome::rolled_back);
    add("rollout.running", outcome == Outcome::running);
    if (!policy_.judges.empty()) {
      add("rollout.held", world_.release().leader().phase() == routing::Phase::held);
    }
    add("rollout.started_at", seconds(world_.release().began_at()));
    add("rollout.completed_at", seconds(world_.release().completed_at()));
    add("rollout.rolled_back_at", seconds(world_.release().rollback_at()));
  }

  static Maybe seconds(const std::optional<Instant>& at) {
    return at ? Maybe(in_seconds(at->time_since_epoch())) : std::nullopt;
  }

  bool has_capacity() const {
    const auto& functions = setup_.scenario.system.functions;
    return std::any_of(functions.begin(), functions.end(), [](const auto& function) {
      return !std::holds_alternative<std::monostate>(function.host);
    });
  }

  void collateral_and_responses() {
    add("blast_radius.collateral", of_active(world_.users().harmed - world_.harmed_directly()));
    const auto& [stable, canary] = world_.responses();
    sim::Histogram all = stable;
    all.merge(canary);
    for (const auto& [name, p] : percentiles) {
      add(fmt::format("response.{}", name), percentile_ms(all, p));
      add(fmt::format("response.{}.stable", name), percentile_ms(stable, p));
      add(fmt::format("response.{}.canary", name), percentile_ms(canary, p));
    }
  }

  // Who met whose data, for each chain; and where the one could not read what the other wrote.
  void meetings() {
    constexpr std::array versions{"stable_stable", "stable_canary", "canary_stable",
                                  "canary_canary"};
    const auto& functions = setup_.scenario.system.functions;
    for (std::size_t pair = 0; pair < setup_.pairs.size(); ++pair) {
      const auto& [producer, consumer] = setup_.pairs[pair];
      const std::string names =
          fmt::format("{}.{}", functions[producer].name, functions[consumer].name);
      const auto& met = world_.tally().met(pair);
      for (std::size_t i = 0; i < versions.size(); ++i) {
        add(fmt::format("chains.met.{}.{}", names, versions[i]), of_chains(met[i]));
      }
      if (breaks(setup_.pairs[pair], models::Mismatch::forward)) {
        add(fmt::format("chains.broken.{}.{}", names, versions[1]), of_chains(met[1]));
      }
      if (breaks(setup_.pairs[pair], models::Mismatch::backward)) {
        add(fmt::format("chains.broken.{}.{}", names, versions[2]), of_chains(met[2]));
      }
    }
  }

  bool breaks(const DataPair& pair, models::Mismatch kind) const {
    const auto& changes = setup_.scenario.system.field_changes;
    return std::any_of(changes.begin(), changes.end(), [&](const models::FieldChange& change) {
      return change.kind == kind && change.producer == pair.producer &&
             change.consumer == pair.consumer;
    });
  }

  void events() {
    const EventCounts& counts = world_.sources().counts();
    add_count("events.written", counts.written);
    add_count("events.processed", counts.processed);
    add_count("events.expired", counts.expired);
    add_count("events.dead_lettered", counts.exhausted);
    add_count("events.waiting", world_.at_end().events_waiting);
    add_count("events.lost", counts.lost);
    add_count("events.read", counts.read);
    add_count("events.attempts", counts.attempts);
    add_count("events.delayed", counts.delayed);
    add_count("events.delayed_users", counts.delayed_users);
    add("events.wait", mean_s(counts.wait, counts.tried));
    add("events.delayed_wait", mean_s(counts.delayed_wait, counts.delayed_tried));
    add("events.blocked", in_seconds(world_.at_end().lanes_blocked));
    add("events.iterator_age", in_seconds(counts.iterator_age_max));
    add_count("events.read_after_rollback", counts.read_after_rollback);
    add_count("events.read_after_promotion", counts.read_after_promotion);
  }

  static Maybe mean_s(Duration sum, std::uint64_t n) {
    if (n == 0) return std::nullopt;
    return in_seconds(sum) / static_cast<double>(n);
  }

  void lambda() {
    const LambdaCounts& stable = world_.hosts().lambda_counts(0);
    const LambdaCounts& canary = world_.hosts().lambda_counts(1);
    const LambdaCounts both{stable.cold + canary.cold, stable.warm + canary.warm,
                            stable.throttled + canary.throttled};
    const std::array<std::pair<std::string_view, const LambdaCounts*>, 3> series{
        {{"", &both}, {".stable", &stable}, {".canary", &canary}}};
    for (const auto& [suffix, of] : series) {
      add_count(fmt::format("lambda.cold_starts{}", suffix), of->cold);
    }
    for (const auto& [suffix, of] : series) {
      add(fmt::format("lambda.cold_share{}", suffix), ratio(of->cold, of->cold + of->warm));
    }
    for (const auto& [suffix, of] : series) {
      add_count(fmt::format("lambda.throttles{}", suffix), of->throttled);
    }
  }

  void servers() {
    const auto& functions = setup_.scenario.system.functions;
    for (std::size_t i = 0; i < functions.size(); ++i) {
      const auto function = static_cast<models::FunctionIndex>(i);
      if (!world_.hosts().has_servers(function)) continue;
      const ServerCounts& counts = world_.hosts().server_counts(function);
      const std::string& name = functions[i].name;
      add("servers.wait." + name, mean_s(counts.wait, counts.admitted));
      add("servers.waited." + name, ratio(counts.waited, counts.admitted));
      if (setup_.scenario.long_wait) {
        add("servers.waited_long." + name, ratio(counts.waited_long, counts.admitted));
      }
      add("servers.turned_away." + name,
          ratio(counts.turned_away, counts.turned_away + counts.admitted));
    }
  }

  void people() {
    const models::System& system = setup_.scenario.system;
    if (system.gateway_timeout) {
      const auto& [refused, failed, late] = world_.gateway_errors();
      add_count("gateway.500", refused);
      add_count("gateway.502", failed);
      add_count("gateway.504", late);
    }
    if (system.clients == models::Clients{}) return;
    const ClientCounts& counts = world_.people().counts();
    add_count("clients.retries", counts.retries);
    add_count("clients.gave_up", counts.gave_up);
    add_count("clients.came_back", counts.came_back);
    add_count("clients.double_submits", counts.double_submits);
    add_count("clients.not_sent", counts.not_sent);
  }

  const Setup& setup_;
  const spec::Policy& policy_;
  const World& world_;
  std::vector<Value> values_;
};

}  // namespace

std::vector<Value> figures(const Setup& setup, const spec::Policy& policy, const World& world) {
  return Collector(setup, policy, world).collect();
}

}  // namespace coalmine::harness
