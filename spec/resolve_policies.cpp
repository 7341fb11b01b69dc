// Policies: a plan for each function that moves, the alarms that judge, and what a route needs.
#include <fmt/format.h>

#include <algorithm>

#include "spec/resolve.hpp"

namespace coalmine::spec {
namespace {

using models::FunctionIndex;

class PolicyResolver {
 public:
  PolicyResolver(const WrittenScenario& written, const Functions& functions, const Release& release,
                 Problems& problems)
      : written_(written), functions_(functions), release_(release), problems_(problems) {}

  std::vector<Policy> resolve() {
    check_rollouts(written_.release.rollouts);
    for (const auto& alarm : written_.alarms) check_function(alarm.value);
    std::vector<Policy> policies;
    for (const auto& [name, written] : written_.policies) {
      policies.push_back(resolve(name, written));
    }
    return policies;
  }

 private:
  Policy resolve(const Name& name, const WrittenPolicy& written) {
    check_rollouts(written.rollouts);
    check_key(written.route);
    Policy policy{name.value, written.route.value, written.propagate, {}, {}};
    for (const FunctionIndex function : release_.functions) {
      policy.plans.push_back(plan_for(functions_.names()[function], name, written));
    }
    policy.alarms = alarms_of(written);
    return policy;
  }

  // Rollouts of single functions name functions that move.
  void check_rollouts(const std::vector<Named<routing::Plan>>& rollouts) {
    for (const auto& rollout : rollouts) {
      const auto index = functions_.find(rollout.name, problems_);
      if (!index || moves(*index)) continue;
      problems_.add(rollout.name.place,
                    fmt::format("\"{}\" is not part of the release", rollout.name.value),
                    "add it to release.functions");
    }
  }

  bool moves(FunctionIndex function) const {
    return std::binary_search(release_.functions.begin(), release_.functions.end(), function);
  }

  // The nearest rollout: of the policy or of the release, each time the function's own first.
  routing::Plan plan_for(const std::string& function, const Name& policy,
                         const WrittenPolicy& written) {
    const auto named = [&function](const auto& rollout) { return rollout.name.value == function; };
    const auto own = std::find_if(written.rollouts.begin(), written.rollouts.end(), named);
    if (own != written.rollouts.end()) return own->value;
    if (written.rollout) return *written.rollout;
    const auto& rollouts = written_.release.rollouts;
    const auto released = std::find_if(rollouts.begin(), rollouts.end(), named);
    if (released != rollouts.end()) return released->value;
    if (written_.release.rollout) return *written_.release.rollout;
    problems_.add(policy.place,
                  fmt::format("policy \"{}\" has no rollout for \"{}\"", policy.value, function),
                  "give the policy or the release a rollout: Canary10Percent5Minutes");
    return {};
  }

  void check_key(const Placed<routing::Route>& route) {
    const auto* sticky = std::get_if<routing::Sticky>(&route.value);
    if (sticky == nullptr || !route.known()) return;
    const WrittenTraffic& traffic = written_.traffic.value;
    if (sticky->key == routing::StickyKey::tenant && !traffic.tenants && written_.traffic.known()) {
      problems_.add(route.place, "sticky by tenant, but there are no tenants",
                    "add traffic.tenants");
    }
    const bool in_sessions =
        traffic.requests && std::holds_alternative<WrittenSessions>(traffic.requests->value);
    if (sticky->key == routing::StickyKey::session && !in_sessions &&
        (traffic.requests || traffic.trace)) {
      problems_.add(route.place, "sticky by session, but there are no sessions",
                    "use traffic.requests.sessions");
    }
  }

  std::vector<routing::AlarmSpec> alarms_of(const WrittenPolicy& written) {
    std::vector<routing::AlarmSpec> alarms;
    const PolicyAlarms which = written.alarms.value_or(ScenarioAlarms{});
    if (const auto* own = std::get_if<std::vector<Placed<WrittenAlarm>>>(&which)) {
      for (const auto& alarm : *own) {
        check_function(alarm.value);
        alarms.push_back(resolve(alarm, std::nullopt));
      }
    } else {
      const auto& dimension = std::get<ScenarioAlarms>(which).dimension;
      for (const auto& alarm : written_.alarms) alarms.push_back(resolve(alarm, dimension));
    }
    return alarms;
  }

  void check_function(const WrittenAlarm& alarm) {
    if (alarm.function) functions_.find(*alarm.function, problems_);
  }

  routing::AlarmSpec resolve(const Placed<WrittenAlarm>& placed,
                             const std::optional<Placed<routing::Dimension>>& instead) {
    const WrittenAlarm& written = placed.value;
    const Placed<routing::Dimension> dimension = instead ? *instead : written.dimension;
    routing::AlarmSpec spec{.function = written.function ? written.function->value : "",
                            .statistic = written.metric.value.statistic,
                            .percentile = written.metric.value.percentile,
                            .threshold = written.threshold,
                            .dimension = dimension.value,
                            .datapoints_to_alarm = written.datapoints.to_alarm,
                            .evaluation_periods = written.datapoints.of,
                            .period = written.period,
                            .phase = written.phase.value,
                            .publication_delay = written.publication_delay,
                            .reaction = written.reaction,
                            .missing = written.missing};
    check_has_canary(spec, dimension.known() ? dimension.place : placed.place);
    if (!written.metric.known()) return spec;  // its problems are noted
    const auto checked = routing::check(spec);
    if (!checked) problems_.add(placed.place, checked.error().message);
    return spec;
  }

  // An alarm on the canary of a function without one would never have data.
  void check_has_canary(const routing::AlarmSpec& spec, Place place) {
    const bool needs_canary = spec.dimension == routing::Dimension::version ||
                              spec.dimension == routing::Dimension::difference;
    const auto& names = functions_.names();
    if (!needs_canary || names.empty()) return;
    const std::string& watched = spec.function.empty() ? names.front() : spec.function;
    const auto found = std::find(names.begin(), names.end(), watched);
    if (found == names.end() || moves(static_cast<FunctionIndex>(found - names.begin()))) return;
    problems_.add(
        place, fmt::format("\"{}\" has no canary to watch: it is not part of the release", watched),
        "watch a function that moves");
  }

  const WrittenScenario& written_;
  const Functions& functions_;
  const Release& release_;
  Problems& problems_;
};

}  // namespace

std::vector<Policy> resolve_policies(const WrittenScenario& written, const Functions& functions,
                                     const Release& release, Problems& problems) {
  return PolicyResolver(written, functions, release, problems).resolve();
}

}  // namespace coalmine::spec
