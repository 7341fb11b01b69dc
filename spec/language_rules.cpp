// Rules before the split: who gets a version by name.
#include "spec/language.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

constexpr std::uint32_t steps_max = 10'000;

void check_condition(WrittenRule&, const Node& node, Problems& problems) {
  int conditions = 0;
  for (const char* name : {"users", "tenants", "group", "header"}) {
    conditions += node.find(name) != nullptr ? 1 : 0;
  }
  if (conditions != 1) {
    problems.add(node.place, "a rule needs one of \"users\", \"tenants\", \"group\", \"header\"",
                 "for example { group: internal, gets: canary }");
  }
  const Node* carried_by = node.find("carried_by");
  if (carried_by == nullptr || node.find("header") != nullptr) return;
  problems.add(carried_by->key_place, "\"carried_by\" says how many requests carry a header",
               "add header: x-canary");
}

}  // namespace

Type<WrittenRule> rule_type() {
  using routing::Gets;
  constexpr std::uint64_t user_max = (std::uint64_t{1} << 31) - 1;
  const auto gets =
      choice<Gets>("result of a rule",
                   {{"canary", Gets::canary}, {"stable", Gets::stable}, {"split", Gets::split}});
  return Object<WrittenRule>("rule", "Who gets a version by name, whatever the weight says.")
      .optional({"users", "numbers of users", "[0, 17]"}, &WrittenRule::users,
                list(whole(0, user_max), 1), "another key says who")
      .optional({"tenants", "numbers of tenants", "[3]"}, &WrittenRule::tenants,
                list(whole(0, user_max), 1), "another key says who")
      .optional({"group", "a group of users", "internal"}, &WrittenRule::group, name_of("group"),
                "another key says who")
      .optional({"header", "a header or cookie that a request carries", "x-canary"},
                &WrittenRule::header, text(), "another key says who")
      .with_default({"carried_by", "share of the requests that carry the header", "1%"},
                    &WrittenRule::carried_by, share(), "0%")
      .required({"gets", "`canary`, `stable`, or what the route says (`split`)", "canary"},
                &WrittenRule::gets, gets)
      .with_default({"from_step", "the rule does not match before this step of the rollout", "2"},
                    &WrittenRule::from_step, count(1, steps_max), "1")
      .check(check_condition)
      .type();
}

}  // namespace coalmine::spec
