// Runs scenario text as the program runs a file, and reads figures off the result.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "harness/experiment.hpp"
#include "spec/parse.hpp"

namespace coalmine::support {

inline spec::Scenario scenario_of(const std::string& text) {
  auto scenario = spec::parse(text, "case.yaml");
  if (!scenario) {
    std::string problems;
    for (const Diagnostic& problem : scenario.error()) problems += spec::render(problem, text);
    throw std::runtime_error(problems + text);
  }
  return std::move(*scenario);
}

inline harness::RunResult rehearse(const std::string& text, std::uint32_t threads = 2) {
  return harness::run(scenario_of(text), {.threads = threads});
}

class Figures {
 public:
  explicit Figures(const harness::PolicyResult& policy) : policy_(policy) {}

  const harness::Figure& of(const std::string& name) const {
    const auto found = std::find_if(policy_.figures.begin(), policy_.figures.end(),
                                    [&](const auto& figure) { return figure.name == name; });
    if (found == policy_.figures.end()) throw std::runtime_error("no figure " + name);
    return *found;
  }
  double mean(const std::string& name) const { return of(name).mean.value(); }
  double sum(const std::string& name) const {
    double sum = 0;
    for (const auto& value : of(name).values) sum += value.value();
    return sum;
  }
  // The share of replications whose value passes.
  double share(const std::string& name, const std::function<bool(double)>& passes) const {
    const auto& values = of(name).values;
    const auto count = std::count_if(values.begin(), values.end(), [&](const auto& v) { return v && passes(*v); });
    return static_cast<double>(count) / static_cast<double>(values.size());
  }
  bool has_data(const std::string& name) const { return of(name).n > 0; }

  const std::vector<std::optional<double>>& series(const std::string& name) const {
    const auto found = std::find_if(policy_.timeline.begin(), policy_.timeline.end(),
                                    [&](const auto& series) { return series.name == name; });
    if (found == policy_.timeline.end()) throw std::runtime_error("no series " + name);
    return found->values;
  }

 private:
  const harness::PolicyResult& policy_;
};

}  // namespace coalmine::support
