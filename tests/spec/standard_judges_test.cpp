#include "spec/standard_judges.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const Overrides with_standard{.standard_judges = true};

std::vector<std::string> names_of(const Scenario& scenario) {
  std::vector<std::string> names;
  for (const Judge& judge : scenario.judges) names.push_back(judge.name);
  return names;
}

TEST(StandardJudges, AreOfEveryEngine) {
  const Scenario judged = parsed(scenario(), with_standard);
  EXPECT_THAT(judged.judges, SizeIs(16));
  std::set<std::size_t> engines;
  for (const Judge& judge : judged.judges) engines.insert(judge.engine.index());
  EXPECT_THAT(engines, SizeIs(std::variant_size_v<Engine>));
}

TEST(StandardJudges, WatchWhateverMoves) {
  for (const Judge& judge : parsed(scenario(), with_standard).judges) {
    EXPECT_THAT(judge.functions, ElementsAre(0, 1)) << judge.name;
  }
}

TEST(StandardJudges, AreThereOnlyIfAskedFor) { EXPECT_THAT(parsed(scenario()).judges, IsEmpty()); }

TEST(StandardJudges, GiveWayToThoseThatAreWritten) {
  const std::string own = "judges: { mine: { engine: { evidence: {} } } }";
  EXPECT_THAT(names_of(parsed(scenario({own}), with_standard)), ElementsAre("mine"));
}

TEST(StandardJudges, AreAsGoodAsWritten) {
  const std::string copied = scenario() + std::string(standard_judges());
  EXPECT_EQ(parsed(copied).judges, parsed(scenario(), with_standard).judges);
  EXPECT_EQ(parsed(copied).digest, parsed(scenario(), with_standard).digest);
}

TEST(StandardJudges, CanBeChangedLikeOthers) {
  const Overrides changed{.set = {"judges.msprt.functions=db"}, .standard_judges = true};
  const Scenario judged = parsed(scenario(), changed);
  const auto names = names_of(judged);
  const auto msprt = std::find(names.begin(), names.end(), "msprt") - names.begin();
  EXPECT_THAT(judged.judges.at(static_cast<std::size_t>(msprt)).functions, ElementsAre(1));
}

}  // namespace
}  // namespace coalmine::spec
