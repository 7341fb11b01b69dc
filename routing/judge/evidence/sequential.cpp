#include "routing/judge/evidence/sequential.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "base/math.hpp"

namespace coalmine::routing::evidence {
namespace {

// x^2 / 2 of the header.
double exponent(double above_margin, double variance, double u) {
  return above_margin * above_margin / variance * (u / (1 + u)) / 2;
}

}  // namespace

double msprt_p_value(const Difference& difference, double margin, double mixture) {
  assert(difference.variance > 0);
  const double above_margin = difference.value - margin;
  if (above_margin <= 0) return 1;
  const double u = mixture * mixture / difference.variance;
  const double ratio =
      (2 * math::exp(exponent(above_margin, difference.variance, u)) - 1) / std::sqrt(1 + u);
  return std::min(1.0, 1 / ratio);
}

double growthbook_p_value(const Difference& difference, double margin, double rho) {
  assert(difference.variance > 0);
  const double above_margin = difference.value - margin;
  if (above_margin <= 0) return 1;
  const double u = difference.units * rho * rho;
  const double grown =
      2 * math::expm1(std::min(exponent(above_margin, difference.variance, u), 700.0));
  return std::min(1.0, std::sqrt(1 + u) / grown);
}

double growthbook_rho(double level, double planned) {
  assert(level > 0 && level < 0.5);
  const double two_log = -2 * math::log(2 * level);
  return std::sqrt((two_log + math::log(two_log + 1)) / planned);
}

double growthbook_half_width(const Difference& difference, double level, double rho) {
  const double u = difference.units * rho * rho;
  return std::sqrt(difference.variance * 2 * (1 + u) / u *
                   math::log(1 + std::sqrt(1 + u) / (2 * level)));
}

}  // namespace coalmine::routing::evidence
