// One scenario's results, before and after: what is compared, and what each test says by itself.
#pragma once

#include <optional>
#include <vector>

#include "harness/baseline/diff.hpp"

namespace coalmine::harness {

// A change, and what its tests found before they are adjusted for one another. Nothing where there
// is nothing to test.
struct Tested {
  Change change;  // `finding` is final where there is no test
  std::optional<double> p_changed;
  std::optional<double> p_worse;
};

// All but the changes. Error: see compare().
Checked<ScenarioDiff> describe(const ResultPair& results);

// Every figure of every policy that is in both.
std::vector<Tested> test(const ResultPair& results, const DiffOptions& options);

}  // namespace coalmine::harness
