#include "spec/suggest.hpp"

#include <gmock/gmock.h>

namespace coalmine::spec {
namespace {

using testing::Eq;
using testing::Optional;

const std::vector<std::string> routes{"weighted", "sticky", "all-at-once"};

TEST(Suggestion, IsTheWordWithTheFewestEdits) {
  EXPECT_THAT(nearest("stiky", routes), Optional(Eq("sticky")));       // one missing
  EXPECT_THAT(nearest("stickyy", routes), Optional(Eq("sticky")));     // one too many
  EXPECT_THAT(nearest("wieghted", routes), Optional(Eq("weighted")));  // two swapped
  EXPECT_THAT(nearest("Sticky", routes), Optional(Eq("sticky")));      // another case
}

TEST(Suggestion, IsNothingForAWordThatIsTooFarAway) {
  EXPECT_EQ(nearest("random", routes), std::nullopt);
  EXPECT_EQ(nearest("", routes), std::nullopt);
  EXPECT_EQ(nearest(std::string(1000, 's'), routes), std::nullopt);
}

TEST(Suggestion, IsStrictWithShortWords) {
  EXPECT_THAT(nearest("ap", {"api"}), Optional(Eq("api")));
  EXPECT_EQ(nearest("db", {"api"}), std::nullopt);
  EXPECT_EQ(nearest("b", {"a"}), std::nullopt);
}

TEST(Suggestion, ListsWhatIsValidWhereNothingIsNear) {
  EXPECT_EQ(suggest("stiky", routes), "did you mean \"sticky\"?");
  EXPECT_EQ(suggest("random", routes), "one of: weighted, sticky, all-at-once");
  EXPECT_EQ(suggest("random", {}), "");
}

}  // namespace
}  // namespace coalmine::spec
