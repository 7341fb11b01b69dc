// A statistical test of canary against stable.
#pragma once

#include <memory>

#include "harness/judges/judge.hpp"

namespace coalmine::harness {

std::unique_ptr<Judge> judge_of(const routing::evidence::Spec& spec, const Setup& setup);

}  // namespace coalmine::harness
