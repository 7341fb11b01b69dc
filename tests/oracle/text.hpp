// The parameters of a case in the words of the scenario language.
#pragma once

#include <fmt/format.h>

#include <string>

#include "case.hpp"

namespace coalmine::oracle {

inline std::string minutes(double value) { return fmt::format("{}s", value * 60); }

// To the nanosecond, which is all that a scenario can hold.
inline std::string seconds(double value) { return fmt::format("{:.9f}s", value); }

// "{ steps: [...] }". The alarm is watched until the bake time is over, so the last step lasts
// until then at least.
inline std::string steps(const Json& schedule, double bake_min = 0) {
  std::string text;
  double begins_min = 0;
  for (std::size_t i = 0; i < schedule.size(); ++i) {
    double holds_min = schedule[i].at("minutes");
    if (i + 1 == schedule.size()) holds_min = std::max(holds_min, bake_min - begins_min);
    text += fmt::format("{}{{ weight: {}, for: {} }}", i == 0 ? "" : ", ",
                        schedule[i].at("weight").get<double>(), minutes(holds_min));
    begins_min += holds_min;
  }
  return "{ steps: [" + text + "] }";
}

inline std::string one_step(double weight, double for_min) {
  return fmt::format("{{ steps: [{{ weight: {}, for: {} }}] }}", weight, minutes(for_min));
}

// How long the schedule of a case takes.
inline double schedule_min(const Case& one) {
  double sum = 0;
  for (const Json& step : one.params["schedule"]) sum += step["minutes"].get<double>();
  return sum;
}

// A distribution of the oracle: lognormal {median, sigma} or gamma {shape, mean}, in ms.
inline std::string latency(const Json& of) {
  if (of.at("type") == "lognormal") {
    return fmt::format("{{ lognormal: {{ median: {}ms, sigma: {} }} }}",
                       of.at("median").get<double>(), of.at("sigma").get<double>());
  }
  return fmt::format("{{ gamma: {{ shape: {}, mean: {}ms }} }}", of.at("shape").get<double>(),
                     of.at("mean").get<double>());
}

// A service time of the oracle, in s: deterministic, exponential or gamma {shape, mean}.
inline std::string service(const Json& of) {
  const std::string type = of.at("type");
  const std::string mean = seconds(of.at("mean").get<double>());
  if (type == "exponential") return fmt::format("{{ exponential: {{ mean: {} }} }}", mean);
  if (type == "gamma") {
    return fmt::format("{{ gamma: {{ shape: {}, mean: {} }} }}", of.at("shape").get<double>(),
                       mean);
  }
  return mean;
}

}  // namespace coalmine::oracle
