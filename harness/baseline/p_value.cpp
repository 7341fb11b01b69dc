#include "harness/baseline/p_value.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cassert>
#include <cmath>
#include <concepts>

namespace coalmine::harness {
namespace {

// The share of the values `from` ... `most` in the sum over `least` ... `most`, where the weight of
// k + 1 is ratio(k) times that of k. Relative to the weight of `from`, so that nothing underflows;
// where all below outweighs that by more than a double can say, the share is 0.
double share_from(std::uint32_t from, std::uint32_t least, std::uint32_t most,
                  const std::invocable<double> auto& ratio) {
  double tail = 1;
  double weight = 1;
  for (std::uint32_t k = from; k < most; ++k) tail += weight *= ratio(k);
  double rest = 0;
  weight = 1;
  for (std::uint32_t k = from; k > least; --k) rest += weight /= ratio(k - 1);
  return tail / (tail + rest);
}

}  // namespace

// I_x(dof / 2, 1 / 2) / 2 with x = dof / (dof + t^2), in software arithmetic: the C library's
// functions differ in their last bits.
double t_upper_tail(double t, double degrees_of_freedom) {
  using Wide = boost::multiprecision::cpp_bin_float_double_extended;
  assert(degrees_of_freedom > 0);
  if (t < 0) return 1 - t_upper_tail(-t, degrees_of_freedom);
  if (std::isinf(t)) return 0;
  const Wide dof = degrees_of_freedom;
  const Wide x = dof / (dof + Wide(t) * t);
  return static_cast<double>(boost::math::ibeta(Wide(dof / 2), Wide(0.5), x) / 2);
}

double binomial_upper_tail(std::uint32_t hits, std::uint32_t trials, double chance) {
  assert(chance >= 0 && chance <= 1);
  if (hits == 0 || chance == 1) return hits <= trials;
  if (hits > trials || chance == 0) return 0;
  const double odds = chance / (1 - chance);
  return share_from(hits, 0, trials, [=](double k) { return (trials - k) / (k + 1) * odds; });
}

double fisher_upper_tail(std::uint32_t hits_of_second, std::uint32_t hits, std::uint32_t size,
                         double odds_ratio) {
  assert(odds_ratio > 0 && hits <= 2 * size);
  const std::uint32_t least = hits > size ? hits - size : 0;
  const std::uint32_t most = std::min(hits, size);
  assert(hits_of_second >= least && hits_of_second <= most);
  return share_from(hits_of_second, least, most, [=](double k) {
    const double first_misses = size - (hits - k);  // after one more hit moved to the second
    return (size - k) * (hits - k) / ((k + 1) * (first_misses + 1)) * odds_ratio;
  });
}

}  // namespace coalmine::harness
