// Flagger, which judges and moves the weight.
#pragma once

#include <memory>

#include "harness/judges/judge.hpp"

namespace coalmine::harness {

std::unique_ptr<Judge> judge_of(const routing::flagger::Spec& spec, const Setup& setup);

}  // namespace coalmine::harness
