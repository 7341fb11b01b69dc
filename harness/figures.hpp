// The figures of one policy in one replication, read off its world.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/setup.hpp"
#include "harness/world.hpp"

namespace coalmine::harness {

// A figure by the name and unit of spec/metrics.hpp; nothing where there is no data.
struct Value {
  std::string name;
  std::string unit;
  std::optional<double> value;
};

// The same names in the same order for every replication of a policy.
std::vector<Value> figures(const Setup& setup, const spec::Policy& policy, const World& world);

}  // namespace coalmine::harness
