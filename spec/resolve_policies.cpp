// Policies: a plan for each function that moves, the alarms that judge, and what a route needs.
#include <fmt/format.h>

#include <algorithm>

#include "routing/bucketing/product.hpp"
#include "spec/judged_plan.hpp"
#include "spec/resolve.hpp"
#include "spec/suggest.hpp"

namespace coalmine::spec {
namespace {

using models::FunctionIndex;

class PolicyResolver {
 public:
  PolicyResolver(const WrittenScenario& written, const Functions& functions,
                 const Scenario& scenario, Problems& problems)
      : written_(written),
        functions_(functions),
        traffic_(scenario.traffic),
        release_(scenario.release),
        judges_(scenario.judges),
        observed_(scenario.duration),
        order_(resolve_order(written, functions, scenario.release, problems)),
        problems_(problems) {}

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
    check_route(written.route);
    const WrittenRoute& route = written.route.value;
    Policy policy{.name = name.value,
                  .routing = {.route = route.route,
                              .memory = route.memory,
                              .propagation = written.propagate.value_or(route.propagation)},
                  .holders = route.holders,
                  .without_key = route.missing,
                  .keeps_first_key = route.keeps_first_key};
    for (const auto& rule : written.rules) add_rule(rule, policy);
    if (written.staleness) policy.flags = delivery_of(*written.staleness);
    policy.judges = judges_named(written.judges, judges_, problems_);
    for (const FunctionIndex function : release_.functions) {
      const auto plan = nearest_plan(function, written);
      check_plan(function, plan, policy, written, name);
      policy.written_plans.push_back(plan.value_or(routing::Plan{}));
      policy.plans.push_back(
          judged_plan(policy.written_plans.back(), policy.judges, judges_, function));
    }
    policy.starts = order_.groups.empty() ? release_.starts : starts_in(order_, policy.plans);
    check_begins(policy, name);
    policy.alarms = alarms_of(written);
    policy.batches = written.batches.value;
    check_batches(written.batches);
    return policy;
  }

  // Two filtered mappings of one queue would lose each other's messages (P15).
  void check_batches(const Placed<models::MixedBatch>& batches) {
    if (batches.value != models::MixedBatch::filter) return;
    for (const auto& [name, stream] : written_.streams) {
      if (!stream.sqs) continue;
      problems_.add(
          batches.place,
          fmt::format("\"{}\" is a queue: SQS deletes what a filter does not match", name.value),
          "one of: alias, router, apart");
    }
  }

  // Of an order; other starts are checked where they are written.
  void check_begins(const Policy& policy, const Name& name) {
    if (order_.groups.empty() || observed_.count() <= 0) return;
    for (std::size_t i = 0; i < policy.starts.size(); ++i) {
      if (policy.starts[i] < observed_ || policy.starts[i] == order_.start) continue;
      problems_.add(name.place,
                    fmt::format("policy \"{}\" begins with \"{}\" at {}, but only {} are observed",
                                policy.name, functions_.names()[release_.functions[i]],
                                to_text(policy.starts[i]), to_text(observed_)),
                    "shorter rollouts, or a longer duration");
    }
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

  // A function has a rollout, or a judge that moves its weight.
  void check_plan(FunctionIndex function, const std::optional<routing::Plan>& plan,
                  const Policy& policy, const WrittenPolicy& written, const Name& name) {
    const std::string& function_name = functions_.names()[function];
    const std::size_t moved_by = movers(policy.judges, judges_, function);
    if (moved_by > 1) {
      problems_.add(name.place,
                    fmt::format("policy \"{}\" has {} judges that move the weight of \"{}\"",
                                name.value, moved_by, function_name),
                    "one of them, or different functions");
    }
    if (moved_by > 0) return refuse_rollouts(function_name, written);
    if (plan) return check_analyses(function, *plan, policy, name);
    problems_.add(name.place,
                  fmt::format("policy \"{}\" has no rollout for \"{}\"", name.value, function_name),
                  "give the policy or the release a rollout: Canary10Percent5Minutes");
  }

  // An analysis at a step that never comes would be no analysis.
  void check_analyses(FunctionIndex function, const routing::Plan& plan, const Policy& policy,
                      const Name& name) {
    for (const std::size_t place : policy.judges) {
      const Judge& judge = judges_[place];
      const auto* argo = std::get_if<routing::argo::Spec>(&judge.engine);
      if (argo == nullptr ||
          std::count(judge.functions.begin(), judge.functions.end(), function) == 0)
        continue;
      std::uint32_t last = argo->background ? argo->starting_step : 1;
      for (const auto& analysis : argo->analyses) last = std::max(last, analysis.step);
      if (plan.steps.empty() || last <= plan.steps.size()) continue;  // an unreadable one is noted
      problems_.add(
          name.place,
          fmt::format("judge \"{}\" has an analysis at step {}, but the rollout of \"{}\" "
                      "has {}",
                      judge.name, last, functions_.names()[function], plan.steps.size()),
          "steps are counted from 1");
    }
  }

  void refuse_rollouts(const std::string& function, const WrittenPolicy& written) {
    for (const auto& rollout : written.rollouts) {
      if (rollout.name.value != function) continue;
      problems_.add(rollout.name.place,
                    fmt::format("\"{}\" has a judge that moves the weight itself", function),
                    "leave out the rollout, or the judge");
    }
  }

  // The nearest rollout: of the policy or of the release, each time the function's own first.
  std::optional<routing::Plan> nearest_plan(FunctionIndex function,
                                            const WrittenPolicy& written) const {
    const std::string& name = functions_.names()[function];
    const auto named = [&name](const auto& rollout) { return rollout.name.value == name; };
    const auto own = std::find_if(written.rollouts.begin(), written.rollouts.end(), named);
    if (own != written.rollouts.end()) return own->value;
    if (written.rollout) return *written.rollout;
    const auto& rollouts = written_.release.rollouts;
    const auto released = std::find_if(rollouts.begin(), rollouts.end(), named);
    if (released != rollouts.end()) return released->value;
    return written_.release.rollout;
  }

  void check_route(const Placed<WrittenRoute>& route) {
    if (!route.known()) return;
    if (const auto checked = routing::check({route.value.route, route.value.memory}); !checked) {
      problems_.add(route.place, checked.error().message);
      return;
    }
    if (const auto* sticky = std::get_if<routing::Sticky>(&route.value.route)) {
      check_key(sticky->key, route.place);
    } else if (const auto* parts = std::get_if<routing::Partitioned>(&route.value.route)) {
      check_key(parts->key, route.place);
    } else if (const auto* bucketed = std::get_if<routing::Bucketed>(&route.value.route)) {
      check_ids(*bucketed, route.place);
    }
  }

  void check_key(routing::StickyKey key, Place place) {
    using routing::StickyKey;
    const WrittenTraffic& traffic = written_.traffic.value;
    if (key == StickyKey::tenant && !traffic.tenants && written_.traffic.known()) {
      problems_.add(place, "sticky by tenant, but there are no tenants", "add traffic.tenants");
    }
    if (key == StickyKey::address && !traffic.addresses && written_.traffic.known()) {
      problems_.add(place, "sticky by address, but there are no addresses",
                    "add traffic.addresses");
    }
    const bool in_sessions =
        traffic.requests && std::holds_alternative<WrittenSessions>(traffic.requests->value);
    if (key == StickyKey::session && !in_sessions && (traffic.requests || traffic.trace)) {
      problems_.add(place, "sticky by session, but there are no sessions",
                    "use traffic.requests.sessions");
    }
  }

  // The longest id is one of the last user.
  void check_ids(const routing::Bucketed& bucketed, Place place) {
    if (traffic_.users == 0) return;
    const auto bucketing = routing::ProductBucketing::make(bucketed.product, bucketed.parameters);
    const std::string id = models::id_of(traffic_, traffic_.users - 1);
    if (!bucketing || bucketing->position(id)) return;
    problems_.add(place, fmt::format("{} refuses ids such as \"{}\"", bucketed.product, id),
                  "see traffic.ids");
  }

  void add_rule(const Placed<WrittenRule>& placed, Policy& policy) {
    const WrittenRule& written = placed.value;
    policy.header_rate.push_back(written.carried_by);
    policy.routing.rules.push_back({condition_of(written), written.gets, written.from_step});
    if (!written.tenants || traffic_.tenants > 0) return;
    problems_.add(placed.place, "a rule for tenants, but there are none", "add traffic.tenants");
  }

  routing::Condition condition_of(const WrittenRule& written) {
    const auto sorted = [](std::vector<std::uint64_t> keys) {
      std::sort(keys.begin(), keys.end());
      return keys;
    };
    if (written.users) return routing::OfUsers{sorted(*written.users)};
    if (written.tenants) return routing::OfTenants{sorted(*written.tenants)};
    if (written.group) return routing::OfGroup{group_named(*written.group)};
    return routing::WithHeader{.name = written.header.value_or("")};
  }

  std::uint32_t group_named(const Name& name) {
    std::vector<std::string> names;
    for (const models::Group& group : traffic_.groups) names.push_back(group.name);
    const auto found = std::find(names.begin(), names.end(), name.value);
    if (found != names.end()) return static_cast<std::uint32_t>(found - names.begin());
    if (name.known()) {
      problems_.add(name.place, fmt::format("unknown group \"{}\"", name.value),
                    names.empty() ? "add traffic.groups" : suggest(name.value, names));
    }
    return 0;
  }

  static models::FlagDelivery delivery_of(const WrittenStaleness& written) {
    models::FlagDelivery delivery{.how = models::Polling{},
                                  .instances = written.instances,
                                  .cold_start = written.cold_start,
                                  .outage = written.outage,
                                  .canary_by_default = written.canary_by_default};
    if (written.stream) {
      delivery.how = models::Streaming{*written.stream};
    } else if (written.on_invocation) {
      delivery.how = models::OnInvocation{*written.on_invocation, written.waits};
    } else {
      delivery.how = models::Polling{written.poll.value_or(Duration{1}), written.latency};
    }
    return delivery;
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
  const models::TrafficSpec& traffic_;
  const Release& release_;
  const std::vector<Judge>& judges_;
  const Duration observed_;
  const MoveOrder order_;
  Problems& problems_;
};

}  // namespace

std::vector<Policy> resolve_policies(const WrittenScenario& written, const Functions& functions,
                                     const Scenario& scenario, Problems& problems) {
  return PolicyResolver(written, functions, scenario, problems).resolve();
}

}  // namespace coalmine::spec
