#include "report/expectation_json.hpp"

#include <cassert>
#include <string_view>

namespace coalmine::report {
namespace {

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

}  // namespace

Json expectation_json(const harness::Judgement& judgement) {
  Json json;
  json["policy"] = judgement.policy;
  json["metric"] = judgement.metric;
  json["rule"] = judgement.rule;
  json["value"] = optional_number(judgement.value);
  json["verdict"] = name_of(judgement.verdict);
  return json;
}

}  // namespace coalmine::report
