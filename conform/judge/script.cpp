#include "conform/judge/script.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace coalmine::conform {
namespace {

Script share(const Stage& stage) {
  Script script(2, Visit{.weight = stage.weight});
  // Those who were pinned to stable at the old weight are the ones who should move now.
  if (stage.sets_weight) script.push_back({.weight = raised(stage.weight)});
  return script;
}

Script ramp_up() {
  Script script;
  for (const double weight : ramp) script.push_back({.weight = weight});
  return script;
}

Script every_service(const Stage& stage) {
  Script script;
  for (std::size_t service = 0; service < stage.services; ++service) {
    script.push_back({.weight = stage.weight, .service = service});
  }
  return script;
}

// At even odds where they can be had: there a test of independence sees most.
double telling_weight(const Stage& stage) { return stage.sets_weight ? 0.5 : stage.weight; }

// The second visit brings the canary's decision along, as an event does that was written before.
Script rollback(const Stage& stage) {
  return {{.weight = 0.5}, {.weight = 0, .carries = stage.carries}, {.weight = 0}};
}

Script forced(const Stage& stage) {
  Script script{{.weight = stage.weight}, {.weight = stage.weight, .force = Version::canary}};
  if (stage.forces_stable) script.push_back({.weight = stage.weight, .force = Version::stable});
  return script;
}

// The weight moves while the chain is under way: a hop that decides for itself would show, even if
// all hops hash alike.
Script chain(const Stage& stage) {
  const double later = stage.sets_weight ? std::max(0.5, stage.weight) : stage.weight;
  const std::size_t second = stage.services > 1 ? 1 : 0;
  const std::size_t third = stage.services > 2 ? 2 : 0;
  return {{.weight = stage.weight},
          {.weight = later, .service = second, .carries = true},
          {.weight = later, .service = third, .carries = true}};
}

}  // namespace

double raised(double weight) { return std::min(1.0, 2.5 * weight); }

Script script_of(Promise promise, const Stage& stage) {
  switch (promise) {
    case Promise::share:
      return share(stage);
    case Promise::stable:
      return Script(5, Visit{.weight = stage.weight});
    case Promise::restarts: {
      const Visit again{.weight = stage.weight, .after_restart = true};
      return {{.weight = stage.weight}, again, again};
    }
    case Promise::nested:
      return ramp_up();
    case Promise::aligned:
      return every_service(stage);
    case Promise::independent:
      return {{.weight = telling_weight(stage)}, {.weight = telling_weight(stage), .release = 1}};
    case Promise::balanced:
      return {{.weight = telling_weight(stage)}};
    case Promise::rollback:
      return rollback(stage);
    case Promise::forced:
      return forced(stage);
    case Promise::chain:
      return chain(stage);
  }
  return {};
}

std::string to_text(const Visit& visit) {
  std::string text;
  if (visit.after_restart) text += "after a restart, ";
  if (visit.release > 0) text += fmt::format("release {}, ", visit.release + 1);
  if (visit.service > 0) text += fmt::format("service {}, ", visit.service + 1);
  text += fmt::format("weight {:g} %", 100 * visit.weight);
  if (visit.carries) text += ", with the decision carried";
  if (visit.force) text += fmt::format(", override {}", routing::name_of(*visit.force));
  return text;
}

}  // namespace coalmine::conform
