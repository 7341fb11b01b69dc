// Policies: how a request is routed, and how the decision travels.
#include "spec/language.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

using routing::Route;

constexpr std::uint32_t deck_max = 1'000'000;

Type<routing::StickyKey> sticky_key() {
  using routing::StickyKey;
  return choice<StickyKey>("sticky key", {{"user", StickyKey::user},
                                          {"session", StickyKey::session},
                                          {"tenant", StickyKey::tenant},
                                          {"request", StickyKey::request}});
}

Type<Route> sticky() {
  using routing::SaltScope;
  const auto salt_per = choice<SaltScope>("scope of a salt", {{"release", SaltScope::release},
                                                              {"function", SaltScope::function},
                                                              {"step", SaltScope::step}});
  const auto key = convert<routing::Sticky>(
      sticky_key(), [](routing::StickyKey each) { return routing::Sticky{.key = each}; });
  const auto object =
      Object<routing::Sticky>(
          "sticky",
          "By a hash of a key: the same key, the same version. A plain key stands for `key`.")
          .required({"key", "what stays on one version", "tenant"}, &routing::Sticky::key,
                    sticky_key())
          .with_default(
              {"salt", "mixed into the hash; empty: a new one for each replication", "summer"},
              &routing::Sticky::salt, text(), "\"\"")
          .with_default({"salt_per",
                         "who has a salt of its own: the `release`, each `function`, or each "
                         "`step` (a new cohort at every step)",
                         "step"},
                        &routing::Sticky::salt_per, salt_per, "release")
          .type();
  return convert<Route>(either(key, object), [](routing::Sticky value) { return value; });
}

Type<Route> weighted() {
  return convert<Route>(
      Object<routing::Weighted>("weighted", "Each invocation draws for itself.")
          .with_default({"deck",
                         "draw from shuffled decks of so many cards, so that exactly the weight's "
                         "share of each deck goes to the canary; 0: independent draws",
                         "41"},
                        &routing::Weighted::deck, count(0, deck_max), "0")
          .type(),
      [](routing::Weighted value) { return value; });
}

Type<Route> route() {
  const auto words = choice<Route>("route", {{"all-at-once", routing::AllAtOnce{}},
                                             {"weighted", routing::Weighted{}},
                                             {"sticky", routing::Sticky{}}});
  OneOf<Route> objects(
      "route",
      "How an invocation gets its version: `all-at-once`, `weighted`, or `sticky` (by user).");
  objects.when({"weighted", "each invocation draws for itself", "{ deck: 41 }"}, weighted())
      .when({"sticky", "by a hash of a key", "user"}, sticky());
  return either(words, objects.type());
}

struct Travels {
  double loss = 0;
  routing::OnLoss on_loss = routing::OnLoss::reroll;
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
          .type(),
      [](Travels travels) {
        return Propagation{true, travels.loss, travels.on_loss};
      });
  return either(plain, object);
}

}  // namespace

Type<WrittenPolicy> policy_type() {
  return Object<WrittenPolicy>("policy",
                               "How a request is routed, how the decision travels, how the weight "
                               "moves and who judges.")
      .required({"route", "how an invocation gets its version", "{ sticky: user }"},
                &WrittenPolicy::route, placed(route()))
      .with_default({"propagate", "whether the entry's decision holds for the whole chain", "true"},
                    &WrittenPolicy::propagate, propagation(), "false")
      .optional({"rollout", "for every function", "Linear10PercentEvery1Minute"},
                &WrittenPolicy::rollout, rollout_type(), "the release's")
      .with_default({"rollouts", "for single functions", "{ kitchen: AllAtOnce }"},
                    &WrittenPolicy::rollouts, named("functions", rollout_type()), "{}")
      .optional({"alarms", "`none`, the scenario's with another dimension, or a list of its own",
                 "{ dimension: version }"},
                &WrittenPolicy::alarms, policy_alarms_type(), "the scenario's")
      .type();
}

}  // namespace coalmine::spec
