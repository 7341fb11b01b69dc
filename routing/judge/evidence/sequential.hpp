// Tests that may be looked at as often as one likes: their false alarms are counted over all looks.
//
// Both are Robbins' mixture of normal alternatives, here of those in which the canary is worse.
// With an estimate d of variance V, a likelihood ratio against "no difference", averaged over
// differences from a half normal of deviation t, is
//   L = 2 / sqrt(1 + u) * exp(x^2 / 2) * Phi(x),   u = t^2 / V,  x = d / sqrt(V) * sqrt(u / (1 +
//   u)),
// and the chance that it ever reaches 1 / p is at most p (Ville). Phi(x) >= 1 - exp(-x^2 / 2) / 2
// gives a lower bound of L in closed form, which is used instead: a little more cautious, and
// without a distribution function, so with the same bits everywhere.
//
// V shrinks as evidence comes in; d / V is then a Brownian motion with information 1 / V for its
// clock, however the weight moves, if both versions' own rates stay what they are.
#pragma once

#include "routing/judge/evidence/difference.hpp"

namespace coalmine::routing::evidence {

// Johari, Koomen, Pekelis, Walsh, "Always valid inference" (2022): 1 / L, where `mixture` is t, in
// the units of the difference. Of one side, unlike theirs. At most 1; 1 where the canary is not
// worse by more than `margin`.
double msprt_p_value(const Difference& difference, double margin, double mixture);

// GrowthBook's sequential test (gbstats, one-sided): the mixture is set in standard deviations of
// one unit, u = units * rho^2, and the bound on L is a little looser still. The p-value is where
// its lower confidence limit meets the margin, which they search for and which has a closed form.
double growthbook_p_value(const Difference& difference, double margin, double rho);

// The rho with which the test is sharpest at `planned` units, at `level` of one side in (0, 0.5).
double growthbook_rho(double level, double planned);

// How far below the estimate the lower confidence limit lies.
double growthbook_half_width(const Difference& difference, double level, double rho);

}  // namespace coalmine::routing::evidence
