// Chains: which versions meet, with and without a decision that travels.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "case.hpp"
#include "check.hpp"
#include "tests/support/rehearse.hpp"
#include "text.hpp"

namespace coalmine::oracle {
namespace {

using support::Figures;
using support::rehearse;

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

}  // namespace
}  // namespace coalmine::oracle
