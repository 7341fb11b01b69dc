// CodeDeploy shifts traffic, and CloudWatch alarms stop it.
#pragma once

#include <memory>

#include "harness/judges/judge.hpp"

namespace coalmine::harness {

std::unique_ptr<Judge> judge_of(const routing::codedeploy::Spec& spec, const Setup& setup);

}  // namespace coalmine::harness
