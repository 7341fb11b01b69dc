// The weights that Flagger goes through, as a plan whose steps it ends itself.
#pragma once

#include "routing/judge/flagger/spec.hpp"
#include "routing/rollout.hpp"

namespace coalmine::routing::flagger {

// The weights of the analysis, then 100 %, each `until_advanced`. 100 %, because the promotion
// copies the new version to the primary: from then on it serves everything, wherever traffic goes.
//
// In A/B testing the analysis is one step of weight 0: it is rules that give those who match to the
// canary. Where it is skipped there is one step, which is over at once.
// Precondition: check(spec) holds.
Plan plan_of(const Spec& spec);

}  // namespace coalmine::routing::flagger
