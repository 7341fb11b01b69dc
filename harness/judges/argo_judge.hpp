// An analysis of Argo Rollouts beside the rollout's steps.
#pragma once

#include <memory>

#include "harness/judges/judge.hpp"

namespace coalmine::harness {

std::unique_ptr<Judge> judge_of(const routing::argo::Spec& spec, const Setup& setup);

}  // namespace coalmine::harness
