#include <nlohmann/json.hpp>

#include "conform/judge/statistics.hpp"
#include "report/conformance.hpp"

namespace coalmine::report {
namespace {

using Json = nlohmann::ordered_json;
using conform::Finding;
using conform::Outcome;

Json json_of(const conform::Check& check) {
  return {{"what", check.what},
          {"found", check.found},
          {"allowed", check.allowed},
          {"p_value", check.p_value},
          {"passed", check.passed}};
}

Json json_of(const conform::CounterExample& example) {
  Json json{{"says", example.says}};
  if (example.requests.empty()) return json;
  json["user"] = example.user;
  for (const conform::Sighting& sighting : example.requests) {
    json["requests"].push_back({{"request", sighting.request},
                                {"when", sighting.when},
                                {"version", routing::name_of(sighting.version)}});
  }
  return json;
}

Json json_of(const Finding& finding, bool expected) {
  const conform::PromiseInfo& info = conform::info_of(finding.promise);
  Json json{{"promise", info.name},
            {"title", info.title},
            {"claim", info.claim},
            {"outcome", name_of(finding.outcome)},
            {"expected", expected}};
  if (finding.outcome == Outcome::not_tested) {
    json["why_not"] = finding.why_not;
    return json;
  }
  json["test"] = finding.test;
  json["finds"] = finding.finds;
  json["users"] = finding.users;
  json["requests"] = finding.requests;
  if (finding.checks.empty()) json["broken_for_users"] = finding.broken_for;
  for (const conform::Check& check : finding.checks) json["checks"].push_back(json_of(check));
  if (finding.counter_example) json["counter_example"] = json_of(*finding.counter_example);
  return json;
}

}  // namespace

std::string to_json(const conform::Conformance& result, const conform::Expected& expected,
                    std::string_view how, std::string_view version) {
  Json json{{"coalmine", version},
            {"router", result.router},
            {"how", how},
            {"seed", result.options.seed},
            {"weight", result.options.weight},
            {"alpha", result.options.alpha},
            {"power", conform::power},
            {"users", result.options.users},
            {"keeps_promises", conform::keeps_promises(result, expected)}};
  for (const Finding& finding : result.findings) {
    json["promises"].push_back(json_of(finding, conform::is_expected(finding, expected)));
  }
  // A router may call itself anything; what is not UTF-8 is replaced.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace coalmine::report
