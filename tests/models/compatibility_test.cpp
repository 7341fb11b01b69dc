#include "models/compatibility.hpp"

#include <gmock/gmock.h>

namespace coalmine::models {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto forward = Mismatch::forward;
constexpr auto backward = Mismatch::backward;

// Function 0 calls 1, 1 calls 2, and so on.
System chain(std::size_t functions, std::vector<FieldChange> changes) {
  System system;
  for (std::size_t i = 0; i < functions; ++i) {
    Function function{.name = "f", .latency = {Constant{0}, Constant{0}}};
    if (i + 1 < functions) function.calls.push_back({static_cast<FunctionIndex>(i + 1)});
    system.functions.push_back(std::move(function));
  }
  system.field_changes = std::move(changes);
  return system;
}

TEST(CompatibilityTest, MovesAllAtOnceWhereEverythingFits) {
  const Compatibility found = compatibility_of(chain(3, {}), {0, 1, 2});
  EXPECT_THAT(found.pairs, IsEmpty());
  EXPECT_THAT(found.order, ElementsAre(ElementsAre(0, 1, 2)));
  EXPECT_THAT(found.leftovers, IsEmpty());
}

TEST(CompatibilityTest, SaysWhichPairOfVersionsWhichFieldBreaks) {
  const auto found = compatibility_of(
      chain(2, {{"id", forward, 0, 1}, {"price", backward, 0, 1}, {"size", forward, 0, 1, false}}),
      {0, 1});
  ASSERT_EQ(found.pairs.size(), 1u);
  const auto& broken = found.pairs[0].broken;
  EXPECT_THAT(broken[0], ElementsAre(IsEmpty(), ElementsAre("id", "size")));
  EXPECT_THAT(broken[1], ElementsAre(ElementsAre("price"), IsEmpty()));
}

TEST(CompatibilityTest, ShowsPairsThatShareDataAndFit) {
  System system = chain(2, {});
  system.functions[0].schema.writes = {{{"id"}, {"id"}}};
  system.functions[1].schema.reads = {{{"id"}, {"id"}}};
  EXPECT_THAT(compatibility_of(system, {0, 1}).pairs, ElementsAre(PairCompatibility{0, 1, {}}));
}

TEST(CompatibilityTest, MovesTheProducerFirstWhereTheConsumerNeedsSomethingNew) {
  EXPECT_THAT(compatibility_of(chain(2, {{"id", forward, 0, 1}}), {0, 1}).order,
              ElementsAre(ElementsAre(0), ElementsAre(1)));
}

TEST(CompatibilityTest, MovesTheConsumerFirstWhereItCannotReadSomethingNew) {
  EXPECT_THAT(compatibility_of(chain(2, {{"id", backward, 0, 1}}), {0, 1}).order,
              ElementsAre(ElementsAre(1), ElementsAre(0)));
}

TEST(CompatibilityTest, PutsEveryFunctionIntoTheEarliestGroupThatItCanBeIn) {
  const auto found = compatibility_of(
      chain(4, {{"a", forward, 0, 2}, {"b", backward, 2, 3}, {"c", forward, 1, 3}}), {0, 1, 2, 3});
  EXPECT_THAT(found.order, ElementsAre(ElementsAre(0, 1), ElementsAre(3), ElementsAre(2)));
}

TEST(CompatibilityTest, KnowsNoOrderForAPairThatNeedsBoth) {
  const auto found =
      compatibility_of(chain(2, {{"old", backward, 0, 1}, {"new", forward, 0, 1}}), {0, 1});
  EXPECT_THAT(found.order, IsEmpty());
  EXPECT_THAT(found.cycle, ElementsAre(0, 1));
}

TEST(CompatibilityTest, NamesTheCircleOfSeveralFunctionsAndNobodyElse) {
  // 1 before 2 before 3 before 1; 0 only waits for 1, and 4 for 3.
  const auto found = compatibility_of(chain(5, {{"a", forward, 1, 2},
                                                {"b", forward, 2, 3},
                                                {"c", backward, 1, 3},
                                                {"d", forward, 3, 4},
                                                {"e", backward, 0, 1}}),
                                      {0, 1, 2, 3, 4});
  EXPECT_THAT(found.order, IsEmpty());
  EXPECT_THAT(found.cycle, ElementsAre(1, 2, 3));
}

TEST(CompatibilityTest, IsStuckWhereTheConsumerNeverMoves) {
  const FieldChange change{"id", backward, 0, 1};
  const auto found = compatibility_of(chain(2, {change}), {0});
  EXPECT_THAT(found.stuck, ElementsAre(change));
  EXPECT_THAT(found.order, IsEmpty());
  EXPECT_THAT(found.cycle, IsEmpty());
}

TEST(CompatibilityTest, AsksNothingOfFunctionsThatStay) {
  const auto found = compatibility_of(chain(3, {{"id", backward, 0, 1}}), {2});
  EXPECT_THAT(found.stuck, IsEmpty());
  EXPECT_THAT(found.order, ElementsAre(ElementsAre(2)));
}

TEST(CompatibilityTest, LeavesWhatIsUnreadInTheStreamsBetween) {  // E11, P16
  System system = chain(3, {{"id", forward, 0, 2}});
  system.functions[0].calls.clear();
  system.streams = {{.name = "orders", .from = 0, .to = {1}},
                    {.name = "beside", .from = 0, .to = {}},
                    {.name = "after", .from = 2, .to = {}}};
  EXPECT_THAT(compatibility_of(system, {0, 2}).leftovers,
              ElementsAre(Leftover{system.field_changes[0], {0}}));
}

TEST(CompatibilityTest, LeavesNothingInStreamsThatEndBeforeTheProducer) {
  System system = chain(3, {{"id", forward, 1, 2}});
  system.functions[0].calls.clear();
  system.streams = {{.name = "orders", .from = 0, .to = {1}}};
  EXPECT_THAT(compatibility_of(system, {0, 1, 2}).leftovers, IsEmpty());
}

TEST(CompatibilityTest, LeavesRequestsInFlightOnlyAfterARollback) {
  EXPECT_THAT(compatibility_of(chain(2, {{"id", forward, 0, 1}}), {0, 1}).leftovers, IsEmpty());
  const System system = chain(2, {{"id", backward, 0, 1}});
  EXPECT_THAT(compatibility_of(system, {0, 1}).leftovers,
              ElementsAre(Leftover{system.field_changes[0], {}}));
}

}  // namespace
}  // namespace coalmine::models
