// A small scenario, written by its parts, and what theory says of it.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "harness/closed_form.hpp"
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

}  // namespace coalmine::harness
