// The users of a conformance test.
#include "conform/judge/users.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace coalmine::conform {
namespace {

using testing::ElementsAre;
using testing::Not;

TEST(Users, FollowFromTheSeed) {
  EXPECT_EQ(unlike_users(100, Promise::share, 7), unlike_users(100, Promise::share, 7));
  EXPECT_THAT(unlike_users(100, Promise::share, 8), Not(unlike_users(100, Promise::share, 7)));
}

TEST(Users, BeginWithTheShortestIds) {
  const auto users = shortest_users(1000, Promise::share, 1);
  EXPECT_THAT(std::vector(users.begin(), users.begin() + 5), ElementsAre("a", "k", "u", "4", "ae"));
  EXPECT_TRUE(std::is_sorted(users.begin(), users.end(),
                             [](const auto& a, const auto& b) { return a.size() < b.size(); }));
}

TEST(Users, AreOfOnePromiseEach) {
  std::set<std::string> all;
  for (const PromiseInfo& info : promises) {
    for (const std::string& user : shortest_users(500, info.promise, 1)) {
      EXPECT_TRUE(all.insert(user).second) << user;
    }
  }
}

TEST(Users, OfAFamilyDifferInOneCharacter) {
  for (const Family& family : families(30, 1)) {
    const std::size_t place = family.pattern.find('?');
    ASSERT_NE(place, std::string::npos);
    std::set<std::string> distinct;
    for (std::string user : family.users) {
      distinct.insert(user);
      user[place] = '?';
      EXPECT_EQ(user, family.pattern);
    }
    EXPECT_EQ(distinct.size(), family_alphabet.size());
  }
}

}  // namespace
}  // namespace coalmine::conform
