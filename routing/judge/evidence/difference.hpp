// How much worse the canary is than stable, and how sure that is.
#pragma once

namespace coalmine::routing::evidence {

struct Difference {
  double value;     // canary - stable: share, or seconds
  double variance;  // of the estimate; above 0
  double units;     // of evidence, of both versions: invocations, or users where they are clusters
};

}  // namespace coalmine::routing::evidence
