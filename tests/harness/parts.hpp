// A small scenario, written by its parts, and what theory says of it.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "harness/theory/closed_form.hpp"
#include "spec/parse.hpp"

namespace coalmine::harness {

inline std::optional<double> theory_of(const spec::Scenario& scenario, const std::string& metric) {
  const Setup setup(scenario);
  return closed_form(setup, scenario.policies.front(), metric);
}

// 10 % of the requests of 1,000 users for 10 minutes, unless a test says otherwise.
struct Parts {
  std::string traffic = "users: 1000, requests: { poisson: { per_user: 1/min } }";
  std::string functions = "{ api: {} }";
  std::string streams = "{}";
  std::string release = "";  // more keys of it
  std::string rollout = "{ steps: [{ weight: 10%, for: 10m }] }";
  std::string policy = "route: weighted";  // keys of the only policy
  std::string more = "";                   // more lines
  int replications = 100;

  std::string text() const {
    return fmt::format(
        "name: test\nreplications: {}\nduration: 10m\ntraffic: {{ {} }}\nfunctions: {}\nstreams: "
        "{}\n"
        "release: {{ rollout: {}{}{} }}\npolicies: {{ tested: {{ {} }} }}\n{}\n",
        replications, traffic, functions, streams, rollout, release.empty() ? "" : ", ", release,
        policy, more);
  }

  spec::Scenario scenario() const {
    auto scenario = spec::parse(text(), "test.yaml");
    if (scenario) return std::move(*scenario);
    std::string problems;
    for (const Diagnostic& problem : scenario.error()) problems += spec::render(problem, text());
    throw std::runtime_error(problems);
  }

  std::optional<double> operator[](const std::string& metric) const {
    return theory_of(scenario(), metric);
  }
};

// f0 calls f1 calls f2 ...; each is read by the next in a field that only the canary writes and
// needs (forward), and in one that stable cannot read (backward). Neither fails anything.
inline Parts line(int functions, const std::string& policy, const std::string& rollout) {
  std::string system;
  std::string fields;
  for (int i = 0; i < functions; ++i) {
    const bool last = i + 1 == functions;
    system += fmt::format("{}f{}: {{{}}}", i == 0 ? "" : ", ", i,
                          last ? "" : fmt::format(" calls: [f{}] ", i + 1));
    if (last) break;
    fields += fmt::format(
        "{}{{ name: new{}, written_by: f{}, needed_by: f{}, fatal: false }}, "
        "{{ name: old{}, written_by: f{}, unreadable_by: f{}, fatal: false }}",
        i == 0 ? "" : ", ", i, i, i + 1, i, i, i + 1);
  }
  return {.functions = "{ " + system + " }",
          .release = "fields: [" + fields + "]",
          .rollout = rollout,
          .policy = policy};
}

inline constexpr auto ten_percent = "{ steps: [{ weight: 10%, for: 10m }] }";

inline Parts latencies(const std::string& stable, const std::string& canary, int weight_percent) {
  return {.functions =
              fmt::format("{{ api: {{ latency: {{ stable: {}, canary: {} }} }} }}", stable, canary),
          .rollout = fmt::format("{{ steps: [{{ weight: {}%, for: 10m }}] }}", weight_percent)};
}

inline void expect_exactly(std::optional<double> value, double expected) {
  ASSERT_TRUE(value.has_value());
  EXPECT_NEAR(*value, expected, 1e-9 * std::max(1.0, std::abs(expected)));
}

}  // namespace coalmine::harness
