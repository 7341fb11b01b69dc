// A few requests by hand, on a small system, and what became of them.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/rehearse.hpp"

namespace coalmine::harness {

inline constexpr auto never_shifts = "{ steps: [{ weight: 0%, for: 1h }] }";
inline constexpr auto all_canary = "{ steps: [{ weight: 100%, for: 1h }] }";

struct Story {
  std::string functions = "{ api: {} }";
  std::string more = "";     // more lines of the scenario
  std::string release = "";  // more keys of the release
  std::string rollout = never_shifts;
  std::string policy = "route: weighted";
  std::vector<support::Request> requests = {{0, 0}};
  std::string duration = "10m";

  RunResult run() const {
    return harness::run(support::with_requests(
        support::scenario_of(fmt::format("name: story\nreplications: 1\nduration: {}\n"
                                         "traffic: {{ users: 2, requests: {{ fixed: 1 }} }}\n"
                                         "functions: {}\n{}\n"
                                         "release: {{ rollout: {}{}{} }}\n"
                                         "policies: {{ p: {{ {} }} }}\n",
                                         duration, functions, more, rollout,
                                         release.empty() ? "" : ", ", release, policy)),
        requests));
  }
  double operator[](const std::string& figure) const {
    return support::Figures(run().policies[0]).mean(figure);
  }
};

// What a story says of several figures at once.
struct Told {
  const char* figure;
  double value;
};
inline void expect_told(const Story& story, const std::vector<Told>& told) {
  const RunResult result = story.run();
  const support::Figures figures(result.policies[0]);
  for (const auto& [figure, value] : told) {
    EXPECT_NEAR(figures.mean(figure), value, 1e-9) << figure;
  }
}

}  // namespace coalmine::harness
