// One case of cases.json: parameters, and the metrics with their tolerance rule.
#pragma once

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace coalmine::oracle {

using Json = nlohmann::json;

struct Expected {
  double mean;
  double sd;
  bool bernoulli;
  double mean_se;
  double replications;  // R of the published tolerance

  // How far an average over `n` replications may be from the mean: k = 4.5, Bernstein's correction
  // for rare outcomes of 0 and 1.
  double tolerance(double n) const {
    constexpr double k = 4.5;
    const double spread = k * std::sqrt(sd * sd / n + mean_se * mean_se);
    return std::max(1e-9, spread + (bernoulli ? k * k / (3 * n) : 0));
  }
};

struct Case {
  std::string id;
  std::string family;
  Json params;
  Json metrics;

  bool has(const std::string& parameter) const { return params.contains(parameter); }
  double number(const std::string& parameter) const { return params.at(parameter).get<double>(); }
  double number_or(const std::string& parameter, double otherwise) const {
    return params.value(parameter, otherwise);
  }
  std::optional<Expected> expected(const std::string& metric) const {
    if (!metrics.contains(metric)) return std::nullopt;
    const Json& m = metrics.at(metric);
    return Expected{m.at("mean"), m.at("sd"), m.at("bernoulli"), m.value("mean_se", 0.0),
                    m.at("tolerance").at("R")};
  }
  // Of the first metric, where all have as many.
  double replications() const { return metrics.begin()->at("tolerance").at("R"); }
  friend void PrintTo(const Case& value, std::ostream* out) { *out << value.id; }
};

inline std::vector<Case> cases_of(const std::string& family) {
  std::ifstream file(COALMINE_SOURCE_DIR "/tests/oracle/cases.json");
  const Json all = Json::parse(file);
  std::vector<Case> found;
  for (const Json& one : all.at("cases")) {
    if (one.at("family").get<std::string>() != family) continue;
    found.push_back({one.at("id"), family, one.at("params"), one.at("metrics")});
  }
  return found;
}

}  // namespace coalmine::oracle
