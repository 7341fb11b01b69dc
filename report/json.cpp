#include "report/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

namespace coalmine::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr int schema_version = 1;

Json optional_number(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json numbers(const std::vector<std::optional<double>>& values) {
  Json array = Json::array();
  for (const auto& value : values) array.push_back(optional_number(value));
  return array;
}

Json interval(const std::optional<double>& low, const std::optional<double>& high) {
  if (!low || !high) return nullptr;
  return Json::array({*low, *high});
}

std::string_view name_of(harness::Verdict verdict) {
  switch (verdict) {
    case harness::Verdict::met:
      return "met";
    case harness::Verdict::not_met:
      return "not met";
    case harness::Verdict::no_data:
      return "no data";
  }
  assert(false);
  return {};
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

Json expectation_json(const harness::Judgement& judgement) {
  Json json;
  json["policy"] = judgement.policy;
  json["metric"] = judgement.metric;
  json["rule"] = judgement.rule;
  json["value"] = optional_number(judgement.value);
  json["verdict"] = name_of(judgement.verdict);
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

// A number, string, boolean or null. Doubles by fmt and not by dump(), whose algorithm (Grisu2) is
// not always the shortest and which writes 12 as 12.0.
std::string scalar(const Json& json) {
  if (json.is_number_float()) {
    const double value = json.get<double>();
    assert(std::isfinite(value));                        // what has no value is null
    return value == 0 ? "0" : fmt::format("{}", value);  // no -0
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool holds_scalars_only(const Json& json) {
  return std::none_of(json.begin(), json.end(), [](const Json& j) { return j.is_structured(); });
}

// What stays on one line: a list of plain values whatever its length, and a record, whose members
// are plain values or pairs of them. A figure that changes is then a few changed lines of a diff,
// and a file is not mostly line ends.
bool is_one_line(const Json& json) {
  if (!json.is_structured() || holds_scalars_only(json)) return true;
  return json.is_object() && std::all_of(json.begin(), json.end(), [](const Json& member) {
           return !member.is_structured() ||
                  (member.is_array() && member.size() <= 2 && holds_scalars_only(member));
         });
}

void write(const Json& json, std::size_t indent, std::string& out) {
  if (!json.is_structured()) {
    out += scalar(json);
    return;
  }
  const bool one_line = is_one_line(json);
  const auto line_end = [&](std::size_t spaces) {
    if (!one_line) out.append("\n").append(spaces, ' ');
  };
  out += json.is_object() ? '{' : '[';
  bool first = true;
  for (const auto& [key, member] : json.items()) {
    if (!first) out += one_line ? ", " : ",";
    first = false;
    line_end(indent + 2);
    if (json.is_object()) out.append(scalar(Json(key))).append(": ");
    write(member, indent + 2, out);
  }
  line_end(indent);
  out += json.is_object() ? '}' : ']';
}

}  // namespace

std::string to_json(const harness::RunResult& result, std::string_view version) {
  std::string out;
  write(document(result, version), 0, out);
  out += '\n';
  return out;
}

}  // namespace coalmine::report
