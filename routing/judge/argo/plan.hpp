// A rollout's steps with the analyses that hold some of them up.
#pragma once

#include "routing/judge/argo/spec.hpp"
#include "routing/rollout.hpp"

namespace coalmine::routing::argo {

// The same plan, but steps with an inline analysis last `until_advanced`, however long they were to
// be held: an analysis waits as long as its `after` says.
// Precondition: check(spec) holds. An analysis at a step that the plan does not have never begins.
Plan with_analyses(Plan plan, const Spec& spec);

}  // namespace coalmine::routing::argo
