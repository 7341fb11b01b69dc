// Tails of distributions, with the same bits on every machine.
#pragma once

#include <cstdint>

namespace coalmine::harness {

// P(T >= t) of Student's t; degrees_of_freedom > 0, and t is a number or an infinity.
double t_upper_tail(double t, double degrees_of_freedom);

// P(X >= hits) where each of `trials` hits with this chance in [0, 1]. O(trials).
double binomial_upper_tail(std::uint32_t hits, std::uint32_t trials, double chance);

// Two groups of `size`, in which `hits` hit in all and `hits_of_second` in the second: the chance
// of so many or more there, where the odds of the second group are `odds_ratio` (above 0) times
// those of the first: Fisher's noncentral hypergeometric distribution. O(size).
double fisher_upper_tail(std::uint32_t hits_of_second, std::uint32_t hits, std::uint32_t size,
                         double odds_ratio);

}  // namespace coalmine::harness
