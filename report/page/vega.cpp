#include "report/page/vega.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "report/quantity.hpp"

namespace coalmine::report {
namespace {

// Longer names stand in one column of a legend, so that it fits a phone.
constexpr std::size_t short_name_max = 16;

// What fits beside an axis, and into a legend on a phone.
constexpr std::size_t axis_label_max = 22;
constexpr std::size_t legend_label_max = 40;

bool any_longer(const std::vector<std::string>& names, std::size_t length) {
  return std::any_of(names.begin(), names.end(),
                     [&](const auto& name) { return name.size() > length; });
}

// Names that are too long lose their middle: their ends tell them apart.
void shorten(const std::vector<std::string>& names, std::size_t length, Json& axis_or_legend) {
  if (!any_longer(names, length)) return;
  const std::size_t head = length / 2 - 2;
  axis_or_legend["labelExpr"] = fmt::format(
      "length(datum.label) > {0} ? slice(datum.label, 0, {1}) + '…' + slice(datum.label, -{2}) : "
      "datum.label",
      length, head, length - head - 1);
}

}  // namespace

double rounded(double value) { return std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr); }

Json rounded(const std::optional<double>& value) {
  return value ? Json(rounded(*value)) : Json(nullptr);
}

Json inline_data(Json rows) {
  Json data;
  data["values"] = std::move(rows);
  return data;
}

std::vector<std::string> policy_names(const harness::RunResult& result) {
  std::vector<std::string> names;
  for (const auto& policy : result.policies) names.push_back(policy.name);
  return names;
}

Json policy_colour(const std::vector<std::string>& policies) {
  Json channel = Json::parse(R"json({
    "field": "policy", "type": "nominal",
    "legend": {"title": null, "orient": "top", "labelLimit": 280, "symbolType": "stroke",
               "symbolOpacity": 1, "symbolStrokeWidth": 3}
  })json");
  channel["scale"]["domain"] = policies;
  channel["legend"]["columns"] = any_longer(policies, short_name_max) ? 1 : 2;
  channel["legend"]["symbolLimit"] = policies.size();  // more than 30 would lose some, unsaid
  shorten(policies, legend_label_max, channel["legend"]);
  return channel;
}

Json lines_of(const std::vector<std::string>& names) {
  Json channel = Json::parse(R"json({
    "field": "policy", "type": "nominal", "title": null,
    "axis": {"labelLimit": 150, "ticks": false, "domain": false}
  })json");
  channel["scale"]["domain"] = names;
  shorten(names, axis_label_max, channel["axis"]);
  return channel;
}

TimeScale::TimeScale(Duration length) : length_(length) {
  using namespace std::chrono_literals;
  if (length > 3h) {
    unit_ = 1h;
    name_ = "hours since the beginning";
    short_name_ = "h";
  } else {
    unit_ = 1min;
    name_ = "minutes since the beginning";
    short_name_ = "min";
  }
}

double TimeScale::at(Duration since_start) const {
  return rounded(in_seconds(since_start) / in_seconds(unit_));
}

Json TimeScale::channel(std::string_view field) const {
  Json channel = Json::parse(R"json({"type": "quantitative", "axis": {"grid": false}})json");
  channel["field"] = field;
  channel["title"] = name_;
  channel["scale"]["domain"] = Json::array({0, at(length_)});
  channel["scale"]["nice"] = false;
  return channel;
}

std::string TimeScale::text(Duration since_start) const {
  return fmt::format("{} {}", quantity(at(since_start), std::nullopt, "count"), short_name_);
}

}  // namespace coalmine::report
