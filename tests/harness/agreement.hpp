// The simulator against its theory: every closed form that a scenario has, beside what is
// simulated.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "harness/experiment.hpp"
#include "parts.hpp"
#include "tests/support/rehearse.hpp"

namespace coalmine::harness {

// A sample percentile is not unbiased, and a histogram's bucket is 1 / 256 wide.
inline double bias_of(const Figure& figure) {
  if (figure.name.starts_with("latency.")) return 0.005 * *figure.closed_form;
  return figure.name.starts_with("masking.") ? 0.02 : 0;
}

// Within 5 standard errors: one figure in two million is beyond by chance. What is rarer than one
// user in all replications may not have happened at all.
inline void expect_agreement(const Parts& parts, int figures_at_least) {
  SCOPED_TRACE(parts.text());
  const RunResult result = run(parts.scenario(), {.threads = 2});
  const PolicyResult& policy = result.policies.front();
  const double users = support::Figures(policy).sum("users.active");
  int compared = 0;
  for (const Figure& figure : policy.figures) {
    if (!figure.closed_form) continue;
    ++compared;
    ASSERT_TRUE(figure.mean.has_value()) << figure.name;
    const double rounding = 1e-9 * std::max(1.0, std::abs(*figure.mean));
    const double rare = 25 / (3 * users) * (figure.unit == "users" ? users / figure.n : 1);
    const double tolerance =
        5 * *figure.sd / std::sqrt(figure.n) + rare + bias_of(figure) + rounding;
    EXPECT_NEAR(*figure.mean, *figure.closed_form, tolerance) << figure.name;
  }
  EXPECT_GE(compared, figures_at_least);
}

}  // namespace coalmine::harness
