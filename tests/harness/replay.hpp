// A release that a handful of requests goes through, so that every figure can be counted by hand.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "harness/experiment.hpp"
#include "tests/support/rehearse.hpp"

namespace coalmine::harness {

// One function, 20 minutes, one replication, unless a test says otherwise.
struct Replay {
  std::string steps = "[{ weight: 100%, for: 10m }, { weight: 0%, for: 10m }]";
  std::string policy = "route: weighted";
  std::string release = "";  // more keys of it
  std::string traffic = "";  // more keys of it
  std::string functions = "{ api: {} }";
  std::string more = "";  // more lines
  std::vector<support::Request> requests{};
  int replications = 1;

  spec::Scenario scenario() const {
    const auto key = [](const std::string& keys) { return keys.empty() ? "" : ", " + keys; };
    const spec::Scenario written = support::scenario_of(fmt::format(
        "name: replay\nreplications: {}\nduration: 20m\n"
        "traffic: {{ users: 100000, requests: {{ fixed: 1 }}{} }}\nfunctions: {}\n"
        "release: {{ rollout: {{ steps: {} }}{} }}\npolicies: {{ tested: {{ {} }} }}\n{}\n",
        replications, key(traffic), functions, steps, key(release), policy, more));
    return support::with_requests(written, requests);
  }

  RunResult run() const { return harness::run(scenario(), {.threads = 2}); }

  // The mean of a figure over replications.
  double operator[](const std::string& figure) const {
    const RunResult result = run();
    return support::Figures(result.policies[0]).mean(figure);
  }
};

inline constexpr double minute = 60;

// Requests of one user at these minutes.
inline std::vector<support::Request> of_user(const std::vector<double>& at_minutes,
                                             std::uint32_t user = 0) {
  std::vector<support::Request> requests;
  for (const double at : at_minutes) requests.push_back({at * minute, user});
  return requests;
}

// One request each of so many users, all at this minute.
inline std::vector<support::Request> of_users(std::uint32_t users, double at_minute) {
  std::vector<support::Request> requests;
  for (std::uint32_t user = 0; user < users; ++user) requests.push_back({at_minute * minute, user});
  return requests;
}

// Both, in the order of time.
inline std::vector<support::Request> operator+(std::vector<support::Request> first,
                                               const std::vector<support::Request>& second) {
  first.insert(first.end(), second.begin(), second.end());
  std::stable_sort(first.begin(), first.end(),
                   [](const auto& a, const auto& b) { return a.at_s < b.at_s; });
  return first;
}

}  // namespace coalmine::harness
