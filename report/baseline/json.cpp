#include <cassert>

#include "report/baseline/diff.hpp"
#include "report/json_text.hpp"

namespace coalmine::report {
namespace {

using harness::Change;
using harness::Finding;
using spec::Better;

constexpr int schema_version = 1;

std::string_view name_of(Finding finding) {
  switch (finding) {
    case Finding::unchanged:
      return "unchanged";
    case Finding::changed:
      return "changed";
    case Finding::better:
      return "better";
    case Finding::worse:
      return "worse";
    case Finding::regression:
      return "regression";
    case Finding::lost:
      return "lost";
    case Finding::gone:
      return "gone";
    case Finding::came:
      return "came";
    case Finding::no_data:
      return "no data";
  }
  assert(false);
  return {};
}

Json better_json(Better better) {
  if (better == Better::neither) return nullptr;
  return better == Better::lower ? "lower" : "higher";
}

Json side_json(const harness::Side& side) {
  Json json;
  json["coalmine"] = side.version;
  json["digest"] = side.digest;
  json["seed"] = side.seed;
  json["replications"] = side.replications;
  return json;
}

Json change_json(const Change& change) {
  Json json;
  json["policy"] = change.policy;
  json["metric"] = change.metric;
  json["unit"] = change.unit;
  json["better"] = better_json(change.better);
  json["finding"] = name_of(change.finding);
  json["n"] = change.n;
  json["before"] = optional_number(change.before);
  json["after"] = optional_number(change.after);
  json["difference"] = optional_number(change.difference);
  json["ci95"] = optional_interval(change.ci95_low, change.ci95_high);
  if (change.users) json["users"] = *change.users;
  json["p_changed"] = optional_number(change.p_changed);
  if (change.tolerance) {
    json["tolerance"] = Json::array({change.tolerance->absolute, change.tolerance->relative});
    json["p_worse"] = optional_number(change.p_worse);
  }
  return json;
}

Json scenario_json(const harness::ScenarioDiff& scenario) {
  Json json;
  json["scenario"] = scenario.scenario;
  json["before"] = side_json(scenario.before);
  json["after"] = side_json(scenario.after);
  json["paired"] = scenario.paired;
  json["only_before"] = scenario.only_before;
  json["only_after"] = scenario.only_after;
  json["changes"] = Json::array();
  for (const Change& change : scenario.changes) json["changes"].push_back(change_json(change));
  return json;
}

}  // namespace

std::string to_json(const harness::BaselineDiff& diff, std::string_view version) {
  Json json;
  json["coalmine"] = version;
  json["schema"] = schema_version;
  json["passes"] = harness::passes(diff);
  json["level"] = diff.level;
  json["judged"] = diff.judged;
  json["compared"] = diff.compared;
  json["scenarios"] = Json::array();
  for (const auto& scenario : diff.scenarios) json["scenarios"].push_back(scenario_json(scenario));
  return json_text(json);
}

}  // namespace coalmine::report
