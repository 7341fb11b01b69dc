#include "conform/judge/statistics.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cassert>
#include <cmath>

namespace coalmine::conform {
namespace {

using boost::math::complement;

double upper_quantile(double probability) {
  return boost::math::quantile(complement(boost::math::normal{}, probability));
}

double deviation(double share) { return std::sqrt(share * (1 - share)); }

// The wider of the deviations at the two shares that are `error` away.
double deviation_nearby(double share, double error) {
  return std::max(deviation(std::clamp(share + error, 0.0, 1.0)),
                  deviation(std::clamp(share - error, 0.0, 1.0)));
}

// How many standard errors lie between what is claimed and what is surely found.
double root_users_times_error(double error, double share, double significance) {
  return upper_quantile(significance / 2) * deviation(share) +
         upper_quantile(1 - power) * deviation_nearby(share, error);
}

}  // namespace

double binomial_p_value(const Count& count, double share) {
  assert(count.canary <= count.users);
  const boost::math::binomial distribution(static_cast<double>(count.users), share);
  const auto canary = static_cast<double>(count.canary);
  const double at_most = boost::math::cdf(distribution, canary);
  const double at_least =
      count.canary == 0 ? 1 : boost::math::cdf(complement(distribution, canary - 1));
  return std::min(1.0, 2 * std::min(at_most, at_least));
}

Range accepted(std::uint64_t users, double share, double significance) {
  const auto accepts = [&](std::uint64_t canary) {
    return binomial_p_value({users, canary}, share) >= significance;
  };
  const auto middle = static_cast<std::uint64_t>(static_cast<double>(users) * share);
  // The mean is always accepted, and from there acceptance ends once on either side.
  Range range{middle, middle};
  for (std::uint64_t step = std::uint64_t{1} << 40; step > 0; step /= 2) {
    if (range.low >= step && accepts(range.low - step)) range.low -= step;
    if (range.high + step <= users && accepts(range.high + step)) range.high += step;
  }
  return range;
}

namespace {

// How likely a test of so many users accepts `share` where it is off by `error`, on the worse side.
double miss_probability(std::uint64_t users, double error, double share, double significance) {
  const Range range = accepted(users, share, significance);
  const auto missed = [&](double wrong) {
    if (wrong <= 0 || wrong >= 1) return 0.0;  // nobody or everybody: no matter of chance
    const boost::math::binomial distribution(static_cast<double>(users), wrong);
    const double below =
        range.low == 0 ? 0 : boost::math::cdf(distribution, static_cast<double>(range.low - 1));
    return boost::math::cdf(distribution, static_cast<double>(range.high)) - below;
  };
  return std::max(missed(share + error), missed(share - error));
}

}  // namespace

double homogeneity_p_value(std::span<const Count> groups) {
  assert(groups.size() >= 2);
  Count all;
  for (const Count& group : groups) {
    assert(group.users > 0);
    all.users += group.users;
    all.canary += group.canary;
  }
  if (all.canary == 0 || all.canary == all.users) return 1;
  const double share = static_cast<double>(all.canary) / static_cast<double>(all.users);
  double chi_square = 0;
  for (const Count& group : groups) {
    const auto users = static_cast<double>(group.users);
    const double excess = static_cast<double>(group.canary) - users * share;
    chi_square += excess * excess / (users * share * (1 - share));
  }
  const boost::math::chi_squared distribution(static_cast<double>(groups.size() - 1));
  return boost::math::cdf(complement(distribution, chi_square));
}

std::uint64_t users_to_find(double error, double share, double significance) {
  const double root = root_users_times_error(error, share, significance) / error;
  auto thousands = static_cast<std::uint64_t>(std::ceil(root * root / 1000));
  // The binomial is not quite normal: a little more may be needed.
  while (miss_probability(thousands * 1000, error, share, significance) > 1 - power) ++thousands;
  return thousands * 1000;
}

double error_found(std::uint64_t users, double share, double significance) {
  double error = 0;
  // The error decides the deviation beside it, a little: this settles within a few rounds.
  for (int round = 0; round < 30; ++round) {
    error =
        root_users_times_error(error, share, significance) / std::sqrt(static_cast<double>(users));
  }
  return error;
}

double fault_found(std::uint64_t users) {
  // 1 - (1 - fault)^users = power.
  return -std::expm1(std::log1p(-power) / static_cast<double>(users));
}

double correlation_found(std::uint64_t users, double significance) {
  return (upper_quantile(significance / 2) + upper_quantile(1 - power)) /
         std::sqrt(static_cast<double>(users));
}

double spread_found(std::uint64_t groups, std::uint64_t size, double share, double significance) {
  // The statistic is about (groups - 1) * (1 + size * spread^2 / (share * (1 - share))) on average,
  // and scatters by sqrt(2 * groups).
  const double excess = (upper_quantile(significance) + upper_quantile(1 - power)) *
                        std::sqrt(2 / static_cast<double>(groups));
  return std::sqrt(excess * share * (1 - share) / static_cast<double>(size));
}

}  // namespace coalmine::conform
