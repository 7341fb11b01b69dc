// Workers with a queue, places without one, and environments that start cold.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "case.hpp"
#include "check.hpp"
#include "tests/support/rehearse.hpp"
#include "text.hpp"

namespace coalmine::oracle {
namespace {

using support::Figures;
using support::rehearse;

std::string service_of(const Case& one) {
  if (one.has("service")) return service(one.params["service"]);
  return fmt::format("{{ exponential: {{ mean: {} }} }}", seconds(1 / one.number("service_rate")));
}

// Only stable serves: the release is there because a scenario needs one.
harness::RunResult run(const Case& one, const std::string& host, const std::string& more,
                       double customers) {
  const double rate = one.number("arrival_rate");
  const double warm_up_s = one.number_or("warmup", 0) / rate;
  return rehearse(fmt::format(R"(
name: {}
replications: {}
duration: {}
warm_up: {}
traffic: {{ users: 1000, requests: {{ poisson: {{ total: {}/s }} }} }}
functions: {{ api: {{ latency: {}, {} }} }}
{}
release: {{ rollout: {{ steps: [{{ weight: 0, for: 1h }}] }} }}
policies: {{ p: {{ route: weighted }} }}
)",
                              one.id, one.replications(), seconds(warm_up_s + customers / rate),
                              seconds(warm_up_s), rate, service_of(one), host, more));
}

// First come, first served; without a queue, who finds no place is turned away.
void check_workers(const Case& one) {
  const bool queues = one.params.value("queue", true) && !one.metrics.contains("blocking");
  const auto result = run(one,
                          fmt::format("servers: {{ workers: {}{} }}",
                                      one.params.value("servers", 1), queues ? "" : ", queue: 0"),
                          one.has("tail_at") ? fmt::format("observe: {{ long_wait: {} }}",
                                                           seconds(one.number("tail_at")))
                                             : "",
                          one.number("customers_per_run"));
  const Figures figures(result.policies[0]);
  const double replications = one.replications();
  Check check(one);
  check.that("mean_wait", figures.mean("servers.wait.api"), replications);
  check.that("p_wait", figures.mean("servers.waited.api"), replications);
  check.that("blocking", figures.mean("servers.turned_away.api"), replications);
  if (!one.has("tail_at")) return;
  check.that("p_wait_gt_2mean", figures.mean("servers.waited_long.api"), replications);
}

// As many environments as there is work, and limits that are never met.
void check_environments(const Case& one) {
  const std::string timeout = seconds(one.number("idle_timeout"));
  const bool fixed = one.params.value("timeout", "fixed") == "fixed";
  const auto result = run(
      one,
      fmt::format("lambda: {{ idle_reclaim: {}, max_lifetime: 30d, reuse: {} }}",
                  fixed ? timeout : fmt::format("{{ exponential: {{ mean: {} }} }}", timeout),
                  one.params.value("idle_choice", "mru") == "mru" ? "most_recent" : "least_recent"),
      "account: { concurrency: 1000000, scale_up: 1000000, requests_per_concurrency: 1000 }",
      one.number("arrivals_per_run"));
  Check(one).that("cold_share", Figures(result.policies[0]).mean("lambda.cold_share"),
                  one.replications());
}

class Queueing : public testing::TestWithParam<Case> {};
TEST_P(Queueing, AgreesWithTheExactValues) {
  const Case& one = GetParam();
  if (one.has("idle_timeout")) return check_environments(one);
  check_workers(one);
}
INSTANTIATE_TEST_SUITE_P(Oracle, Queueing, testing::ValuesIn(cases_of("queueing")), name_of);

}  // namespace
}  // namespace coalmine::oracle
