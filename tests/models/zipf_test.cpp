#include "models/zipf.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

namespace coalmine::models {
namespace {

std::vector<std::uint32_t> draw(const ZipfSampler& sampler, std::uint64_t first, std::size_t n) {
  std::vector<std::uint32_t> users(n);
  sampler.fill(8113, 0, first, users);
  return users;
}

struct ZipfCase {
  std::uint64_t users;
  double exponent;
};

class ZipfTest : public testing::TestWithParam<ZipfCase> {};

// Cells are the first users one by one, as long as 50 draws or more are expected of each, and all
// others together. Chi-square with c - 1 degrees of freedom has standard deviation sqrt(2 (c - 1));
// five of them are allowed. The seed is fixed, so the test gives one answer for ever.
TEST_P(ZipfTest, DrawsEachUserAsOftenAsItsShareSays) {
  const auto [users, exponent] = GetParam();
  constexpr std::size_t draws = 1'000'000;
  std::vector<double> expected(users);
  for (std::uint64_t k = 0; k < users; ++k) {
    expected[k] = std::pow(static_cast<double>(k + 1), -exponent);
  }
  const double scale = draws / std::accumulate(expected.rbegin(), expected.rend(), 0.0);
  for (double& share : expected) share *= scale;

  std::vector<double> seen(users);
  for (const std::uint32_t user : draw(ZipfSampler(users, exponent), 0, draws)) {
    ASSERT_LT(user, users);
    ++seen[user];
  }

  const auto end_of_cells =
      std::find_if(expected.begin(), expected.end(), [](double e) { return e < 50; });
  const auto cells = end_of_cells - expected.begin();
  double chi_square = 0;
  for (std::ptrdiff_t k = 0; k < cells; ++k) {
    chi_square += (seen[k] - expected[k]) * (seen[k] - expected[k]) / expected[k];
  }
  const double rest = std::accumulate(end_of_cells, expected.end(), 0.0);
  const double rest_seen = std::accumulate(seen.begin() + cells, seen.end(), 0.0);
  if (rest > 0) chi_square += (rest_seen - rest) * (rest_seen - rest) / rest;
  const double degrees = static_cast<double>(cells) - (rest > 0 ? 0 : 1);
  EXPECT_LT(chi_square, degrees + 5 * std::sqrt(2 * degrees));
  EXPECT_GT(chi_square, degrees - 5 * std::sqrt(2 * degrees));
}

INSTANTIATE_TEST_SUITE_P(Shapes, ZipfTest,
                         testing::Values(ZipfCase{10, 1}, ZipfCase{10, 0}, ZipfCase{1000, 0},
                                         ZipfCase{2, 1}, ZipfCase{100, 0.5}, ZipfCase{1000, 1},
                                         ZipfCase{1000, 1 + 1e-13}, ZipfCase{1'000'000, 1},
                                         ZipfCase{1'000'000, 0.8}, ZipfCase{1'000'000, 1.2},
                                         ZipfCase{50'000, 2}, ZipfCase{100, 6}));

TEST(ZipfSamplerTest, ALoneUserMakesEveryRequest) {
  for (const std::uint32_t user : draw(ZipfSampler(1, 1), 0, 1000)) EXPECT_EQ(user, 0u);
}

TEST(ZipfSamplerTest, ADrawDependsOnItsIndexAloneAndNotOnTheBatch) {
  const ZipfSampler sampler(1000, 1);
  const std::vector<std::uint32_t> together = draw(sampler, 0, 3000);
  std::vector<std::uint32_t> in_parts;
  for (const std::size_t n : {1, 63, 64, 512, 513, 1847}) {
    const auto part = draw(sampler, in_parts.size(), n);
    in_parts.insert(in_parts.end(), part.begin(), part.end());
  }
  EXPECT_EQ(in_parts, together);
}

TEST(ZipfSamplerTest, HandlesAsManyUsersAsAnIndexCanHold) {
  const std::uint64_t users = (std::uint64_t{1} << 31) - 1;
  std::uint64_t upper_half = 0;
  for (const std::uint32_t user : draw(ZipfSampler(users, 0), 0, 10'000)) {
    ASSERT_LT(user, users);
    upper_half += user >= users / 2;
  }
  EXPECT_NEAR(static_cast<double>(upper_half), 5000, 5 * 50);  // binomial, sd 50
}

// Golden bits: any change of these changes results, and must be meant.
TEST(ZipfSamplerTest, KeepsItsDraws) {
  std::uint64_t digest = 0;
  for (const double exponent : {0.0, 0.7, 1.0, 1.3}) {
    for (const std::uint32_t user : draw(ZipfSampler(1'000'000, exponent), 0, 10'000)) {
      digest = digest * 31 + user;
    }
  }
  EXPECT_EQ(digest, 7010288083485410172u);
}

}  // namespace
}  // namespace coalmine::models
