#include "report/json.hpp"

#include <optional>
#include <vector>

#include "report/expectation_json.hpp"
#include "report/json_text.hpp"

namespace coalmine::report {
namespace {

constexpr int schema_version = 1;

Json numbers(const std::vector<std::optional<double>>& values) {
  Json array = Json::array();
  for (const auto& value : values) array.push_back(optional_number(value));
  return array;
}

Json figure_json(const harness::Figure& figure) {
  Json json;
  json["unit"] = figure.unit;
  json["n"] = figure.n;
  json["mean"] = optional_number(figure.mean);
  json["sd"] = optional_number(figure.sd);
  json["ci95"] = optional_interval(figure.ci95_low, figure.ci95_high);
  json["values"] = numbers(figure.values);
  if (figure.closed_form) json["closed_form"] = *figure.closed_form;
  return json;
}

Json alarm_json(const harness::AlarmInfo& alarm) {
  Json json;
  json["metric"] = alarm.metric;
  json["above"] = alarm.above;
  json["function"] = alarm.function;
  json["dimension"] = alarm.dimension;
  return json;
}

// The bands stand beside the means and not among them: who reads the means alone finds a plain list
// of numbers. Those that were read from a file without bands have none.
Json timeline_json(const harness::PolicyResult& policy) {
  Json json;
  json["step_s"] = in_seconds(policy.timeline_step);
  json["series"] = Json::object();
  for (const auto& line : policy.timeline) json["series"][line.name] = numbers(line.values);
  for (const auto& line : policy.timeline) {
    if (!line.low.empty()) json["low"][line.name] = numbers(line.low);
  }
  for (const auto& line : policy.timeline) {
    if (!line.high.empty()) json["high"][line.name] = numbers(line.high);
  }
  return json;
}

Json policy_json(const harness::PolicyResult& policy) {
  Json json;
  json["name"] = policy.name;
  json["alarms"] = Json::array();
  for (const auto& alarm : policy.alarms) json["alarms"].push_back(alarm_json(alarm));
  json["judges"] = policy.judges;
  json["metrics"] = Json::object();
  for (const auto& figure : policy.figures) json["metrics"][figure.name] = figure_json(figure);
  json["timeline"] = timeline_json(policy);
  json["users"] = policy.fates;
  return json;
}

Json comparison_json(const harness::Difference& difference) {
  Json json;
  json["metric"] = difference.metric;
  json["policy"] = difference.policy;
  json["against"] = difference.against;
  json["n"] = difference.n;
  json["mean_difference"] = optional_number(difference.mean);
  json["sd"] = optional_number(difference.sd);
  json["ci95"] = optional_interval(difference.ci95_low, difference.ci95_high);
  return json;
}

Json scenario_json(const harness::RunResult& result) {
  Json json;
  json["name"] = result.scenario;
  json["digest"] = result.digest;
  json["text"] = result.text;
  if (!result.set.empty()) json["set"] = result.set;
  if (!result.only_policies.empty()) json["policies"] = result.only_policies;
  return json;
}

Json system_json(const harness::SystemInfo& system) {
  Json json;
  json["entry"] = system.entry;
  json["functions"] = system.functions;
  json["moving"] = system.moving;
  if (!system.watched.empty()) json["watched"] = system.watched;
  json["links"] = Json::array();
  for (const harness::Link& link : system.links) {
    Json& each = json["links"].emplace_back();
    each["from"] = link.from;
    each["to"] = link.to;
    if (!link.stream.empty()) each["stream"] = link.stream;
  }
  return json;
}

Json precision_json(const harness::Reached& reached) {
  Json json;
  json["policy"] = reached.policy;
  json["metric"] = reached.metric;
  json["half_width_asked"] = reached.half_width_asked;
  json["half_width"] = optional_number(reached.half_width);
  json["replications_at_most"] = reached.at_most;
  return json;
}

Json document(const harness::RunResult& result, std::string_view version) {
  Json json;
  json["coalmine"] = result.version.empty() ? version : std::string_view(result.version);
  json["schema"] = schema_version;
  json["scenario"] = scenario_json(result);
  if (!result.system.functions.empty()) json["system"] = system_json(result.system);
  json["users"]["count"] = result.users;
  json["users"]["shown_every"] = result.users_every;
  json["seed"] = result.seed;
  json["replications"] = result.replications;
  for (const auto& reached : result.precision) json["precision"].push_back(precision_json(reached));
  json["policies"] = Json::array();
  json["comparisons"] = Json::array();
  json["expectations"] = Json::array();
  for (const auto& policy : result.policies) json["policies"].push_back(policy_json(policy));
  for (const auto& comparison : result.comparisons) {
    json["comparisons"].push_back(comparison_json(comparison));
  }
  for (const auto& judgement : result.judgements) {
    json["expectations"].push_back(expectation_json(judgement));
  }
  return json;
}

}  // namespace

std::string to_json(const harness::RunResult& result, std::string_view version) {
  return json_text(document(result, version));
}

}  // namespace coalmine::report
