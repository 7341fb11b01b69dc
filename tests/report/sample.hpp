// Results made by hand, for tests of what reports make of them.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/result.hpp"

namespace coalmine::report {

// A figure of 100 replications with the 95 % interval `mean` +- `half_width`.
inline harness::Figure figure(std::string name, std::string unit, double mean, double half_width,
                              std::optional<double> closed_form = std::nullopt) {
  harness::Figure figure;
  figure.name = std::move(name);
  figure.unit = std::move(unit);
  figure.n = 100;
  figure.mean = mean;
  figure.sd = half_width * 5;
  figure.ci95_low = mean - half_width;
  figure.ci95_high = mean + half_width;
  figure.closed_form = closed_form;
  return figure;
}

inline harness::Figure no_data_figure(std::string name, std::string unit) {
  harness::Figure figure;
  figure.name = std::move(name);
  figure.unit = std::move(unit);
  return figure;
}

inline harness::PolicyResult policy(std::string name, std::vector<harness::Figure> figures) {
  harness::PolicyResult policy;
  policy.name = std::move(name);
  policy.figures = std::move(figures);
  policy.timeline_step = std::chrono::minutes{1};
  return policy;
}

inline harness::RunResult result_of(std::vector<harness::PolicyResult> policies) {
  harness::RunResult result;
  result.scenario = "coffee";
  result.digest = "c0ffee";
  result.seed = 7;
  result.replications = 100;
  result.policies = std::move(policies);
  return result;
}

// A 10 % canary that met 63.2 % of the users under `weighted` and 10 % under `sticky`.
inline harness::RunResult coffee() {
  auto result = result_of({
      policy("weighted", {figure("users.active", "users", 1000, 0),
                          figure("blast_radius.exposed", "share", 0.632, 0.003, 0.63212),
                          figure("blast_radius.harmed", "share", 0.05, 0.001),
                          figure("requests.total", "requests", 12'345, 20),
                          figure("canary.traffic_share", "share", 0.1, 0),
                          figure("chains.stranded", "chains", 0, 0),
                          no_data_figure("alarm.time_to_detect", "s")}),
      policy("sticky", {figure("users.active", "users", 1000, 0),
                        figure("blast_radius.exposed", "share", 0.1, 0.002),
                        figure("blast_radius.harmed", "share", 0, 0),
                        figure("requests.total", "requests", 12'345, 20),
                        figure("canary.traffic_share", "share", 0.1, 0.004),
                        figure("chains.stranded", "chains", 0, 0),
                        no_data_figure("alarm.time_to_detect", "s")}),
  });
  result.comparisons = {{.metric = "blast_radius.exposed",
                         .policy = "sticky",
                         .against = "weighted",
                         .n = 100,
                         .mean = -0.532,
                         .sd = 0.02,
                         .ci95_low = -0.535,
                         .ci95_high = -0.529}};
  return result;
}

}  // namespace coalmine::report
