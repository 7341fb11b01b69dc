// Judges what a scenario expects. Nothing measured is no data: neither a pass nor a zero.
#pragma once

#include <span>
#include <vector>

#include "harness/result.hpp"
#include "spec/scenario.hpp"

namespace coalmine::harness {

std::vector<Judgement> judge(std::span<const spec::Expectation> expectations,
                             std::span<const PolicyResult> policies);

}  // namespace coalmine::harness
