// The blast radius in users: drawn, hashed and remembered decisions.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "case.hpp"
#include "check.hpp"
#include "tests/support/rehearse.hpp"
#include "text.hpp"

namespace coalmine::oracle {
namespace {

using support::Figures;
using support::rehearse;

std::string route_of(const std::string& policy, double ttl_min = 0) {
  const std::string ttl = minutes(ttl_min);
  if (policy == "cookie") return "{ cookie: canary-only }";
  if (policy == "first_fixed") return "{ cookie: { keeps: first, ttl: " + ttl + " } }";
  if (policy == "first_sliding")
    return "{ cookie: { keeps: first, ttl: " + ttl + ", renewal: sliding } }";
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
  const std::string route = route_of(one.params["policy"], one.number_or("ttl_min", 0));
  const auto result = rehearse(blast_scenario(one, replications, "p: { route: " + route + " }"));
  const Figures figures(result.policies[0]);
  Check check(one);
  check.that("share_exposed", figures.mean("blast_radius.exposed"), replications);
  check.that("share_hit", figures.mean("blast_radius.harmed"), replications);
  check.that("share_mixed", figures.mean("users.mixed"), replications);
  check.that("pooled_exposed",
             figures.sum("blast_radius.exposed_users") / figures.sum("users.active"), replications);
  check.that("canary_traffic_share", figures.mean("canary.traffic_share"), replications);
  // The case counts the draws of all users, our figure those of active ones.
  if (figures.has_data("decisions.drawn")) {
    check.that("rolls_per_user",
               figures.mean_of("decisions.drawn", "users.active") / one.number("users"),
               replications);
  }
}

void check_ramp(const Case& one) {
  constexpr int replications = 200;
  const auto result = rehearse(blast_scenario(
      one, replications,
      fmt::format("request: {{ route: weighted }}, sticky_same_salt: {{ "
                  "route: {} }}, sticky_resalted: {{ route: {} }}, cookie: "
                  "{{ route: {} }}",
                  route_of("sticky_same"), route_of("sticky_resalt"), route_of("cookie"))));
  Check check(one);
  for (const harness::PolicyResult& policy : result.policies) {
    const Figures figures(policy);
    check.that(policy.name + "_exposed", figures.mean("blast_radius.exposed"), replications);
    check.that(policy.name + "_hit", figures.mean("blast_radius.harmed"), replications);
  }
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
INSTANTIATE_TEST_SUITE_P(Oracle, Blast, testing::ValuesIn(cases_of("blast")), name_of);

}  // namespace
}  // namespace coalmine::oracle
