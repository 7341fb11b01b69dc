// Alerts on how fast the error budget burns.
#pragma once

#include <memory>

#include "harness/judges/judge.hpp"

namespace coalmine::harness {

std::unique_ptr<Judge> judge_of(const routing::burn_rate::Spec& spec, const Setup& setup);

}  // namespace coalmine::harness
