// Flags that are late: the rollback of a weight that instances go on using.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "case.hpp"
#include "check.hpp"
#include "tests/support/rehearse.hpp"
#include "text.hpp"

namespace coalmine::oracle {
namespace {

using support::Figures;
using support::rehearse;

int replications_of(const Case& one, const std::string& metric) {
  return static_cast<int>(one.expected(metric)->replications);
}

// How an instance learns of a change. A uniform delay is that of a poll at a random phase.
std::string delivery(const Json& delay) {
  const std::string type = delay.at("type");
  const auto number = [&](const char* name) { return delay.at(name).get<double>(); };
  if (type == "lognormal") {
    return fmt::format("stream: {{ lognormal: {{ median: {}, sigma: {} }} }}",
                       seconds(number("median")), number("sigma"));
  }
  if (type == "uniform") {
    return fmt::format("poll: {}, latency: {}", seconds(number("period")),
                       seconds(delay.value("latency", 0.0)));
  }
  if (type == "exponential")
    return fmt::format("stream: {{ exponential: {{ mean: {} }} }}", seconds(number("mean")));
  if (type == "gamma") {
    return fmt::format("stream: {{ gamma: {{ shape: {}, mean: {} }} }}", number("shape"),
                       seconds(number("mean")));
  }
  const char* value = delay.contains("value") ? "value" : "mean";
  return "stream: " + seconds(number(value));
}

// The weight is on for so long that every instance knows it, and then goes back to 0: the window.
std::string rolled_back(const std::string& name, int replications, double before_s, double window_s,
                        const std::string& traffic, double weight, const std::string& staleness) {
  return fmt::format(R"(
name: {}
replications: {}
duration: {}
warm_up: {}
traffic: {{ {} }}
functions: {{ api: {{}} }}
release: {{ rollout: {{ steps: [{{ weight: {}, for: {} }}, {{ weight: 0, for: {} }}] }} }}
policies: {{ p: {{ route: weighted, staleness: {{ {} }} }} }}
)",
                     name, replications, seconds(before_s + window_s), seconds(before_s), traffic,
                     weight, seconds(before_s), seconds(window_s), staleness);
}

// Longer than any delay that a case has, but for one in a million.
double longest_s(const Json& delay) {
  const std::string type = delay.at("type");
  if (type == "uniform") return delay.at("period").get<double>() + delay.value("latency", 0.0) + 1;
  if (type == "lognormal")
    return delay.at("median").get<double>() * std::exp(5 * delay.at("sigma").get<double>()) + 1;
  if (type == "exponential" || type == "gamma") return 20 * delay.at("mean").get<double>() + 1;
  return delay.at(delay.contains("value") ? "value" : "mean").get<double>() + 1;
}

void check_delay(const Case& one) {
  const Json& delay = one.params["delay"];
  const int replications = replications_of(one, "share_users_exposed");
  const Json& instances = one.params["instances"];
  const int users = one.params["users"];
  const std::string traffic =
      fmt::format("users: {}, requests: {{ poisson: {{ per_user: {}/s }} }}", users,
                  one.number("rate_per_user_per_s"));
  const auto result =
      rehearse(rolled_back(one.id, replications, std::ceil(longest_s(delay)),
                           one.number("window_s"), traffic, one.number("weight"),
                           fmt::format("{}, instances: {}", delivery(delay),
                                       instances.is_number() ? instances.get<int>() : 0)));
  const Figures figures(result.policies[0]);
  Check check(one);
  check.that(
      "stale_share_pooled",
      figures.mean_of("flags.stale_share", "requests.total") / figures.mean("requests.total"),
      replications);
  check.that("stale_canary_requests", figures.mean("flags.stale_canary"), replications);
  check.that("share_users_exposed", figures.mean("blast_radius.exposed_users") / users,
             replications);
}

// One instance. All that is invoked before it learns of the rollback runs on the canary: at weight
// 1 these are the stale requests. Both stretches are so long that what came before is forgotten,
// and that nothing comes after.
void check_invocations(const Case& one) {
  const double rate_hz = one.number("invocations_per_s");
  const double period_s = one.number("poll_period_s");
  const int replications = replications_of(one, "stale_requests");
  const double long_s = 10 * period_s + 30 / rate_hz;
  const bool waits = one.params.value("refresh", "async") == "sync";
  const auto result = rehearse(
      rolled_back(one.id, replications, long_s, long_s,
                  fmt::format("users: 1, requests: {{ poisson: {{ per_user: {}/s }} }}", rate_hz),
                  1, fmt::format("on_invocation: {}, waits: {}", seconds(period_s), waits)));
  Check check(one);
  check.that("stale_requests", Figures(result.policies[0]).mean("flags.stale_canary"),
             replications);
}

class Staleness : public testing::TestWithParam<Case> {};
TEST_P(Staleness, AgreesWithTheExactValues) {
  const Case& one = GetParam();
  if (one.has("poll_period_s")) return check_invocations(one);
  check_delay(one);
}
INSTANTIATE_TEST_SUITE_P(Oracle, Staleness, testing::ValuesIn(cases_of("staleness")), name_of);

}  // namespace
}  // namespace coalmine::oracle
