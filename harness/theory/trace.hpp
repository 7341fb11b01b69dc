// What a trace says about hits: its rows are known, so nothing but the routing is left to chance.
#pragma once

#include "harness/setup.hpp"
#include "harness/theory/users.hpp"

namespace coalmine::harness {

// Over all users and tumbling windows of one length, those with at least one request; and the
// expected number of those with at least one hit.
struct UserWindowCounts {
  double active = 0;
  double hit = 0;
};

// Precondition: the traffic is a trace. The windows count from the start of the exposure window.
UserWindowCounts count_user_windows(const Setup& setup, const Hits& hits, Duration length);

// The rows in the window, each with the weight of its stretch.
double weighted_rows(const Setup& setup, const WeightPath& stretches);

}  // namespace coalmine::harness
