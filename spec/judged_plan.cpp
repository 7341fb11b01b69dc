#include "spec/judged_plan.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "routing/judge/argo/plan.hpp"
#include "routing/judge/flagger/plan.hpp"

namespace coalmine::spec {
namespace {

using models::FunctionIndex;

bool watches(const Judge& judge, FunctionIndex function) {
  return std::find(judge.functions.begin(), judge.functions.end(), function) !=
         judge.functions.end();
}

// The configuration of the first that moves the weight; null if none does.
const routing::flagger::Spec* mover_of(const std::vector<std::size_t>& places,
                                       const std::vector<Judge>& judges, FunctionIndex function) {
  for (const std::size_t place : places) {
    const auto* flagger = std::get_if<routing::flagger::Spec>(&judges[place].engine);
    if (flagger != nullptr && watches(judges[place], function)) return flagger;
  }
  return nullptr;
}

}  // namespace

std::size_t movers(const std::vector<std::size_t>& places, const std::vector<Judge>& judges,
                   FunctionIndex function) {
  const auto moves = [&](std::size_t place) {
    return std::holds_alternative<routing::flagger::Spec>(judges[place].engine) &&
           watches(judges[place], function);
  };
  return static_cast<std::size_t>(std::count_if(places.begin(), places.end(), moves));
}

routing::Plan judged_plan(const routing::Plan& written, const std::vector<std::size_t>& places,
                          const std::vector<Judge>& judges, FunctionIndex function) {
  if (const auto* mover = mover_of(places, judges, function)) {
    return routing::flagger::plan_of(*mover);
  }
  routing::Plan plan = written;
  for (const std::size_t place : places) {
    const auto* argo = std::get_if<routing::argo::Spec>(&judges[place].engine);
    if (argo != nullptr && watches(judges[place], function)) {
      plan = routing::argo::with_analyses(std::move(plan), *argo);
    }
  }
  return plan;
}

routing::Plan watched_plan(const routing::Plan& written, const std::vector<std::size_t>& places,
                           const std::vector<Judge>& judges, FunctionIndex function) {
  if (!written.steps.empty()) return written;
  const auto* mover = mover_of(places, judges, function);
  assert(mover != nullptr);
  routing::Plan plan = routing::flagger::plan_of(*mover);
  for (routing::Step& step : plan.steps) {
    if (step.hold == routing::until_advanced) step.hold = mover->interval;
  }
  // A/B testing stays at its first step.
  if (mover->iterations > 0) plan.steps.front().hold = mover->interval * mover->iterations;
  return plan;
}

}  // namespace coalmine::spec
