// Runs scenario text as the program runs a file, and reads figures off the result.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

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

// The scenario with these requests instead of its own: when, in seconds, and by whom.
struct Request {
  double at_s;
  std::uint32_t user;
};

inline spec::Scenario with_requests(spec::Scenario scenario, const std::vector<Request>& requests) {
  auto log = std::make_shared<models::Trace>();
  for (const Request& request : requests) {
    log->at.push_back(Instant{Duration{std::llround(request.at_s * 1e9)}});
    log->user.push_back(request.user);
    log->users = std::max(log->users, request.user + 1);
  }
  scenario.traffic.users = log->users;
  scenario.traffic.pattern = models::TraceTraffic{};
  scenario.trace = std::move(log);
  return scenario;
}

// A request each 100 ms, at 0.05 s, 0.15 s and so on, each of a user of its own.
inline std::vector<Request> ten_a_second(double for_s) {
  std::vector<Request> requests;
  for (std::uint32_t i = 0; i < 10 * for_s; ++i) requests.push_back({0.05 + 0.1 * i, i});
  return requests;
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
  // The mean of the product of two figures, such as a number for each active user and of these.
  double mean_of(const std::string& name, const std::string& times) const {
    const auto& values = of(name).values;
    const auto& factors = of(times).values;
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      sum += values[i].value_or(0) * factors[i].value_or(0);
    }
    return sum / static_cast<double>(values.size());
  }
  // The share of replications whose value passes.
  double share(const std::string& name, const std::function<bool(double)>& passes) const {
    const auto& values = of(name).values;
    const auto count =
        std::count_if(values.begin(), values.end(), [&](const auto& v) { return v && passes(*v); });
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
