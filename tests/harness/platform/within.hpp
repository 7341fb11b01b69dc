// A figure against what theory says of it.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "tests/support/rehearse.hpp"

namespace coalmine::harness {

// Within 4.5 standard errors of the mean over replications.
inline void expect_mean(const RunResult& result, const std::string& name, double expected) {
  const support::Figures figures(result.policies[0]);
  const Figure& figure = figures.of(name);
  ASSERT_TRUE(figure.mean.has_value()) << name;
  const double spread = figure.sd.value_or(0) / std::sqrt(figure.n);
  EXPECT_NEAR(*figure.mean, expected, std::max(4.5 * spread, 1e-9)) << name;
}

}  // namespace coalmine::harness
