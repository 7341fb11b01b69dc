// Logarithm and exponential with the same bits on every machine.
//
// The C library's log and exp differ between versions and processors, and a result that passed
// through one would too. These use +, -, * and / of IEEE doubles only (built without contraction to
// fused multiply-add), have no branches, and sit in the header, so that loops over them vectorise.
// The error is below 1 unit in the last place (2.5 for log1p and expm1). Method: argument reduction
// by powers of two, then the Taylor series, whose coefficients need no source; docs/DETERMINISM.md.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <span>

namespace coalmine::math {

namespace detail {

// ln 2 in two parts. The upper has 32 significant bits: its product with an exponent is exact.
inline constexpr double ln2_upper = 0x1.62e42feep-1;
inline constexpr double ln2_lower = 0x1.a39ef35793c76p-33;

// x as 2^power * (1 + rest), rest in (-0.293, 0.415). x is positive and normal.
struct Scaled {
  double power;
  double rest;
};

[[gnu::always_inline]] constexpr Scaled scaled(double x) {
  constexpr auto root_half = std::bit_cast<std::uint64_t>(0x1.6a09e667f3bcdp-1);
  constexpr std::uint64_t exponent_bias = 1024;  // keeps the exponent positive
  constexpr std::uint64_t mantissa_mask = (std::uint64_t{1} << 52) - 1;
  const std::uint64_t offset = std::bit_cast<std::uint64_t>(x) - root_half + (exponent_bias << 52);
  const double one_plus_rest = std::bit_cast<double>((offset & mantissa_mask) + root_half);
  // An integer below 2^52 becomes a double by setting it under the exponent of 2^52: unlike a
  // conversion, this exists for vectors on every x86-64.
  const double biased = std::bit_cast<double>((offset >> 52) | 0x4330'0000'0000'0000) - 0x1p52;
  return {biased - static_cast<double>(exponent_bias), one_plus_rest - 1.0};
}

// ln(1 + f) = f - s (f - r), where s = f / (2 + f) and r = s^2 (2/3 + 2/5 s^2 + 2/7 s^4 + ...): the
// series of 2 atanh s, arranged so that the leading term f is exact. |s| < 0.172, so the first term
// left out is below 2^-60.
[[gnu::always_inline]] constexpr double log_of_scaled(Scaled x) {
  const double f = x.rest;
  const double s = f / (2.0 + f);
  const double s2 = s * s;
  const double s4 = s2 * s2;
  const double even =
      2.0 / 3 + s4 * (2.0 / 7 + s4 * (2.0 / 11 + s4 * (2.0 / 15 + s4 * (2.0 / 19))));
  const double odd = 2.0 / 5 + s4 * (2.0 / 9 + s4 * (2.0 / 13 + s4 * (2.0 / 17 + s4 * (2.0 / 21))));
  const double r = s2 * (even + s2 * odd);
  return x.power * ln2_upper + (f - (s * (f - r) - x.power * ln2_lower));
}

inline constexpr double round_to_integer = 0x1.8p52;  // adding it leaves no bits for a fraction

// e^x as 2^power * (1 + rest), |rest| < 0.415. `power` is an integer.
[[gnu::always_inline]] constexpr Scaled exp_scaled(double x) {
  constexpr double log2_e = 0x1.71547652b82fep+0;
  const double power = (x * log2_e + round_to_integer) - round_to_integer;
  const double r = (x - power * ln2_upper) - power * ln2_lower;  // |r| <= 0.347
  const double r2 = r * r;
  const double even =
      1.0 / 2 +
      r2 * (1.0 / 24 + r2 * (1.0 / 720 + r2 * (1.0 / 40'320 +
                                               r2 * (1.0 / 3'628'800 + r2 * (1.0 / 479'001'600)))));
  const double odd =
      1.0 / 6 +
      r2 * (1.0 / 120 +
            r2 * (1.0 / 5'040 +
                  r2 * (1.0 / 362'880 + r2 * (1.0 / 39'916'800 + r2 * (1.0 / 6'227'020'800)))));
  return {power, r + r2 * (even + r * odd)};
}

// 2^power for an integer in [-1022, 1023].
[[gnu::always_inline]] constexpr double power_of_two(double power) {
  const auto biased = std::bit_cast<std::uint64_t>(power + (0x1p52 + 1023));
  return std::bit_cast<double>(biased << 52);
}

}  // namespace detail

// Natural logarithm. log(0) is -infinity, of a negative number NaN.
[[gnu::always_inline]] constexpr double log(double x) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
  const bool subnormal = x < std::numeric_limits<double>::min();
  detail::Scaled parts = detail::scaled(x * (subnormal ? 0x1p54 : 1.0));
  parts.power -= subnormal ? 54.0 : 0.0;
  const double finite = detail::log_of_scaled(parts);
  const double positive = x < infinity ? finite : x;  // infinity and NaN stay what they are
  const double not_zero = x < 0 ? not_a_number : positive;
  return x == 0 ? -infinity : not_zero;
}

// ln(1 + x), exact also where 1 + x rounds.
[[gnu::always_inline]] constexpr double log1p(double x) {
  const double sum = 1.0 + x;
  const double lost = (x - (sum - 1.0)) / sum;  // what rounding took from `sum`, relative to it
  const double log_of_sum = log(sum);
  const bool finite = log_of_sum - log_of_sum == 0;
  return sum == 1.0 ? x : log_of_sum + (finite ? lost : 0.0);
}

// e^x. Overflows to infinity above 709.78, underflows to 0 below -745.13.
[[gnu::always_inline]] constexpr double exp(double x) {
  const double at_least = x < -746.0 ? -746.0 : x;
  const double clamped = at_least > 710.0 ? 710.0 : at_least;
  const detail::Scaled parts = detail::exp_scaled(clamped);
  // In two steps, because 2^power alone may be out of range. The first is exact.
  const double half = (parts.power * 0.5 + detail::round_to_integer) - detail::round_to_integer;
  return (1.0 + parts.rest) * detail::power_of_two(half) * detail::power_of_two(parts.power - half);
}

// e^x - 1, exact also near 0. x <= 709.
[[gnu::always_inline]] constexpr double expm1(double x) {
  const detail::Scaled parts = detail::exp_scaled(x < -50.0 ? -50.0 : x);
  const double scale = detail::power_of_two(parts.power);
  return scale * parts.rest + (scale - 1.0);
}

// Each value replaced by the function of it: the same bits as one by one, with the widest vectors
// that the processor has.
void log_each(std::span<double> values);
void log1p_each(std::span<double> values);
void exp_each(std::span<double> values);

}  // namespace coalmine::math
