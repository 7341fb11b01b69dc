// How likely chance alone makes a mean rise as far as it did: the tests behind a comparison with a
// baseline. docs/BASELINES.md has their formulas, and how often they were found to be wrong.
#pragma once

#include <optional>
#include <vector>

namespace coalmine::harness {

// A figure before and after, as many values of each. Paired: the i-th of both are of the same
// draws. Else the two sides are independent: equal numbers are what keeps Welch's test honest where
// values are skewed, because the skewness of a difference of two equal samples is zero.
struct Samples {
  std::vector<double> before;
  std::vector<double> after;
  bool paired = true;
};

// What is no worse: a mean of up to factor * (mean before) + margin.
struct Allowance {
  double factor = 1;
  double margin = 0;
};

// The one-sided p-value of "the mean after is at most what is allowed".
//   paired: Student's t of the differences
//   independent: Welch's t
//   all values 0 or 1 (or 0 or -1): exact; McNemar's test of the pairs, else Fisher's
//   nothing varies: exact, of the signs: 2^-n, or of the order: 1 / binomial(2n, n)
// Precondition: two values or more on each side, as many on both.
double p_of_rise(const Samples& samples, const Allowance& allowance);

// No value differs from any other; paired: no value differs from its partner. Then there is nothing
// to test, and whether there is does not depend on what a test would say: among tests for any
// change such figures need not count (Tarone 1990).
bool is_unchanged(const Samples& samples);

// The same values with the opposite sign: a fall becomes a rise.
Samples negated(Samples samples);

}  // namespace coalmine::harness
