// Alarms: whether and when they fire, and what users meet until the roll back.
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
