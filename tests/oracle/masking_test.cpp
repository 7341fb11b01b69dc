// Latency percentiles of two versions mixed.
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

}  // namespace
}  // namespace coalmine::oracle
