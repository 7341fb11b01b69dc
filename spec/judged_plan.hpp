// What judges make of a rollout's plan: some move the weight themselves, others hold steps up.
#pragma once

#include <cstddef>
#include <vector>

#include "routing/rollout.hpp"
#include "spec/judge.hpp"

namespace coalmine::spec {

// How many of the judges at `places` move the weight of `function` themselves. The first has the
// plan, and more than one would fight over it.
std::size_t movers(const std::vector<std::size_t>& places, const std::vector<Judge>& judges,
                   models::FunctionIndex function);

// The plan of `function` where the judges at `places` decide: the mover's own, or `written` with
// the steps that judges end.
routing::Plan judged_plan(const routing::Plan& written, const std::vector<std::size_t>& places,
                          const std::vector<Judge>& judges, models::FunctionIndex function);

// The plan of `function` as others watch it: `written`; or where that has no steps, because a judge
// at `places` moves the weight, the mover's weights at the pace of a run in which no check fails.
// Precondition: one of the two is there.
routing::Plan watched_plan(const routing::Plan& written, const std::vector<std::size_t>& places,
                           const std::vector<Judge>& judges, models::FunctionIndex function);

}  // namespace coalmine::spec
