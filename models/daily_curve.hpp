// The daily curve as a change of time: a Poisson stream of constant rate, stretched where the day
// is quiet and squeezed where it is busy, is a Poisson stream whose rate follows the curve.
#pragma once

#include <vector>

#include "base/time.hpp"
#include "models/traffic.hpp"

namespace coalmine::models {

class DailyClock {
 public:
  // Precondition: factors are not negative and their sum is positive.
  explicit DailyClock(const DailyCurve& curve);

  // When the even stream's instant `even` happens in the uneven day; increasing. Both count from
  // the start of the observation. The identity where the curve is flat.
  Instant from_even(Instant even) const;

 private:
  struct Part {
    double even_begins_ns;  // of the even day, from its midnight
    double begins_ns;
    double factor;  // of the mean rate; above 0
  };
  std::vector<Part> parts_;   // of a day, those in which anything happens; empty: flat
  double even_start_ns_ = 0;  // the observation's start on the even day
  double start_ns_ = 0;
};

}  // namespace coalmine::models
