// A result with everything that a report has a chart for, made by hand.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/report/sample.hpp"

namespace coalmine::report {

inline harness::Series series(std::string name, std::vector<std::optional<double>> values) {
  return {.name = std::move(name), .values = std::move(values), .low = {}, .high = {}};
}

inline harness::Series banded(std::string name, std::vector<std::optional<double>> values,
                              double below, double above) {
  harness::Series made = series(std::move(name), std::move(values));
  for (const auto& value : made.values) {
    made.low.emplace_back(*value - below);
    made.high.emplace_back(*value + above);
  }
  return made;
}

inline void add(harness::PolicyResult& policy, harness::Figure figure) {
  policy.figures.push_back(std::move(figure));
}

// An order API and receipts that cannot read what the new one writes: three minutes of a 10 %
// canary. `weighted` is rolled back by its alarm in half of the replications, at two minutes.
inline harness::RunResult rehearsal() {
  harness::RunResult result = coffee();
  result.text = "name: coffee\n";
  result.system = {.entry = "api",
                   .functions = {"api", "receipts"},
                   .moving = {"api", "receipts"},
                   .watched = "api",
                   .links = {{.from = "api", .to = "receipts", .stream = "orders"}}};
  result.users = 10;
  harness::PolicyResult& weighted = result.policies[0];
  harness::PolicyResult& sticky = result.policies[1];
  weighted.fates = "-.ehcehhe.";
  sticky.fates = "-....e....";
  weighted.alarms = {
      {.metric = "error_rate", .above = 0.01, .function = "api", .dimension = "alias"}};
  weighted.timeline = {series("weight", {0.1, 0.1, 0.05}),
                       banded("exposed_users", {300, 500, 632}, 10, 20),
                       banded("harmed_users", {20, 40, 50}, 1, 2),
                       series("error_rate.alias", {0.005, 0.02, 0.01}),
                       series("error_rate.stable", {0, 0, 0}),
                       series("error_rate.canary", {0.05, 0.2, std::nullopt})};
  sticky.timeline = {
      series("weight", {0.1, 0.1, 0.1}),       banded("exposed_users", {100, 100, 100}, 5, 5),
      banded("harmed_users", {0, 0, 0}, 0, 0), series("error_rate.alias", {0.005, 0.005, 0.005}),
      series("error_rate.stable", {0, 0, 0}),  series("error_rate.canary", {0.05, 0.05, 0.05})};
  for (harness::PolicyResult* policy : {&weighted, &sticky}) {
    const bool is_weighted = policy == &weighted;
    add(*policy, figure("chains.mixed", "share", is_weighted ? 0.18 : 0, 0.001));
    add(*policy, figure("errors.stable", "share", 0, 0));
    add(*policy, figure("errors.canary", "share", 0.05, 0.001));
    add(*policy, figure("errors.alias", "share", is_weighted ? 0.005 : 0.01, 0.0001));
    add(*policy, figure("masking.errors", "ratio", is_weighted ? 0.1 : 0.2, 0.001));
    add(*policy, figure("rollout.rolled_back", "share", is_weighted ? 0.5 : 0, 0.1));
    for (const char* pair : {"stable_stable", "stable_canary", "canary_stable", "canary_canary"}) {
      const std::string name = pair;
      add(*policy, figure("chains.met.api.receipts." + name, "count",
                          name == "canary_stable" ? (is_weighted ? 0.09 : 0) : 0.3, 0.001));
    }
    add(*policy,
        figure("chains.broken.api.receipts.canary_stable", "count", is_weighted ? 0.09 : 0, 0.001));
  }
  add(weighted, figure("alarm.stopped_by.alarm_1", "share", 0.5, 0.1));
  add(weighted, figure("alarm.stopped_by.operator", "share", 0, 0));
  harness::Figure rolled_back_at = figure("rollout.rolled_back_at", "s", 120, 0);
  rolled_back_at.values = {120, std::nullopt, 120, std::nullopt};
  add(weighted, rolled_back_at);
  add(weighted, figure("blast_radius.exposed_after_rollback", "share", 0.02, 0.001));
  add(weighted, figure("blast_radius.harm_after_rollback", "share", 0, 0));
  result.judgements = {{.policy = "sticky",
                        .metric = "blast_radius.exposed",
                        .rule = "mean < 11%",
                        .value = 0.1,
                        .verdict = harness::Verdict::met}};
  return result;
}

}  // namespace coalmine::report
