// Kayenta, Spinnaker's judge of metrics side by side.
//
// The control is `stable` as it serves beside the canary, at the same time. Spinnaker advises a
// baseline of its own, as large as the canary; nobody deploys one for a Lambda alias.
#pragma once

#include <memory>

#include "harness/judges/judge.hpp"

namespace coalmine::harness {

std::unique_ptr<Judge> judge_of(const routing::kayenta::Spec& spec, const Setup& setup);

}  // namespace coalmine::harness
