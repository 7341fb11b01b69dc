#include "report/json_text.hpp"
#include "report/judges.hpp"

namespace coalmine::report {
namespace {

constexpr int schema_version = 1;

Json json_of(const harness::Summary& figure) {
  Json json;
  json["n"] = figure.n;
  json["mean"] = optional_number(figure.mean);
  json["ci95_low"] = optional_number(figure.ci95_low);
  json["ci95_high"] = optional_number(figure.ci95_high);
  return json;
}

Json json_of(const harness::JudgeRecord& record) {
  Json json;
  json["judge"] = record.judge;
  json["engine"] = record.engine;
  json["detected"] = json_of(record.detected);
  json["missed"] = json_of(record.missed);
  json["held"] = json_of(record.held);
  json["false_rollback"] = json_of(record.false_rollback);
  json["false_hold"] = json_of(record.false_hold);
  json["time_to_detect"] = json_of(record.time_to_detect);
  json["harmed_users"] = json_of(record.harmed_users);
  return json;
}

Json json_of(const harness::PolicyRecord& record) {
  Json json;
  json["policy"] = record.policy;
  json["nobody"]["harmed_users"] = json_of(record.harmed_users);
  json["judges"] = Json::array();
  for (const auto& judge : record.judges) json["judges"].push_back(json_of(judge));
  json["masking"] = Json::object();
  for (const auto& figure : record.masking) {
    Json& value = json["masking"][figure.name];
    value["unit"] = figure.unit;
    value.update(json_of(figure.value));
  }
  return json;
}

Json json_of(const harness::TrafficRecord& record) {
  Json json;
  json["factor"] = record.factor;
  json["users"] = record.users;
  json["policies"] = Json::array();
  for (const auto& policy : record.policies) json["policies"].push_back(json_of(policy));
  return json;
}

}  // namespace

std::string to_json(const harness::JudgeComparison& comparison, std::string_view version) {
  Json json;
  json["coalmine"] = version;
  json["schema"] = schema_version;
  json["scenario"]["name"] = comparison.scenario;
  json["scenario"]["digest"] = comparison.digest;
  json["seed"] = comparison.seed;
  json["replications"] = comparison.replications;
  json["watched"] = comparison.watched;
  json["faulty"] = comparison.faulty;
  json["traffic"] = Json::array();
  for (const auto& traffic : comparison.traffic) json["traffic"].push_back(json_of(traffic));
  return json_text(json);
}

}  // namespace coalmine::report
