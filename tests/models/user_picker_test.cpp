#include "models/user_picker.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace coalmine::models {
namespace {

constexpr std::uint64_t seed = 11;

UserPicker picker_of(const RateSpread& spread, std::uint64_t users, std::uint32_t replication = 0) {
  return {RelativeRates(spread), users, seed, replication};
}

// The users of the first `draws` draws, in chunks as the arrivals ask for them.
std::vector<std::uint32_t> pick(const UserPicker& picker, std::size_t draws) {
  std::vector<std::uint32_t> users(draws);
  for (std::size_t i = 0; i < draws; i += 1024) {
    picker.pick(i, std::span(users).subspan(i, std::min<std::size_t>(1024, draws - i)));
  }
  return users;
}

std::vector<int> counts(const std::vector<std::uint32_t>& picked, std::size_t users) {
  std::vector<int> count(users);
  for (const std::uint32_t user : picked) ++count.at(user);
  return count;
}

// Of 5 requests for each user on average, the share of users that make none.
double share_without_request(const RateSpread& spread, std::size_t users) {
  const UserPicker picker = picker_of(spread, users);
  const auto draws =
      static_cast<std::size_t>(5.0 * static_cast<double>(users) * picker.mean_relative_rate());
  const std::vector<int> count = counts(pick(picker, draws), users);
  return static_cast<double>(std::count(count.begin(), count.end(), 0)) /
         static_cast<double>(users);
}

// Four and a half standard deviations of a share among `n`.
double tolerance(double share, std::size_t n) {
  return 4.5 * std::sqrt(share * (1 - share) / static_cast<double>(n));
}

TEST(UserPickerTest, PicksEqualUsersAlike) {
  constexpr std::size_t draws = 100'000;
  const std::vector<int> count = counts(pick(picker_of(EqualRates{}, 10), draws), 10);
  for (const int each : count) EXPECT_NEAR(each, 10'000, 4.5 * std::sqrt(draws * 0.1 * 0.9));
}

TEST(UserPickerTest, LeavesWithoutARequestWhomEqualRatesLeave) {
  constexpr std::size_t users = 10'000;
  const double exact = std::exp(-5);
  EXPECT_NEAR(share_without_request(EqualRates{}, users), exact, tolerance(exact, users));
}

// E exp(-5 X) of a gamma X with mean 1 and shape k is (1 + 5 / k)^-k.
TEST(UserPickerTest, SpreadsGammaRates) {
  constexpr std::size_t users = 20'000;
  for (const double shape : {0.5, 2.0}) {
    const double exact = std::pow(1 + 5 / shape, -shape);
    EXPECT_NEAR(share_without_request(GammaRates{shape}, users), exact, tolerance(exact, users))
        << shape;
  }
}

// E exp(-5 X) of a lognormal X with mean 1, by the trapezium rule over the normal variable.
TEST(UserPickerTest, SpreadsLognormalRates) {
  constexpr std::size_t users = 20'000;
  constexpr double sigma = 1.5;
  double exact = 0;
  for (double z = -8; z <= 8; z += 0.001) {
    const double x = std::exp(sigma * z - sigma * sigma / 2);
    exact += 0.001 * std::exp(-5 * x) * std::exp(-z * z / 2) / std::sqrt(2 * 3.14159265358979);
  }
  EXPECT_NEAR(share_without_request(LognormalRates{sigma}, users), exact, tolerance(exact, users));
}

// Rank r has weight 1 / r; of ten ranks the sum is 7381 / 2520.
TEST(UserPickerTest, GivesZipfUsersTheShareOfTheirRank) {
  constexpr std::size_t draws = 200'000;
  const std::vector<int> count = counts(pick(picker_of(ZipfRates{1}, 10), draws), 10);
  for (std::size_t rank = 1; rank <= 10; ++rank) {
    const double exact = 2520.0 / 7381 / static_cast<double>(rank);
    EXPECT_NEAR(count[rank - 1] / static_cast<double>(draws), exact, tolerance(exact, draws))
        << rank;
  }
}

TEST(UserPickerTest, ZipfWithExponentZeroIsEqual) {
  constexpr std::size_t draws = 100'000;
  const std::vector<int> count = counts(pick(picker_of(ZipfRates{0}, 4), draws), 4);
  for (const int each : count) EXPECT_NEAR(each, 25'000, 4.5 * std::sqrt(draws * 0.25 * 0.75));
}

TEST(UserPickerTest, DrawsRatesOfMeanOneAnewInEachReplication) {
  constexpr int replications = 200;
  constexpr int users = 100;
  double sum = 0;
  for (std::uint32_t replication = 0; replication < replications; ++replication) {
    sum += picker_of(GammaRates{0.5}, users, replication).mean_relative_rate();
  }
  // The variance of one rate is 1 / 0.5.
  EXPECT_NEAR(sum / replications, 1, 4.5 * std::sqrt(2.0 / (replications * users)));
  EXPECT_NE(picker_of(GammaRates{0.5}, users).mean_relative_rate(),
            picker_of(GammaRates{0.5}, users, 1).mean_relative_rate());
  EXPECT_EQ(picker_of(EqualRates{}, users, 1).mean_relative_rate(), 1);
  EXPECT_EQ(picker_of(ZipfRates{2}, users, 1).mean_relative_rate(), 1);
}

TEST(UserPickerTest, PicksByTheNumberOfTheDrawWhateverTheChunks) {
  for (const RateSpread& spread :
       {RateSpread{EqualRates{}}, RateSpread{GammaRates{0.5}}, RateSpread{ZipfRates{1.1}}}) {
    const UserPicker picker = picker_of(spread, 1000, 3);
    const std::vector<std::uint32_t> all = pick(picker, 2000);
    std::vector<std::uint32_t> part(100);
    picker.pick(950, part);
    EXPECT_TRUE(std::equal(part.begin(), part.end(), all.begin() + 950));
  }
}

}  // namespace
}  // namespace coalmine::models
