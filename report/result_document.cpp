#include "report/result_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace coalmine::report {
namespace {

using harness::RunResult;

constexpr std::uint64_t count_max = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint32_t replications_max = std::numeric_limits<std::uint32_t>::max();
constexpr double observation_s_max = 1e9;  // within the range of Duration
constexpr std::string_view fates = "-.ehc";

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// A mean and what belongs to it. Wrong: one that is there without data for it, or is not with.
struct Statistics {
  std::uint32_t n = 0;
  std::optional<double> mean;
  std::optional<double> sd;
  std::optional<double> ci95_low;
  std::optional<double> ci95_high;
};

std::optional<double> known_from(const JsonPlace& place, bool is_known) {
  const auto value = place.number_or_null();
  place.require(value.has_value() == is_known,
                is_known ? "expected a number" : "expected null, since n is too low for it");
  return value;
}

Statistics statistics_from(const JsonPlace& place, std::string_view mean,
                           std::uint32_t replications) {
  Statistics read;
  read.n = static_cast<std::uint32_t>(place.at("n").whole_number(0, replications));
  read.mean = known_from(place.at(mean), read.n > 0);
  read.sd = known_from(place.at("sd"), read.n > 1);
  const JsonPlace interval = place.at("ci95");
  if (read.n < 2) {
    interval.require(interval.is_null(), "expected null, since n is too low for it");
    return read;
  }
  const auto ends = interval.items();
  interval.require(ends.size() == 2, "expected the two ends of an interval");
  if (ends.size() != 2) return read;
  read.ci95_low = ends[0].number();
  read.ci95_high = ends[1].number();
  return read;
}

harness::Figure figure_from(const std::string& name, const JsonPlace& place,
                            std::uint32_t replications) {
  const Statistics statistics = statistics_from(place, "mean", replications);
  harness::Figure figure{.name = name,
                         .unit = place.at("unit").text(),
                         .n = statistics.n,
                         .mean = statistics.mean,
                         .sd = statistics.sd,
                         .ci95_low = statistics.ci95_low,
                         .ci95_high = statistics.ci95_high,
                         .values = place.at("values").numbers_or_null()};
  const JsonPlace values = place.at("values");
  values.require(figure.values.size() == replications,
                 fmt::format("expected {} values, one for each replication, found {}", replications,
                             figure.values.size()));
  const auto there = std::count_if(figure.values.begin(), figure.values.end(),
                                   [](const auto& value) { return value.has_value(); });
  values.require(there == figure.n,
                 fmt::format("{} of them are numbers, but n is {}", there, figure.n));
  if (const auto closed_form = place.find("closed_form")) {
    figure.closed_form = closed_form->number();
  }
  return figure;
}

std::vector<harness::Series> timeline_from(const JsonPlace& place) {
  const auto low = place.find("low");
  const auto high = place.find("high");
  std::vector<harness::Series> timeline;
  const auto line_of = [&](const JsonPlace& lines, const std::string& name) {
    const JsonPlace line = lines.at(name);
    auto values = line.numbers_or_null();
    const std::size_t steps = timeline.empty() ? values.size() : timeline.front().values.size();
    line.require(values.size() == steps,
                 fmt::format("expected {} steps, as before, found {}", steps, values.size()));
    return values;
  };
  for (const auto& [name, _] : place.at("series").members()) {
    timeline.push_back({.name = name, .values = line_of(place.at("series"), name)});
    if (low) timeline.back().low = line_of(*low, name);
    if (high) timeline.back().high = line_of(*high, name);
  }
  return timeline;
}

Duration step_from(const JsonPlace& place) {
  const double step_s = place.number();
  const bool is_possible = step_s >= 1e-9 && step_s <= observation_s_max;
  place.require(is_possible, "expected a length of time above 0");
  return is_possible ? Duration{std::llround(step_s * 1e9)} : Duration{};
}

harness::AlarmInfo alarm_from(const JsonPlace& place) {
  return {.metric = place.at("metric").text(),
          .above = place.at("above").number(),
          .function = place.at("function").text(),
          .dimension = place.at("dimension").text()};
}

std::string fates_from(const JsonPlace& place, const RunResult& result) {
  std::string letters = place.text();
  place.require(letters.find_first_not_of(fates) == std::string::npos,
                fmt::format("expected letters out of \"{}\"", fates));
  const std::uint64_t shown = result.users / result.users_every +
                              static_cast<std::uint64_t>(result.users % result.users_every != 0);
  place.require(
      letters.empty() || letters.size() == shown,
      fmt::format("expected {} letters, one for each user shown, found {}", shown, letters.size()));
  return letters;
}

harness::PolicyResult policy_from(const JsonPlace& place, const RunResult& result) {
  harness::PolicyResult policy{.name = place.at("name").text()};
  if (const auto alarms = place.find("alarms")) {
    for (const JsonPlace& alarm : alarms->items()) policy.alarms.push_back(alarm_from(alarm));
  }
  if (const auto judges = place.find("judges")) policy.judges = judges->texts();
  for (const auto& [name, figure] : place.at("metrics").members()) {
    policy.figures.push_back(figure_from(name, figure, result.replications));
  }
  policy.timeline_step = step_from(place.at("timeline").at("step_s"));
  policy.timeline = timeline_from(place.at("timeline"));
  const std::size_t steps = policy.timeline.empty() ? 0 : policy.timeline.front().values.size();
  place.at("timeline")
      .require(in_seconds(policy.timeline_step) * static_cast<double>(steps) <= observation_s_max,
               fmt::format("expected an observation of at most {} s", observation_s_max));
  if (const auto users = place.find("users")) policy.fates = fates_from(*users, result);
  return policy;
}

std::vector<harness::PolicyResult> policies_from(const JsonPlace& place, const RunResult& result) {
  std::vector<harness::PolicyResult> policies;
  std::vector<std::string> names;
  for (const JsonPlace& item : place.items()) {
    policies.push_back(policy_from(item, result));
    const std::string& name = policies.back().name;
    item.at("name").require(!contains(names, name), "another policy has this name");
    names.push_back(name);
  }
  place.require(!policies.empty(), "expected at least one policy");
  return policies;
}

// The name of one of the policies.
std::string policy_named(const JsonPlace& place, const RunResult& result) {
  std::string name = place.text();
  place.require(std::any_of(result.policies.begin(), result.policies.end(),
                            [&](const auto& policy) { return policy.name == name; }),
                fmt::format("there is no policy \"{}\"", name));
  return name;
}

harness::Difference comparison_from(const JsonPlace& place, const RunResult& result) {
  const Statistics statistics = statistics_from(place, "mean_difference", result.replications);
  return {.metric = place.at("metric").text(),
          .policy = policy_named(place.at("policy"), result),
          .against = policy_named(place.at("against"), result),
          .n = statistics.n,
          .mean = statistics.mean,
          .sd = statistics.sd,
          .ci95_low = statistics.ci95_low,
          .ci95_high = statistics.ci95_high};
}

harness::Verdict verdict_from(const JsonPlace& place) {
  const std::string name = place.text();
  if (name == "met") return harness::Verdict::met;
  if (name == "not met") return harness::Verdict::not_met;
  place.require(name == "no data", "expected \"met\", \"not met\" or \"no data\"");
  return harness::Verdict::no_data;
}

harness::Judgement expectation_from(const JsonPlace& place, const RunResult& result) {
  harness::Judgement judgement{.policy = policy_named(place.at("policy"), result),
                               .metric = place.at("metric").text(),
                               .rule = place.at("rule").text(),
                               .value = place.at("value").number_or_null(),
                               .verdict = verdict_from(place.at("verdict"))};
  const bool has_data = judgement.verdict != harness::Verdict::no_data;
  place.at("value").require(judgement.value.has_value() == has_data,
                            has_data ? "expected a number" : "expected null, as there is no data");
  return judgement;
}

harness::Reached precision_from(const JsonPlace& place, const RunResult& result) {
  return {.policy = policy_named(place.at("policy"), result),
          .metric = place.at("metric").text(),
          .half_width_asked = place.at("half_width_asked").number(),
          .half_width = place.at("half_width").number_or_null(),
          .at_most = static_cast<std::uint32_t>(
              place.at("replications_at_most").whole_number(1, replications_max))};
}

// The name of one of the functions.
std::string function_named(const JsonPlace& place, const harness::SystemInfo& system) {
  std::string name = place.text();
  place.require(contains(system.functions, name), fmt::format("there is no function \"{}\"", name));
  return name;
}

harness::SystemInfo system_from(const JsonPlace& place) {
  harness::SystemInfo system{.functions = place.at("functions").texts()};
  system.entry = function_named(place.at("entry"), system);
  for (const JsonPlace& moving : place.at("moving").items()) {
    system.moving.push_back(function_named(moving, system));
  }
  if (const auto watched = place.find("watched")) {
    system.watched = function_named(*watched, system);
  }
  for (const JsonPlace& link : place.at("links").items()) {
    const auto stream = link.find("stream");
    system.links.push_back({.from = function_named(link.at("from"), system),
                            .to = function_named(link.at("to"), system),
                            .stream = stream ? stream->text() : ""});
  }
  return system;
}

void read_scenario(const JsonPlace& place, RunResult& result) {
  result.scenario = place.at("name").text();
  result.digest = place.at("digest").text();
  if (const auto text = place.find("text")) result.text = text->text();
  if (const auto set = place.find("set")) result.set = set->texts();
  if (const auto policies = place.find("policies")) result.only_policies = policies->texts();
}

}  // namespace

RunResult result_from(const JsonPlace& document) {
  RunResult result;
  result.version = document.at("coalmine").text();
  read_scenario(document.at("scenario"), result);
  if (const auto system = document.find("system")) result.system = system_from(*system);
  if (const auto users = document.find("users")) {
    result.users = users->at("count").whole_number(0, count_max);
    result.users_every = users->at("shown_every").whole_number(1, count_max);
  }
  result.seed = document.at("seed").whole_number(0, count_max);
  result.replications =
      static_cast<std::uint32_t>(document.at("replications").whole_number(1, replications_max));
  result.policies = policies_from(document.at("policies"), result);
  if (const auto precision = document.find("precision")) {
    for (const auto& item : precision->items()) {
      result.precision.push_back(precision_from(item, result));
    }
  }
  for (const auto& item : document.at("comparisons").items()) {
    result.comparisons.push_back(comparison_from(item, result));
  }
  for (const auto& item : document.at("expectations").items()) {
    result.judgements.push_back(expectation_from(item, result));
  }
  return result;
}

}  // namespace coalmine::report
