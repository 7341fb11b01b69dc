// Every case of the oracle, written as a scenario and run like a file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "case.hpp"
#include "tests/support/rehearse.hpp"
#include "text.hpp"

namespace coalmine::oracle {
namespace {

using support::Figures;
using support::rehearse;

std::string name_of(const testing::TestParamInfo<Case>& info) { return info.param.id; }

// What was simulated, for how many replications, against the case; no metric may go unlooked at.
class Check {
 public:
  explicit Check(const Case& one) : case_(one) {
    for (const auto& [name, unused] : one.metrics.items()) left_.insert(name);
  }
  ~Check() { EXPECT_THAT(left_, testing::IsEmpty()) << "metrics without a simulated figure"; }

  void that(const std::string& metric, double simulated, double replications) {
    left_.erase(metric);
    const auto expected = case_.expected(metric);
    if (!expected) return;
    EXPECT_NEAR(simulated, expected->mean, expected->tolerance(replications))
        << case_.id << " " << metric << " over " << replications;
  }
  // A metric of a policy that is not there yet.
  void leave_out(const std::string& metric) { left_.erase(metric); }

 private:
  const Case& case_;
  std::set<std::string> left_;
};

// blast ------------------------------------------------------------------------------------------

bool needs_memory(const Case& one) {
  const std::string policy = one.params.value("policy", "");
  return policy == "cookie" || policy.starts_with("first");
}

std::vector<Case> blast_cases() {
  std::vector<Case> cases = cases_of("blast");
  std::erase_if(cases, needs_memory);
  return cases;
}

std::string route_of(const std::string& policy) {
  if (policy == "sticky_same") return "{ sticky: user }";
  if (policy == "sticky_resalt") return "{ sticky: { key: user, salt_per: step } }";
  if (policy == "session") return "{ sticky: session }";
  return "weighted";
}

std::string requests_of(const Case& one, double window_min) {
  if (one.has("sessions_per_user")) {
    return fmt::format("sessions: {{ per_user: {}/min, length: {}, gap: 0s }}",
                       one.params["sessions_per_user"]["mean"].get<double>() / window_min,
                       one.params["requests_per_session"]["n"].get<int>());
  }
  if (one.has("rate_per_user_per_min")) {
    return fmt::format("poisson: {{ per_user: {}/min }}", one.number("rate_per_user_per_min"));
  }
  const Json& requests = one.params["requests_per_user"];
  const std::string type = requests["type"];
  if (type == "fixed") return fmt::format("fixed: {}", requests["n"].get<int>());
  if (type == "zipf") {
    return fmt::format("poisson: {{ total: {}/min, rates: {{ zipf: {{ exponent: {} }} }} }}",
                       requests["total"].get<double>() / window_min,
                       requests["exponent"].get<double>());
  }
  std::string rates = "equal";
  if (type == "lognormal")
    rates = fmt::format("{{ lognormal: {{ sigma: {} }} }}", requests["sigma"].get<double>());
  if (type == "gamma")
    rates = fmt::format("{{ gamma: {{ shape: {} }} }}", requests["shape"].get<double>());
  return fmt::format("poisson: {{ per_user: {}/min, rates: {} }}",
                     requests["mean"].get<double>() / window_min, rates);
}

double schedule_min(const Case& one) {
  double sum = 0;
  for (const Json& step : one.params["schedule"]) sum += step["minutes"].get<double>();
  return sum;
}

std::string blast_scenario(const Case& one, int replications, const std::string& policies) {
  const double window_min =
      one.has("schedule") ? schedule_min(one) : one.number_or("window_min", 10);
  const std::string rollout = one.has("schedule") ? steps(one.params["schedule"])
                                                  : one_step(one.number("weight"), window_min);
  const std::string bug = one.has("bug_probability") ? fmt::format("[{{ in: api, fails: {} }}]",
                                                                   one.number("bug_probability"))
                                                     : "[]";
  return fmt::format(R"(
name: {}
replications: {}
duration: {}
traffic: {{ users: {}, requests: {{ {} }} }}
functions: {{ api: {{}} }}
release: {{ rollout: {}, bugs: {} }}
policies: {{ {} }}
)",
                     one.id, replications, minutes(window_min), one.params["users"].get<int>(),
                     requests_of(one, window_min), rollout, bug, policies);
}

void check_users(const Case& one) {
  constexpr int replications = 200;
  const std::string route = route_of(one.params["policy"]);
  const auto result = rehearse(blast_scenario(one, replications, "p: { route: " + route + " }"));
  const Figures figures(result.policies[0]);
  Check check(one);
  check.that("share_exposed", figures.mean("blast_radius.exposed"), replications);
  check.that("share_hit", figures.mean("blast_radius.harmed"), replications);
  check.that("share_mixed", figures.mean("users.mixed"), replications);
  check.that("pooled_exposed",
             figures.sum("blast_radius.exposed_users") / figures.sum("users.active"), replications);
  check.that("canary_traffic_share", figures.mean("canary.traffic_share"), replications);
}

void check_ramp(const Case& one) {
  constexpr int replications = 200;
  const auto result =
      rehearse(blast_scenario(one, replications,
                              fmt::format("request: {{ route: weighted }}, sticky_same_salt: {{ "
                                          "route: {} }}, sticky_resalted: {{ route: {} }}",
                                          route_of("sticky_same"), route_of("sticky_resalt"))));
  Check check(one);
  for (const harness::PolicyResult& policy : result.policies) {
    const Figures figures(policy);
    check.that(policy.name + "_exposed", figures.mean("blast_radius.exposed"), replications);
    check.that(policy.name + "_hit", figures.mean("blast_radius.harmed"), replications);
  }
  check.leave_out("cookie_exposed");
  check.leave_out("cookie_hit");
}

// A given number of requests, of users by a list or each at random; of these, each by a coin or an
// exact number on the canary.
void check_seed(const Case& one) {
  constexpr int replications = 10000;
  const int requests = one.params["requests"];
  const Json& allocation = one.params["allocation"];
  const std::string traffic = allocation.is_array()
                                  ? fmt::format("requests: {{ list: {} }}", allocation.dump())
                                  : fmt::format("users: {}, requests: {{ total: {} }}",
                                                one.params["users"].get<int>(), requests);
  const bool exactly = one.has("canary_requests_exactly");
  const std::string weight =
      exactly ? fmt::format("{}/{}", one.params["canary_requests_exactly"].get<int>(), requests)
              : fmt::format("{}", one.number("weight"));
  const std::string route =
      exactly ? fmt::format("{{ weighted: {{ deck: {} }} }}", requests) : "weighted";
  const auto result = rehearse(fmt::format(R"(
name: {}
replications: {}
duration: 10m
traffic: {{ {} }}
functions: {{ api: {{}} }}
release: {{ rollout: {{ steps: [{{ weight: {}, for: 10m }}] }} }}
policies: {{ p: {{ route: {} }} }}
)",
                                           one.id, replications, traffic, weight, route));
  const Figures figures(result.policies[0]);
  const std::string touched = "blast_radius.exposed_users";
  Check check(one);
  for (int users = 0; users <= 5; ++users) {
    check.that(fmt::format("p_affected_{}", users),
               figures.share(touched, [&](double n) { return n == users; }), replications);
  }
  check.that("p_affected_ge4", figures.share(touched, [](double n) { return n >= 4; }),
             replications);
  check.that("mean_affected", figures.mean(touched), replications);
}

class Blast : public testing::TestWithParam<Case> {};
TEST_P(Blast, AgreesWithTheExactValues) {
  const Case& one = GetParam();
  if (one.has("allocation")) return check_seed(one);
  if (one.has("policy")) return check_users(one);
  check_ramp(one);
}
INSTANTIATE_TEST_SUITE_P(Oracle, Blast, testing::ValuesIn(blast_cases()), name_of);

// chain ------------------------------------------------------------------------------------------

std::string f(std::size_t function) { return fmt::format("f{}", function); }

struct Edge {
  std::size_t from;
  std::size_t to;
  double loses_decision = 0;
};

// Functions f0, f1, ... that call one another along the edges; every edge carries a field that a
// mismatch is counted on and that breaks nothing.
std::string chain_scenario(const std::string& id, const std::vector<double>& weights,
                           const std::vector<Edge>& edges, std::uint64_t requests, int replications,
                           const std::string& policy) {
  std::map<std::size_t, std::string> calls;
  std::string fields;
  for (const Edge& edge : edges) {
    calls[edge.from] +=
        fmt::format("{{ to: {}, loses_decision: {} }}, ", f(edge.to), edge.loses_decision);
    fields += fmt::format(
        "{{ name: a, written_by: {0}, needed_by: {1}, fatal: false }}, "
        "{{ name: b, written_by: {0}, unreadable_by: {1}, fatal: false }}, ",
        f(edge.from), f(edge.to));
  }
  std::string functions;
  std::string rollouts;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    functions += fmt::format("{}: {{ calls: [{}] }}, ", f(i), calls[i]);
    rollouts += fmt::format("{}: {}, ", f(i), one_step(weights[i], 10));
  }
  return fmt::format(R"(
name: {}
replications: {}
duration: 10m
traffic: {{ users: 1000, requests: {{ total: {} }} }}
functions: {{ {} }}
release: {{ rollouts: {{ {} }}, fields: [{}] }}
policies: {{ p: {{ {} }} }}
)",
                     id, replications, requests, functions, rollouts, fields, policy);
}

// "Once per trace" is a draw for each request and function: where a function has several callers,
// its invocations share it.
std::string independent_route(const std::vector<Edge>& edges) {
  std::set<std::size_t> called;
  for (const Edge& edge : edges) {
    if (!called.insert(edge.to).second)
      return "route: { sticky: { key: request, salt_per: function } }";
  }
  return "route: weighted";
}

void check_graph(const Case& one) {
  std::vector<Edge> edges;
  for (const Json& edge : one.params["edges"]) edges.push_back({edge[0], edge[1]});
  constexpr std::uint64_t traces = 100000;
  const auto result = rehearse(
      chain_scenario(one.id, one.params["weights"], edges, traces, 1, independent_route(edges)));
  const Figures figures(result.policies[0]);
  Check check(one);
  check.that("p_any_bad", figures.mean("chains.mismatched.forward"), traces);
  check.that("mean_bad_edges", figures.mean("chains.mismatches.forward"), traces);
  check.that("p_all_same", 1 - figures.mean("chains.mixed"), traces);
  check.that("p_all_v2", figures.mean("chains.all_canary"), traces);
  check.that("p_all_v1", 1 - figures.mean("chains.mixed") - figures.mean("chains.all_canary"),
             traces);
}

void check_propagation(const Case& one) {
  const Json& invocations = one.params["invocations_function_and_parent"];
  std::vector<Edge> edges;
  std::set<std::pair<std::size_t, std::size_t>> known;
  for (const Json& invocation : invocations) {
    if (invocation[1].is_null()) continue;
    const std::size_t to = invocation[0];
    const std::size_t from = invocations[invocation[1].get<std::size_t>()][0];
    if (known.insert({from, to}).second)
      edges.push_back({from, to, one.params["p_hop_drops_header"][to]});
  }
  constexpr std::uint64_t traces = 100000;
  const std::string policy = fmt::format("route: weighted, propagate: {{ on_loss: {} }}",
                                         one.params["without_header"].get<std::string>());
  const auto result =
      rehearse(chain_scenario(one.id, one.params["weights"], edges, traces, 1, policy));
  const Figures figures(result.policies[0]);
  Check check(one);
  check.that("p_any_bad", figures.mean("chains.mismatched.forward"), traces);
  check.that("mean_bad_edges", figures.mean("chains.mismatches.forward"), traces);
  check.that("mean_backward_edges", figures.mean("chains.mismatches.backward"), traces);
  check.that("p_all_same", 1 - figures.mean("chains.mixed"), traces);
  const std::size_t last = invocations.back()[0];
  check.that("last_invocation_canary", figures.mean("canary.invocation_share." + f(last)), traces);
}

void check_user_hash(const Case& one) {
  constexpr int replications = 100;  // of 1,000 users
  const bool same_salt = one.params["same_salt"];
  const auto result = rehearse(
      fmt::format(R"(
name: {}
replications: {}
duration: 10m
traffic: {{ users: 1000, requests: {{ fixed: 1 }} }}
functions: {{ producer: {{ calls: [consumer] }}, consumer: {{}} }}
release:
  rollouts: {{ producer: {}, consumer: {} }}
  fields: [{{ name: a, written_by: producer, needed_by: consumer }}]
policies: {{ p: {{ route: {{ sticky: {{ key: user, salt_per: {} }} }} }} }}
)",
                  one.id, replications, one_step(one.number("weight_producer"), 10),
                  one_step(one.number("weight_consumer"), 10), same_salt ? "release" : "function"));
  Check check(one);
  check.that("p_edge_bad", Figures(result.policies[0]).mean("chains.mismatched.forward"),
             replications * 1000);
}

// The API writes an event that the subscribers read; the first `needing` of them need the new
// field.
std::string food_order(const Case& one, int replications, int subscribers, int needing,
                       const std::string& traffic, double duration_min,
                       const std::string& api_rollout, const std::string& subscriber_rollout,
                       double lag_min) {
  std::string functions = "api: {}, ";
  std::string names;
  std::string needed_by;
  std::string rollouts = "api: " + api_rollout + ", ";
  for (int i = 0; i < subscribers; ++i) {
    functions += fmt::format("s{}: {{}}, ", i);
    names += fmt::format("s{}, ", i);
    rollouts += fmt::format("s{}: {}, ", i, subscriber_rollout);
    if (i < needing) needed_by += fmt::format("s{}, ", i);
  }
  return fmt::format(R"(
name: {}
replications: {}
duration: {}
traffic: {{ {} }}
functions: {{ {} }}
streams: {{ orders: {{ from: api, to: [{}], delay: {} }} }}
release: {{ rollouts: {{ {} }}, fields: [{{ name: a, written_by: api, needed_by: [{}] }}] }}
policies: {{ p: {{ route: weighted }} }}
)",
                     one.id, replications, minutes(duration_min), traffic, functions, names,
                     minutes(lag_min), rollouts, needed_by);
}

void check_food_order(const Case& one) {
  constexpr int users = 20000;
  const int orders = one.params["orders_per_user"];
  const auto result = rehearse(food_order(
      one, 1, one.params["subscribers"], one.params["subscribers_needing_new_field"],
      fmt::format("users: {}, requests: {{ fixed: {} }}", users, orders), 10,
      one_step(one.number("weight_api"), 10), one_step(one.number("weight_subscriber"), 10), 0));
  const Figures figures(result.policies[0]);
  Check check(one);
  check.that("p_order_fails", figures.mean("requests.failed") / figures.mean("requests.total"),
             users * orders);
  check.that("mean_failed_invocations", figures.mean("chains.mismatches.forward"), users * orders);
  check.that("p_user_hit", figures.mean("blast_radius.harmed"), users);
}

void check_food_order_ramp(const Case& one) {
  constexpr int replications = 200;
  const std::string rollout = steps(one.params["schedule"]);
  const auto result =
      rehearse(food_order(one, replications, 1, 1,
                          fmt::format("users: 1000, requests: {{ poisson: {{ total: {}/min }} }}",
                                      one.number("orders_per_min")),
                          schedule_min(one), rollout, rollout, one.number("consume_lag_min")));
  const Figures figures(result.policies[0]);
  Check check(one);
  check.that("failed_orders", figures.mean("requests.failed"), replications);
  check.that("stranded_orders", figures.mean("chains.stranded"), replications);
}

void check_combinations(const Case& one) {
  constexpr int replications = 200;
  std::vector<Edge> edges;
  for (std::size_t i = 1; i < one.params["functions"].get<std::size_t>(); ++i)
    edges.push_back({i - 1, i});
  const auto result = rehearse(chain_scenario(
      one.id, one.params["weights"], edges, one.params["traces"], replications, "route: weighted"));
  Check(one).that("distinct_combos", Figures(result.policies[0]).mean("chains.combinations"),
                  replications);
}

class Chain : public testing::TestWithParam<Case> {};
TEST_P(Chain, AgreesWithTheExactValues) {
  const Case& one = GetParam();
  if (one.has("edges")) return check_graph(one);
  if (one.has("invocations_function_and_parent")) return check_propagation(one);
  if (one.has("same_salt")) return check_user_hash(one);
  if (one.has("subscribers")) return check_food_order(one);
  if (one.has("consume_lag_min")) return check_food_order_ramp(one);
  check_combinations(one);
}
INSTANTIATE_TEST_SUITE_P(Oracle, Chain, testing::ValuesIn(cases_of("chain")), name_of);

// masking ----------------------------------------------------------------------------------------

struct MaskingRun {
  double weight;
  int requests;
  int replications;
  std::string late_after = "1h";
  int datapoints = 1;  // to alarm
};

harness::RunResult run_masking(const Case& one, const MaskingRun& run) {
  const std::string alarm =
      one.has("percentile")
          ? fmt::format("{{ metric: latency.p{}, above: {}ms, datapoints: {} }}",
                        one.number("percentile") * 100, one.number("threshold_ms"), run.datapoints)
          : "";
  return rehearse(fmt::format(
      R"(
name: {}
replications: {}
duration: 1m
traffic: {{ users: 1000, requests: {{ total: {} }} }}
functions: {{ api: {{ latency: {{ stable: {}, canary: {} }} }} }}
harm: {{ late_after: {} }}
release: {{ rollout: {} }}
alarms: [{}]
policies: {{ p: {{ route: weighted }} }}
)",
      one.id, run.replications, run.requests, latency(one.params["v1_latency_ms"]),
      latency(one.params["v2_latency_ms"]), run.late_after, one_step(run.weight, 1), alarm));
}

void check_quantiles(const Case& one) {
  constexpr int replications = 20;
  const auto result = run_masking(one, {one.number("weight"), 100000, replications});
  const Figures figures(result.policies[0]);
  Check check(one);
  for (const std::string p : {"p50", "p95", "p99"})
    check.that(p, figures.mean("latency." + p + ".alias"), replications);
}

void check_least_weight(const Case& one) {
  const double w_star = one.metrics["w_star"]["mean"];
  constexpr int replications = 20;
  // Two datapoints never come in one minute: a roll back would end what the closed form describes.
  const auto result =
      run_masking(one, {w_star, 100000, replications,
                        fmt::format("{}ms", one.number("threshold_ms")), /*datapoints=*/2});
  const Figures figures(result.policies[0]);
  const harness::Figure& least = figures.of("masking.least_weight");
  Check check(one);
  check.that("w_star", least.closed_form.value_or(NAN), 1);
  EXPECT_NEAR(least.mean.value(), w_star, 4.5 * least.sd.value() / std::sqrt(replications));
  check.that("share_at_or_below_threshold_at_w_star",
             1 - figures.mean("requests.late") / figures.mean("requests.total"), replications);
}

void check_datapoint(const Case& one) {
  constexpr int replications = 10000;
  const auto result =
      run_masking(one, {one.number("weight"), one.params["requests_per_datapoint"], replications});
  Check(one).that("p_datapoint_breaches", Figures(result.policies[0]).mean("alarm.detected"),
                  replications);
}

class Masking : public testing::TestWithParam<Case> {};
TEST_P(Masking, AgreesWithTheExactValues) {
  const Case& one = GetParam();
  if (one.has("requests_per_datapoint")) return check_datapoint(one);
  if (one.has("percentile")) return check_least_weight(one);
  check_quantiles(one);
}
INSTANTIATE_TEST_SUITE_P(Oracle, Masking, testing::ValuesIn(cases_of("masking")), name_of);

// alarm and rollback -----------------------------------------------------------------------------

std::string alarm_of(const Case& one) {
  const std::string level = one.params["level"];
  const double threshold = one.has("margin") ? one.number("margin") : one.number("threshold");
  return fmt::format(
      "{{ metric: error_rate, above: {}, dimension: {}, datapoints: {} of {}, period: {}, "
      "phase: {}, publication_delay: {}, reaction: {} }}",
      threshold, level == "differential" ? "difference" : level, one.params.value("M", 1),
      one.params.value("N", 1), minutes(one.number("period_min")),
      minutes(one.number_or("phase_min", 0)), minutes(one.number_or("publication_delay_min", 0)),
      minutes(one.number_or("reaction_min", 0)));
}

std::string incidents_of(const Case& one) {
  if (!one.has("incident")) return "";
  const Json& incident = one.params["incident"];
  const auto strike = [&](const std::string& version, double errors) {
    return fmt::format("{{ in: api, version: {}, from: {}, to: {}, errors: {} }}", version,
                       minutes(incident["from_min"]), minutes(incident["to_min"]), errors);
  };
  return strike("stable", incident["e1"]) + ", " + strike("canary", incident["e2"]);
}

harness::RunResult run_alarm(const Case& one, int replications, const std::string& traffic,
                             const std::string& route) {
  const double bake_min = one.number_or("bake_min", one.number("period_min"));
  const std::string rollout = one.has("schedule") ? steps(one.params["schedule"], bake_min)
                                                  : one_step(one.number("weight"), bake_min);
  // With an incident the versions' error rates are set outright; else the bug is on top of a canary
  // that is sound but for it.
  const bool struck = one.has("incident");
  return rehearse(
      fmt::format(R"(
name: {}
replications: {}
duration: {}
traffic: {{ {} }}
functions: {{ api: {{ errors: {{ stable: {}, canary: {} }} }} }}
incidents: [{}]
release: {{ rollout: {}, bugs: [{}] }}
alarms: [{}]
policies: {{ p: {{ route: {} }} }}
)",
                  one.id, replications, minutes(bake_min), traffic, one.number("e1"),
                  struck ? one.number("e2") : 0, incidents_of(one), rollout,
                  struck ? "" : fmt::format("{{ in: api, fails: {} }}", one.number("e2")),
                  alarm_of(one), route));
}

void check_detection(Check& check, const Figures& figures, int replications) {
  check.that("p_detect", figures.mean("alarm.detected"), replications);
  check.that("p_breach", figures.mean("alarm.detected"), replications);
  const harness::Figure& time = figures.of("alarm.time_to_detect");
  check.that("mean_ttd", time.mean.value_or(NAN) / 60, time.n);
}

class Alarm : public testing::TestWithParam<Case> {};
TEST_P(Alarm, AgreesWithTheExactValues) {
  const Case& one = GetParam();
  const int replications = one.has("M") ? 2000 : 10000;
  const int users = one.params.value("sticky_users", 1000);
  const auto result =
      run_alarm(one, replications,
                fmt::format("users: {}, requests: {{ poisson: {{ total: {}/min }} }}", users,
                            one.number("requests_per_min")),
                one.has("sticky_users") ? "{ sticky: user }" : "weighted");
  Check check(one);
  check_detection(check, Figures(result.policies[0]), replications);
}
INSTANTIATE_TEST_SUITE_P(Oracle, Alarm, testing::ValuesIn(cases_of("alarm")), name_of);

class Rollback : public testing::TestWithParam<Case> {};
TEST_P(Rollback, AgreesWithTheExactValues) {
  const Case& one = GetParam();
  constexpr int replications = 400;
  const int users = one.params["users"];
  const auto result =
      run_alarm(one, replications,
                fmt::format("users: {}, requests: {{ poisson: {{ per_user: {}/min }} }}", users,
                            one.number("rate_per_user_per_min")),
                one.params["routing"] == "sticky" ? "{ sticky: user }" : "weighted");
  const Figures figures(result.policies[0]);
  Check check(one);
  check_detection(check, figures, replications);
  check.that("share_exposed", figures.mean("blast_radius.exposed_users") / users, replications);
  check.that("share_hit", figures.mean("blast_radius.harmed_users") / users, replications);
}
INSTANTIATE_TEST_SUITE_P(Oracle, Rollback, testing::ValuesIn(cases_of("rollback")), name_of);

}  // namespace
}  // namespace coalmine::oracle
