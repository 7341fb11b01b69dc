// How classified metrics become the score of a run, 0 to 100.
#pragma once

#include <span>

#include "routing/judge/kayenta/classify.hpp"
#include "routing/judge/kayenta/spec.hpp"

namespace coalmine::routing::kayenta {

// `of_metrics`: of each metric of the spec, in its order.
//
// 0 if one failed critically, or at least half of them have no data. Else groups are added up by
// their weights, and groups without one share what is left of 100. A group's score is how many per
// cent of its metrics pass, of those that have data or must have; a group with nothing to count is
// worth 100. Muted metrics do not exist. Two decimals, half up.
double score(const Spec& spec, std::span<const Classification> of_metrics);

// The points of one metric over the same steps; NaN where there was nothing to measure.
struct Points {
  std::span<const double> control;
  std::span<const double> experiment;
};

struct Judgement {
  double score = 0;
  // Some control has fewer than 50 points. Kayenta warns, and judges all the same (IN-16).
  bool few_points = false;
};

// A whole run. `metrics`: of each metric of the spec, in its order.
Judgement judge(const Spec& spec, std::span<const Points> metrics);

}  // namespace coalmine::routing::kayenta
