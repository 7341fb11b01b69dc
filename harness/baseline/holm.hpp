// Many tests, one level: Holm's step-down correction.
#pragma once

#include <span>
#include <vector>

namespace coalmine::harness {

// The p-values, each as large as makes "at most the level" mean: the chance that any of the tests
// is wrong is at most the level, however they depend on one another. In the order of `p`. Source:
// S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
// Statistics 6 (1979).
std::vector<double> holm_adjusted(std::span<const double> p);

}  // namespace coalmine::harness
