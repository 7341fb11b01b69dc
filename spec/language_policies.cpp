// Policies: how a request is routed, and how the decision travels.
#include "spec/language.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

struct Travels {
  double loss = 0;
  routing::OnLoss on_loss = routing::OnLoss::reroll;
  bool pinned = false;
};

Type<routing::Propagation> propagation() {
  using routing::OnLoss;
  using routing::Propagation;
  const auto on_loss = choice<OnLoss>("reaction to a lost decision",
                                      {{"reroll", OnLoss::reroll}, {"baseline", OnLoss::baseline}});
  const auto plain =
      convert<Propagation>(boolean(), [](bool enabled) { return Propagation{.enabled = enabled}; });
  const auto object = convert<Propagation>(
      Object<Travels>("propagate",
                      "The decision made at the entry travels with calls and events. A plain "
                      "`true` loses none.")
          .with_default({"loss", "how often a hop loses it, on top of what its link loses", "5%"},
                        &Travels::loss, share(), "0%")
          .with_default({"on_loss", "a hop that lost it draws anew, or takes stable (`baseline`)",
                         "baseline"},
                        &Travels::on_loss, on_loss, "reroll")
          .with_default({"pinned",
                         "whether a carried canary is served where the weight is back at 0: an "
                         "execution ends on the version it began on",
                         "true"},
                        &Travels::pinned, boolean(), "false")
          .type(),
      [](Travels travels) {
        return Propagation{true, travels.loss, travels.on_loss, travels.pinned};
      });
  return either(plain, object);
}

Type<models::MixedBatch> batches() {
  using models::MixedBatch;
  return choice<MixedBatch>("way with mixed batches", {{"alias", MixedBatch::alias},
                                                       {"router", MixedBatch::router},
                                                       {"filter", MixedBatch::filter},
                                                       {"apart", MixedBatch::apart}});
}

}  // namespace

Type<WrittenPolicy> policy_type() {
  return Object<WrittenPolicy>("policy",
                               "How a request is routed, how the decision travels, how the weight "
                               "moves and who judges.")
      .required({"route", "how an invocation gets its version", "{ sticky: user }"},
                &WrittenPolicy::route, placed(route_type()))
      .optional({"propagate", "whether the entry's decision holds for the whole chain", "true"},
                &WrittenPolicy::propagate, propagation(),
                "`false`, except for products that pin executions")
      .with_default({"rules", "who is asked first; the first that matches decides",
                     "[{ group: internal, gets: canary }]"},
                    &WrittenPolicy::rules, list(placed(rule_type())), "[]")
      .optional({"staleness", "the weight as those know it who evaluate flags",
                 "{ poll: 30s, instances: 20 }"},
                &WrittenPolicy::staleness, staleness_type(), "everybody knows the weight at once")
      .optional({"rollout", "for every function", "Linear10PercentEvery1Minute"},
                &WrittenPolicy::rollout, rollout_type(), "the release's")
      .with_default({"rollouts", "for single functions", "{ kitchen: AllAtOnce }"},
                    &WrittenPolicy::rollouts, named("functions", rollout_type()), "{}")
      .with_default({"batches",
                     "at an event source, who reads a batch whose records carry different "
                     "decisions: `alias` one version all of it, drawn by weight; `router` a "
                     "function that hands each version its part; `filter` a mapping for each "
                     "version that skips the other's; `apart` a stream or queue for each version",
                     "filter"},
                    &WrittenPolicy::batches, placed(batches()), "alias")
      .optional({"alarms", "`none`, the scenario's with another dimension, or a list of its own",
                 "{ dimension: version }"},
                &WrittenPolicy::alarms, policy_alarms_type(), "the scenario's")
      .with_default(
          {"judges", "names of the scenario's judges who decide beside the alarms", "[background]"},
          &WrittenPolicy::judges, list(name_of("judge")), "[]")
      .type();
}

}  // namespace coalmine::spec
