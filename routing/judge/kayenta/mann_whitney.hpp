// The Mann-Whitney test as Kayenta has it: an interval and an estimate of how far two samples are
// shifted against one another.
//
// It is R's wilcox.test with conf.int, exact = FALSE: a normal approximation, corrected for ties
// and continuity, of the rank sum, inverted by a search for the shift at which it takes a given
// value. Of two points each the smallest overlap already gives "98 %": nothing here asks how many
// points there are. Facts: field semantics 4.9.5, IN-13; spinnaker, kayenta-mannwhitney,
// MannWhitney.scala.
#pragma once

#include <optional>
#include <span>

namespace coalmine::routing::kayenta {

// Standard normal quantile of Kayenta's two-sided 98 %, in the digits of Commons Math. Their last
// one shows in the bounds that spinnaker#6278 quotes.
inline constexpr double z_98_percent = 2.326347874040841;

// In the unit of the samples; the bounds are good to 1e-4 of it.
struct Shift {
  double lower;     // of the confidence interval
  double upper;     // of the confidence interval
  double estimate;  // Hodges and Lehmann: the middle of all differences experiment - control
};

// How far `experiment` lies above `control`; nothing if all values are tied at an end of the
// search, as two samples of one value each always are: Kayenta throws there.
//
// Precondition: both have values, in increasing order. `z`, above 0: the half-width of the interval
// in standard deviations. O(points) for each of some 50 trials; allocates nothing.
std::optional<Shift> mann_whitney(std::span<const double> experiment,
                                  std::span<const double> control, double z = z_98_percent);

// The share of pairs in which the experiment's value is higher, ties counting half (Vargha and
// Delaney's A). Same precondition.
double common_language_effect(std::span<const double> experiment, std::span<const double> control);

}  // namespace coalmine::routing::kayenta
