// The next trial: interpolated where that converges, else in the middle.
#include "routing/judge/kayenta/brent.hpp"

#include <cassert>
#include <cmath>
#include <limits>

namespace coalmine::routing::kayenta {
namespace {

constexpr double tolerance_of_zero = 1e-4;  // absolute: in the unit of the metric

bool same_side(double a, double b) { return (a > 0 && b > 0) || (a < 0 && b < 0); }

}  // namespace

Brent::Brent(Point low, Point high) : last_(low), best_(high), across_(low) {
  if (low.f == 0) {
    best_ = low;
  } else {
    prepare();
  }
}

void Brent::tell(double f) {
  assert(next_);
  last_ = best_;
  best_ = {*next_, f};
  if (same_side(best_.f, across_.f)) across_ = last_;
  prepare();
}

void Brent::prepare() {
  next_.reset();
  if (trials_left_-- == 0) return;
  const double last_step = best_.x - last_.x;
  if (std::abs(across_.f) < std::abs(best_.f)) {
    last_ = best_;
    best_ = across_;
    across_ = last_;
  }
  const double tolerance =
      2 * std::numeric_limits<double>::epsilon() * std::abs(best_.x) + tolerance_of_zero / 2;
  const double half = (across_.x - best_.x) / 2;
  if (std::abs(half) <= tolerance || best_.f == 0) return;
  double step = interpolated_step(half, tolerance, last_step);
  if (std::abs(step) < tolerance) step = step > 0 ? tolerance : -tolerance;
  next_ = best_.x + step;
}

// The step to where a line or a parabola through the points known would be 0, written as p / q with
// p at least 0; half the way across unless that step stays well inside and shrinks.
double Brent::interpolated_step(double half, double tolerance, double last_step) const {
  if (!(std::abs(last_step) >= tolerance && std::abs(last_.f) > std::abs(best_.f))) return half;
  const double across = across_.x - best_.x;
  const double to_last = best_.f / last_.f;
  double p = across * to_last;
  double q = 1.0 - to_last;
  if (last_.x != across_.x) {  // three points: inverse quadratic
    const double last_to_across = last_.f / across_.f;
    const double to_across = best_.f / across_.f;
    p = to_last * (across * last_to_across * (last_to_across - to_across) -
                   (best_.x - last_.x) * (to_across - 1.0));
    q = (last_to_across - 1.0) * (to_across - 1.0) * (to_last - 1.0);
  }
  if (p > 0) {
    q = -q;
  } else {
    p = -p;
  }
  const bool inside = p < 0.75 * across * q - std::abs(tolerance * q) / 2;
  return inside && p < std::abs(last_step * q / 2) ? p / q : half;
}

}  // namespace coalmine::routing::kayenta
