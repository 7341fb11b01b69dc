// The engines that there are: what each is, and its state machines as tables.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "routing/judge/machine.hpp"
#include "spec/judge.hpp"

namespace coalmine::harness {

struct Machine {
  std::string_view title;  // what changes its state: "alarm"
  std::vector<routing::NamedRow> rows;
};

struct EngineInfo {
  std::string_view name;  // as in a scenario: "codedeploy"
  std::string_view line;  // what it is
  std::vector<Machine> machines;
};

// In the order in which the language lists them; the rollout that they all act upon comes last.
std::vector<EngineInfo> engines();

// The name of the engine that is configured.
std::string_view engine_name(const spec::Engine& engine);

}  // namespace coalmine::harness
