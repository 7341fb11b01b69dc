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

Json interval(const std::optional<double>& low, const std::optional<double>& high) {
  if (!low || !high) return nullptr;
  return Json::array({*low, *high});
}

Json figure_json(const harness::Figure& figure) {
  Json json;
  json["unit"] = figure.unit;
  json["n"] = figure.n;
  json["mean"] = optional_number(figure.mean);
  json["sd"] = optional_number(figure.sd);
  json["ci95"] = interval(figure.ci95_low, figure.ci95_high);
  json["values"] = numbers(figure.values);
  if (figure.closed_form) json["closed_form"] = *figure.closed_form;
  return json;
}

Json policy_json(const harness::PolicyResult& policy) {
  Json metrics = Json::object();
  for (const auto& figure : policy.figures) metrics[figure.name] = figure_json(figure);
  Json series = Json::object();
  for (const auto& line : policy.timeline) series[line.name] = numbers(line.values);

  Json json;
  json["name"] = policy.name;
  json["metrics"] = std::move(metrics);
  json["timeline"]["step_s"] = in_seconds(policy.timeline_step);
  json["timeline"]["series"] = std::move(series);
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
  json["ci95"] = interval(difference.ci95_low, difference.ci95_high);
  return json;
}

Json document(const harness::RunResult& result, std::string_view version) {
  Json json;
  json["coalmine"] = version;
  json["schema"] = schema_version;
  json["scenario"]["name"] = result.scenario;
  json["scenario"]["digest"] = result.digest;
  json["seed"] = result.seed;
  json["replications"] = result.replications;
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
