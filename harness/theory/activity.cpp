#include "harness/theory/activity.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cassert>
#include <variant>

#include "base/math.hpp"

namespace coalmine::harness {
namespace {

// Integral of 1 - exp(-mean_hits e^(sigma z - sigma^2 / 2)) over the normal density, by the
// trapezoid rule: the integrand is analytic and its ends vanish, so the error falls faster than any
// power of the step.
double hit_by_lognormal(double sigma, double mean_hits) {
  constexpr int steps_each_side = 9 * 32;
  constexpr double step = 1.0 / 32;
  double hit = 0;
  double weights = 0;
  for (int i = -steps_each_side; i <= steps_each_side; ++i) {
    const double z = i * step;
    const double weight = math::exp(-0.5 * z * z);
    const double rate = math::exp(sigma * z - 0.5 * sigma * sigma);
    hit += weight * -math::expm1(-mean_hits * rate);
    weights += weight;
  }
  return hit / weights;
}

}  // namespace

double hit_in(double requests, double hit) {
  if (requests <= 0 || hit <= 0) return 0;
  if (hit >= 1) return 1;
  return -math::expm1(requests * math::log1p(-hit));
}

double hit_by_spread(const models::RateSpread& spread, double mean_hits) {
  assert(!std::holds_alternative<models::ZipfRates>(spread));
  if (const auto* gamma = std::get_if<models::GammaRates>(&spread)) {
    return -math::expm1(-gamma->shape * math::log1p(mean_hits / gamma->shape));
  }
  if (const auto* lognormal = std::get_if<models::LognormalRates>(&spread)) {
    return hit_by_lognormal(lognormal->sigma, mean_hits);
  }
  return -math::expm1(-mean_hits);
}

std::vector<double> zipf_rates(std::uint64_t users, double exponent) {
  std::vector<double> rates(users);
  double sum = 0;
  for (std::uint64_t user = 0; user < users; ++user) {
    rates[user] = math::exp(-exponent * math::log(static_cast<double>(user + 1)));
    sum += rates[user];
  }
  for (double& rate : rates) rate *= static_cast<double>(users) / sum;
  return rates;
}

double share_of_active(std::span<const double> active, std::span<const double> hit) {
  assert(active.size() == hit.size());
  double mean_active = 0;
  double nobody = 1;
  for (const double probability : active) {
    mean_active += probability;
    nobody *= 1 - probability;
  }
  // With c = 1 - s, the integrand falls at least like exp(-c * (mean_active - 1)); beyond 32 there
  // is nothing that a double would see beside the rest.
  const double upper = std::min(1.0, 32 / mean_active);
  const auto integrand = [&](double c) {
    double nobody_else_counts = 1;
    double hits = 0;
    for (std::size_t user = 0; user < active.size(); ++user) {
      const double factor = 1 - active[user] * c;
      nobody_else_counts *= factor;
      hits += hit[user] / factor;
    }
    return nobody_else_counts * hits;
  };
  // 25 points integrate exp(-32 x) over [0, 1] to 17 digits, polynomials up to degree 49 exactly.
  return boost::math::quadrature::gauss<double, 25>::integrate(integrand, 0.0, upper) /
         (1 - nobody);
}

bool ScatteredRequests::tractable(std::uint64_t requests, std::uint64_t users) {
  return requests <= 100'000 && requests * std::min(requests, users) <= 4'000'000;
}

ScatteredRequests::ScatteredRequests(std::uint64_t requests, std::uint64_t users, double in_window)
    : requests_(requests), users_(users), in_window_(in_window), share_of_one_(requests + 1, 1.0) {
  assert(tractable(requests, users));
  if (users == 1) return;
  // `others[m]`: probability that m of the other users are active, as their requests come one by
  // one. A request known not to be this user's is in the window with a probability of its own.
  const auto number_of_others = static_cast<double>(users - 1);
  const double own = in_window / static_cast<double>(users);
  const double in_window_of_others = (in_window - own) / (1 - own);
  std::vector<double> others(std::min(requests, users - 1) + 1, 0.0);
  others[0] = 1;
  for (std::uint64_t of_others = 1; of_others <= requests; ++of_others) {
    double share = 0;
    for (std::size_t m = others.size(); m-- > 0;) {
      const auto count = static_cast<double>(m);
      const double stays = 1 - in_window_of_others * (1 - count / number_of_others);
      const double grows =
          m == 0 ? 0 : in_window_of_others * (1 - (count - 1) / number_of_others) * others[m - 1];
      others[m] = others[m] * stays + grows;
      share += others[m] / (1 + count);
    }
    share_of_one_[requests - of_others] = share;
  }
}

double ScatteredRequests::users_hit(double hit) const {
  const auto users = static_cast<double>(users_);
  return users * hit_in(static_cast<double>(requests_), in_window_ * hit / users);
}

double ScatteredRequests::share_of_active(double hit) const {
  const auto n = static_cast<double>(requests_);
  const double somebody = hit_in(n, in_window_);
  if (users_ == 1) return hit_in(n, in_window_ * hit) / somebody;
  // Binomial probabilities of k requests of one user in the window, each from the one before.
  const double own = in_window_ / static_cast<double>(users_);
  double log_probability = n * math::log1p(-own);
  const double log_odds = math::log(own) - math::log1p(-own);
  double expected = 0;
  for (std::uint64_t k = 1; k <= requests_; ++k) {
    const auto count = static_cast<double>(k);
    log_probability += log_odds + math::log((n - count + 1) / count);
    expected += math::exp(log_probability) * hit_in(count, hit) * share_of_one_[k];
  }
  return static_cast<double>(users_) * expected / somebody;
}

}  // namespace coalmine::harness
