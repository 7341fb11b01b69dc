#include "base/math.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/random.hpp"

namespace coalmine {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double smallest = std::numeric_limits<double>::denorm_min();

// Distance in units in the last place of the exact value; long double has eleven more bits.
double error_ulp(double computed, long double exact) {
  const double nearest = std::fabs(static_cast<double>(exact));
  const double unit_in_last_place = std::nextafter(nearest, infinity) - nearest;
  return static_cast<double>(std::fabs(computed - exact) / unit_in_last_place);
}

// 100'000 doubles spread evenly over [low, high].
std::vector<double> evenly(double low, double high) {
  std::vector<double> values;
  const RandomStream stream(1, 0, Purpose::arrival_gap);
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    values.push_back(low + (high - low) * unit(stream.at(i).first));
  }
  return values;
}

// As many with every exponent equally often: from 2^low to 2^high.
std::vector<double> by_magnitude(int low, int high) {
  std::vector<double> values = evenly(low, high);
  for (double& value : values) value = std::exp2(value);
  return values;
}

TEST(LogTest, IsWithinOneUnitOfTheLastPlace) {
  for (const auto& values : {by_magnitude(-1074, 1023), evenly(0.4, 2.5), evenly(0.999, 1.001)}) {
    for (const double x : values) {
      ASSERT_LE(error_ulp(math::log(x), std::log(static_cast<long double>(x))), 1.0) << x;
    }
  }
}

TEST(LogTest, IsExactWhereTheMathematicsIs) {
  EXPECT_EQ(math::log(1.0), 0.0);
  EXPECT_EQ(math::log(2.0), 0x1.62e42fefa39efp-1);
  EXPECT_EQ(math::log(smallest), std::log(smallest));
}

TEST(LogTest, AnswersAtTheEdges) {
  EXPECT_EQ(math::log(0.0), -infinity);
  EXPECT_EQ(math::log(-0.0), -infinity);
  EXPECT_EQ(math::log(infinity), infinity);
  EXPECT_TRUE(std::isnan(math::log(-1.0)));
  EXPECT_TRUE(std::isnan(math::log(-infinity)));
  EXPECT_TRUE(std::isnan(math::log(not_a_number)));
}

TEST(ExpTest, IsWithinOneUnitOfTheLastPlace) {
  for (const auto& values : {evenly(-745.1, 709.7), evenly(-1, 1), by_magnitude(-80, 9)}) {
    for (const double x : values) {
      ASSERT_LE(error_ulp(math::exp(x), std::exp(static_cast<long double>(x))), 1.0) << x;
    }
  }
}

TEST(ExpTest, AnswersAtTheEdges) {
  EXPECT_EQ(math::exp(0.0), 1.0);
  EXPECT_EQ(math::exp(infinity), infinity);
  EXPECT_EQ(math::exp(709.79), infinity);
  EXPECT_EQ(math::exp(-745.2), 0.0);
  EXPECT_EQ(math::exp(-745.1), smallest);
  EXPECT_EQ(math::exp(-infinity), 0.0);
  EXPECT_TRUE(std::isnan(math::exp(not_a_number)));
}

TEST(Log1pTest, IsAccurateAlsoNearZero) {
  for (const auto& values : {evenly(-0.999, 2), by_magnitude(-80, 80)}) {
    for (const double x : values) {
      ASSERT_LE(error_ulp(math::log1p(x), std::log1p(static_cast<long double>(x))), 2.5) << x;
    }
  }
  for (const double x : by_magnitude(-80, -1)) {
    ASSERT_LE(error_ulp(math::log1p(-x), std::log1p(static_cast<long double>(-x))), 2.5) << -x;
  }
  EXPECT_EQ(math::log1p(0.0), 0.0);
  EXPECT_EQ(math::log1p(-1.0), -infinity);
  EXPECT_EQ(math::log1p(infinity), infinity);
  EXPECT_TRUE(std::isnan(math::log1p(-1.5)));
}

TEST(Expm1Test, IsAccurateAlsoNearZero) {
  for (const auto& values : {evenly(-60, 709), evenly(-2, 2), by_magnitude(-80, 9)}) {
    for (const double x : values) {
      ASSERT_LE(error_ulp(math::expm1(x), std::expm1(static_cast<long double>(x))), 2.5) << x;
    }
  }
  for (const double x : by_magnitude(-80, 5)) {
    ASSERT_LE(error_ulp(math::expm1(-x), std::expm1(static_cast<long double>(-x))), 2.5) << -x;
  }
  EXPECT_EQ(math::expm1(0.0), 0.0);
  EXPECT_EQ(math::expm1(-infinity), -1.0);
}

TEST(MathInBulkTest, GivesTheBitsOfSingleCalls) {
  std::vector<double> values = by_magnitude(-1074, 1023);
  values.insert(values.end(), {0.0, -1.0, infinity});
  const std::vector<double> arguments = values;
  math::log_each(values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    ASSERT_EQ(std::bit_cast<std::uint64_t>(values[i]),
              std::bit_cast<std::uint64_t>(math::log(arguments[i])))
        << arguments[i];
  }
  math::exp_each(values);
  for (std::size_t i = 0; i + 2 < values.size(); ++i) {
    ASSERT_EQ(values[i], math::exp(math::log(arguments[i])));
  }
}

// Golden bits: any change of the algorithm changes results, and must be meant.
TEST(MathTest, KeepsItsBits) {
  std::array<std::uint64_t, 4> sums{};
  const RandomStream stream(2, 0, Purpose::arrival_gap);
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    const double x = 40 * unit(stream.at(i).first) - 0.75;
    sums[0] += std::bit_cast<std::uint64_t>(math::log(x + 0.75));
    sums[1] += std::bit_cast<std::uint64_t>(math::exp(x));
    sums[2] += std::bit_cast<std::uint64_t>(math::log1p(x));
    sums[3] += std::bit_cast<std::uint64_t>(math::expm1(x));
  }
  EXPECT_EQ(sums, (std::array<std::uint64_t, 4>{11427184220335677526u, 12012635505786696466u,
                                                2481892857110492021u, 17282265880368030368u}));
}

}  // namespace
}  // namespace coalmine
