#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <sstream>
#include <string>

#include "routing/bucketing/own.hpp"

namespace coalmine::routing {
namespace {

const std::uint64_t salt = key_of("checkout-2024-05");

// Pearson's statistic of `users` keys over 100 equal cells. With 99 degrees of freedom the 0.001
// and 0.999 quantiles are 60.7 and 149.4 (Wilson-Hilferty): outside is neither uniform nor
// plausible.
constexpr double chi_square_min = 60.7;
constexpr double chi_square_max = 149.4;

template <class KeyOf>
double chi_square(std::uint64_t users, const KeyOf& key_of_user) {
  std::array<double, 100> cells{};
  for (std::uint64_t user = 0; user < users; ++user) {
    const auto ticket = static_cast<double>(bucket(key_of_user(user), salt).value);
    cells[static_cast<std::size_t>(ticket * 0x1p-53 * 100)] += 1;
  }
  const double expected = static_cast<double>(users) / 100;
  double sum = 0;
  for (const double count : cells) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

void expect_uniform(double statistic) {
  EXPECT_GT(statistic, chi_square_min);
  EXPECT_LT(statistic, chi_square_max);
}

TEST(BucketingTest, NeverChanges) {
  EXPECT_EQ(bucket(0, 0), Ticket{7018626568548597});
  EXPECT_EQ(bucket(42, salt), Ticket{3996076127255691});
  EXPECT_EQ(bucket(key_of("alice"), salt), Ticket{1696871022038877});
}

TEST(BucketingTest, GivesWhatTheManualPrints) {
  std::ifstream file(COALMINE_SOURCE_DIR "/docs/ROUTING.md");
  std::stringstream manual;
  manual << file.rdbuf();
  for (const Ticket ticket : {bucket(0, 0), bucket(42, salt), bucket(key_of("alice"), salt)}) {
    const std::string cells =
        fmt::format("| {} | {:.4f} |", ticket.value, static_cast<double>(ticket.value) * 0x1p-53);
    EXPECT_NE(manual.str().find(cells), std::string::npos) << cells;
  }
}

TEST(BucketingTest, HashesTextAsXxh3Does) {
  EXPECT_EQ(key_of(""), 0x2d06800538d394c2U);  // XXH3_64bits of nothing, as xxHash publishes it
  EXPECT_EQ(key_of("alice"), 0x4da10dd61a0116b0U);
  EXPECT_EQ(salt, 0xac654a60a0010823U);
}

TEST(BucketingTest, TellsEmbeddedZerosApart) {
  EXPECT_NE(key_of(std::string_view("a\0b", 3)), key_of(std::string_view("a\0c", 3)));
}

TEST(BucketingTest, IsUniformOnSequentialKeys) {
  expect_uniform(chi_square(100'000, [](std::uint64_t user) { return user; }));
}

TEST(BucketingTest, IsUniformOnKeysThatDifferInHighBitsOnly) {
  expect_uniform(chi_square(100'000, [](std::uint64_t user) { return user << 40; }));
}

TEST(BucketingTest, IsUniformOnTextsThatDifferInOneCharacter) {
  // Neighbours differ in one character: a digit of 36 at each of three places.
  static constexpr std::string_view letters = "0123456789abcdefghijklmnopqrstuvwxyz";
  expect_uniform(chi_square(36 * 36 * 36, [](std::uint64_t user) {
    std::string text = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    text[9] = letters[user % 36];
    text[20] = letters[user / 36 % 36];
    text[35] = letters[user / 36 / 36];
    return key_of(text);
  }));
}

TEST(BucketingTest, NeighboursFallIndependently) {
  // Both of two sequential keys in the lowest tenth: 1 % of pairs. 100,000 pairs: sd 31.5.
  const Weight tenth = Weight::make(0.1).value();
  int both = 0;
  for (std::uint64_t user = 0; user < 200'000; user += 2) {
    both += tenth.covers(bucket(user, salt)) && tenth.covers(bucket(user + 1, salt));
  }
  EXPECT_NEAR(both, 1000, 4 * 31.5);
}

TEST(BucketingTest, OneSaltsCohortSaysNothingAboutAnothers) {
  // In both cohorts of 10 %: 1 % of users. 100,000 users: sd 31.5.
  const Weight tenth = Weight::make(0.1).value();
  for (const std::uint64_t other : {key_of("checkout-2024-06"), salt + 1, mix(1, salt)}) {
    int both = 0;
    for (std::uint64_t user = 0; user < 100'000; ++user) {
      both += tenth.covers(bucket(user, salt)) && tenth.covers(bucket(user, other));
    }
    EXPECT_NEAR(both, 1000, 4 * 31.5) << other;
  }
}

TEST(BucketingTest, TheCohortOnlyGrowsWithTheWeight) {
  const Weight tenth = Weight::make(0.1).value();
  const Weight fifth = Weight::make(0.2).value();
  int in_tenth = 0;
  int in_fifth = 0;
  for (std::uint64_t user = 0; user < 100'000; ++user) {
    const Ticket ticket = bucket(user, salt);
    in_tenth += tenth.covers(ticket);
    in_fifth += fifth.covers(ticket);
    EXPECT_TRUE(!tenth.covers(ticket) || fifth.covers(ticket)) << user;
  }
  EXPECT_NEAR(in_tenth, 10'000, 4 * 94.9);   // sqrt(100,000 * 0.1 * 0.9)
  EXPECT_NEAR(in_fifth, 20'000, 4 * 126.5);  // sqrt(100,000 * 0.2 * 0.8)
}

}  // namespace
}  // namespace coalmine::routing
