#include "report/sweep/record.hpp"

#include <fmt/format.h>

#include <cassert>

#include "report/json_text.hpp"

namespace coalmine::report {
namespace {

constexpr int schema_version = 1;

// Nothing if the text is no JSON.
Json parsed(std::string_view text) { return Json::parse(text, nullptr, false); }

// A number where JSON has the same, and text otherwise.
Json value_json(const std::string& value) {
  const Json number = parsed(value);
  return number.is_number() ? number : Json(value);
}

Json values_json(const harness::SweepPlan& plan, std::uint32_t point) {
  Json json = Json::object();
  for (std::size_t d = 0; d < plan.dimensions.size(); ++d) {
    json[plan.dimensions[d].path()] = value_json(plan.points[point][d]);
  }
  return json;
}

Json figure_json(const harness::Figure& figure) {
  Json json;
  json["unit"] = figure.unit;
  json["n"] = figure.n;
  json["mean"] = optional_number(figure.mean);
  json["sd"] = optional_number(figure.sd);
  json["ci95"] = optional_interval(figure.ci95_low, figure.ci95_high);
  if (figure.closed_form) json["closed_form"] = *figure.closed_form;
  return json;
}

std::optional<double> number_in(const Json& json) {
  return json.is_number() ? std::optional(json.get<double>()) : std::nullopt;
}

// Throws what the JSON library throws where the line is not as written.
harness::Figure figure_from(const std::string& name, const Json& json) {
  harness::Figure figure;
  figure.name = name;
  figure.unit = json.at("unit").get<std::string>();
  figure.n = json.at("n").get<std::uint32_t>();
  figure.mean = number_in(json.at("mean"));
  figure.sd = number_in(json.at("sd"));
  if (const Json& interval = json.at("ci95"); !interval.is_null()) {
    figure.ci95_low = interval.at(0).get<double>();
    figure.ci95_high = interval.at(1).get<double>();
  }
  if (json.contains("closed_form")) figure.closed_form = json.at("closed_form").get<double>();
  return figure;
}

harness::SweepPoint point_from(const Json& json, const std::vector<std::string>& metrics) {
  harness::SweepPoint point;
  point.replications = json.at("replications").get<std::uint32_t>();
  for (const auto& [name, figures] : json.at("policies").items()) {
    harness::PolicyResult& policy = point.policies.emplace_back();
    policy.name = name;
    for (const std::string& metric : metrics) {
      if (!figures.contains(metric)) continue;
      policy.figures.push_back(figure_from(metric, figures.at(metric)));
    }
  }
  return point;
}

}  // namespace

std::string sweep_header(const harness::SweepInfo& info, std::string_view version) {
  Json sweep;
  sweep["coalmine"] = version;
  sweep["schema"] = schema_version;
  sweep["scenario"] = info.scenario;
  sweep["digest"] = info.digest;
  sweep["seed"] = info.seed;
  sweep["replications"] = info.replications;
  sweep["vary"] = info.vary;
  if (info.sampling) {
    sweep["samples"] = info.sampling->samples;
    sweep["sample_seed"] = info.sampling->seed;
  }
  sweep["points"] = info.points;
  return json_line({{"sweep", sweep}});
}

std::string sweep_line(const harness::SweepPlan& plan, std::uint32_t point,
                       const harness::RunResult& result) {
  Json policies = Json::object();
  for (const harness::PolicyResult& policy : result.policies) {
    Json figures = Json::object();
    for (const harness::Figure& figure : policy.figures) {
      figures[figure.name] = figure_json(figure);
    }
    policies[policy.name] = std::move(figures);
  }
  Json json;
  json["point"] = point;
  json["vary"] = values_json(plan, point);
  json["replications"] = result.replications;
  json["policies"] = std::move(policies);
  return json_line(json);
}

Checked<harness::SweepPoint> read_sweep_line(const harness::SweepPlan& plan, std::uint32_t point,
                                             std::string_view line,
                                             const std::vector<std::string>& metrics) {
  const auto refusal = [point] {
    return tl::unexpected(Error{fmt::format("the line of point {} is damaged", point)});
  };
  const Json json = parsed(line);
  if (!json.is_object() || point >= plan.points.size()) return refusal();
  try {
    const bool is_ours = json.at("point") == point && json.at("vary") == values_json(plan, point);
    if (!is_ours) return refusal();
    harness::SweepPoint read = point_from(json, metrics);
    read.values = plan.points[point];
    return read;
  } catch (const Json::exception&) {
    return refusal();
  }
}

bool is_sweep_header(std::string_view line) {
  const Json json = parsed(line);
  return json.is_object() && json.contains("sweep") && json["sweep"].is_object();
}

std::string sweep_difference(std::string_view other, std::string_view ours) {
  const Json theirs = parsed(other);
  if (!is_sweep_header(other)) return "it is no sweep";
  const Json wanted = parsed(ours)["sweep"];
  for (const auto& [key, value] : wanted.items()) {
    const Json found = theirs["sweep"].value(key, Json(nullptr));
    if (found == value) continue;
    if (key == "digest") return "its scenario was another, or had other --set or --policy";
    return fmt::format("its {} is {}, not {}", key, json_line(found), json_line(value));
  }
  return "its samples are others";
}

}  // namespace coalmine::report
