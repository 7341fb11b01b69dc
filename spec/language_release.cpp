// What is released, when its weight moves, and what is wrong with it.
#include "spec/language.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

constexpr double slower_max = 1'000'000;
constexpr std::size_t steps_max = 10'000;

struct ShareEvery {
  double share = 0;
  Duration interval{};
};

// `make` refuses what is out of range, as the rollout engine does.
using MakePlan = Checked<routing::Plan> (*)(double share, Duration interval);

Type<routing::Plan> plan_of(Type<ShareEvery> written, MakePlan make) {
  return {written.shape,
          [read = written.read, make](const Node& node,
                                      Problems& problems) -> std::optional<routing::Plan> {
            const std::size_t before = problems.count();
            const auto parts = read(node, problems);
            if (!parts || problems.count() != before) return std::nullopt;
            auto plan = make(parts->share, parts->interval);
            if (plan) return std::move(*plan);
            refuse(node, {plan.error().message, ""}, problems);
            return std::nullopt;
          }};
}

struct WrittenStep {
  double weight = 0;
  std::optional<Duration> hold;
};

Type<routing::Plan> steps() {
  const auto step =
      Object<WrittenStep>("step", "A weight, and how long it lasts.")
          .required({"weight", "share that the canary serves", "10%"}, &WrittenStep::weight,
                    share())
          .optional(
              {"for", "how long until the next step, or until the rollout is complete", "10m"},
              &WrittenStep::hold, duration(), "0s in the last step; the others need it")
          .type();
  const auto written = list(step, 1);
  return {
      written.shape,
      [read = written.read](const Node& node, Problems& problems) -> std::optional<routing::Plan> {
        const std::size_t before = problems.count();
        const auto parts = read(node, problems);
        if (!parts) return std::nullopt;
        for (std::size_t i = 0; i + 1 < node.children.size(); ++i) {
          const Node& item = node.children[i];
          if (item.kind == Kind::map && item.find("for") == nullptr) {
            problems.add(item.place, "step needs the key \"for\"",
                         "only the last step may leave it out");
          }
        }
        if (parts->size() > steps_max) {
          refuse(node, {"too many steps", fmt::format("at most {}", steps_max)}, problems);
        }
        if (problems.count() != before) return std::nullopt;
        routing::Plan plan;
        for (const WrittenStep& each : *parts) {
          plan.steps.push_back(
              {*routing::Weight::make(each.weight), each.hold.value_or(Duration{0})});
        }
        return plan;
      }};
}

Type<ShareEvery> share_every(const std::string& name, const std::string& meaning,
                             const std::string& of_share, const std::string& of_interval) {
  return Object<ShareEvery>(name, meaning)
      .required({"share", of_share, "10%"}, &ShareEvery::share, share())
      .required({"interval", of_interval, "5m"}, &ShareEvery::interval, positive_duration())
      .type();
}

Type<routing::Plan> predefined() {
  const std::vector<std::string> names = routing::predefined_plan_names();
  return scalar<routing::Plan>(
      "name of a CodeDeploy configuration", any_of({{"enum", names}}, {{"type", "string"}}),
      [names](const std::string& written) -> Value<routing::Plan> {
        if (auto plan = routing::predefined_plan(written)) return std::move(*plan);
        return tl::unexpected(
            Refusal{fmt::format("unknown rollout \"{}\"", written), suggest(written, names)});
      });
}

void check_bug(WrittenBug&, const Node& node, Problems& problems) {
  const Node* fails = node.find("fails");
  const Node* fails_for = node.find("fails_for");
  const bool slower = node.find("slower") != nullptr || node.find("slower_by") != nullptr;
  if (fails == nullptr && fails_for == nullptr && !slower) {
    problems.add(node.place, "the bug does nothing",
                 "give it fails: 5%, fails_for: 2%, slower: 2 or slower_by: 300ms");
  }
  const int kinds = (fails != nullptr ? 1 : 0) + (fails_for != nullptr ? 1 : 0) + (slower ? 1 : 0);
  if (kinds > 1) {
    problems.add(node.place, "one bug, one kind of fault",
                 "write a bug for each: fails, fails_for, slower with slower_by");
  }
}

Type<WrittenBug> bug() {
  return Object<WrittenBug>("bug", "What is wrong with the canary of a function.")
      .required({"in", "the function", "api"}, &WrittenBug::in, name_of("function"))
      .optional({"fails", "how often an invocation fails", "5%"}, &WrittenBug::fails, share(),
                "not this kind")
      .optional({"fails_for", "share of users for whom it always fails", "2%"},
                &WrittenBug::fails_for, share(), "not this kind")
      .optional({"slower", "factor on the time of its own work", "2"}, &WrittenBug::slower,
                number_above(0, slower_max), "1")
      .optional({"slower_by", "time added to its own work", "300ms"}, &WrittenBug::slower_by,
                duration(), "0s")
      .check(check_bug)
      .type();
}

Type<WrittenField> field() {
  return Object<WrittenField>(
             "field",
             "A field of the data that changes with the release, and who then cannot read it.")
      .required({"name", "the field's name", "loyalty_id"}, &WrittenField::name, placed(text()))
      .required({"written_by", "whose canary writes it, or writes it differently", "api"},
                &WrittenField::written_by, name_of("function"))
      .optional({"needed_by", "forward: whose canary fails without it", "receipts"},
                &WrittenField::needed_by, function_or_functions(), "nobody")
      .optional({"unreadable_by", "backward: whose stable version fails on it", "[kitchen]"},
                &WrittenField::unreadable_by, function_or_functions(), "nobody")
      .with_default(
          {"fatal", "whether the invocation fails; if not, the mismatch is only counted", "false"},
          &WrittenField::fatal, boolean(), "true")
      .check([](WrittenField&, const Node& node, Problems& problems) {
        if (node.find("needed_by") != nullptr || node.find("unreadable_by") != nullptr) return;
        problems.add(node.place, "the field harms nobody", "give it needed_by or unreadable_by");
      })
      .type();
}

void check_order(WrittenRelease&, const Node& node, Problems& problems) {
  const Node* order = node.find("order");
  const Node* starts = node.find("starts");
  const Node* gap = node.find("order_gap");
  if (order != nullptr && starts != nullptr) {
    problems.add(starts->key_place, "\"order\" and \"starts\" exclude one another",
                 "the order says when each begins");
  }
  if (order == nullptr && gap != nullptr && !misspells(node, "order")) {
    problems.add(gap->key_place, "\"order_gap\" goes with \"order\"");
  }
}

}  // namespace

Type<routing::Plan> rollout_type() {
  const auto canary = share_every("canary", "A share at once, and all later.",
                                  "share of the first step", "from the first step to all");
  const auto linear = share_every("linear", "More at each step, up to all.",
                                  "share that each step adds", "from step to step");
  OneOf<routing::Plan> shapes(
      "rollout",
      "When the weight moves. A plain name stands for a predefined CodeDeploy configuration.");
  shapes
      .when({"canary", "a share at once, and all later", "{ share: 10%, interval: 5m }"},
            plan_of(canary, routing::canary_plan))
      .when({"linear", "more at each step", "{ share: 10%, interval: 1m }"},
            plan_of(linear, routing::linear_plan))
      .when({"steps", "step by step", "[{ weight: 10%, for: 10m }, { weight: 100% }]"}, steps());
  // An unreadable rollout is one without steps, not a missing one: nobody should be told to add it.
  return with_fallback(either(predefined(), shapes.type()));
}

Type<WrittenRelease> release_type() {
  const auto together = choice<bool>("rollback", {{"together", true}, {"alone", false}});
  return Object<WrittenRelease>(
             "release", "What moves from stable to canary, when, and what is wrong with it.")
      .optional({"functions", "the functions that move", "[api, kitchen]"},
                &WrittenRelease::functions, list(name_of("function"), 1), "all of them")
      .with_default({"start", "when they begin to shift", "1m"}, &WrittenRelease::start,
                    placed(duration()), "0s")
      .with_default({"starts", "when single functions begin", "{ kitchen: 30s }"},
                    &WrittenRelease::starts, named("functions", duration()), "{}")
      .optional(
          {"order",
           "groups of functions: each begins when the rollouts of the one before are complete",
           "[[api, stock], receipts]"},
          &WrittenRelease::order, placed(list(function_or_functions(), 1)), "all begin at `start`")
      .with_default({"order_gap", "with `order`: from there until the next group begins", "10m"},
                    &WrittenRelease::order_gap, duration(), "0s")
      .optional({"start_skew", "by which each function begins later than planned",
                 "{ exponential: { mean: 20s } }"},
                &WrittenRelease::start_skew, distribution_type(), "none")
      .optional({"rollout", "for every function, unless a policy or `rollouts` says otherwise",
                 "Canary10Percent10Minutes"},
                &WrittenRelease::rollout, rollout_type(), "policies bring their own")
      .with_default({"rollouts", "for single functions", "{ kitchen: AllAtOnce }"},
                    &WrittenRelease::rollouts, named("functions", rollout_type()), "{}")
      .with_default(
          {"rollback", "whether an alarm rolls back all functions, or only its own", "alone"},
          &WrittenRelease::rollback_together, together, "together")
      .optional({"rollback_at", "when an operator takes all of it back at once", "6m"},
                &WrittenRelease::rollback_at, placed(duration()), "only alarms do")
      .with_default({"bugs", "what is wrong with the canary", "[{ in: api, fails: 5% }]"},
                    &WrittenRelease::bugs, list(bug()), "[]")
      .with_default({"fields", "data that only one version can read",
                     "[{ name: loyalty_id, written_by: api, needed_by: receipts }]"},
                    &WrittenRelease::fields, list(field()), "[]")
      .check(check_order)
      .type();
}

}  // namespace coalmine::spec
