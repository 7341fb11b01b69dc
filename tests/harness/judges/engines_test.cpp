#include "harness/judges/engines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <utility>

namespace coalmine::harness {
namespace {

using testing::ElementsAre;

TEST(Engines, AreAllListedAsTheLanguageNamesThem) {
  std::vector<std::string_view> names;
  for (const EngineInfo& engine : engines()) names.push_back(engine.name);
  EXPECT_THAT(names, ElementsAre("codedeploy", "argo", "flagger", "kayenta", "evidence",
                                 "burn_rate", "rollout"));
  EXPECT_EQ(engine_name(routing::codedeploy::Spec{}), "codedeploy");
  EXPECT_EQ(engine_name(routing::argo::Spec{}), "argo");
  EXPECT_EQ(engine_name(routing::flagger::Spec{}), "flagger");
  EXPECT_EQ(engine_name(routing::kayenta::Spec{}), "kayenta");
  EXPECT_EQ(engine_name(routing::evidence::Spec{}), "evidence");
  EXPECT_EQ(engine_name(routing::burn_rate::Spec{}), "burn_rate");
}

TEST(Engines, KnowOneWayOnFromAStateForEachSignal) {
  for (const EngineInfo& engine : engines()) {
    ASSERT_FALSE(engine.machines.empty()) << engine.name;
    for (const Machine& machine : engine.machines) {
      ASSERT_FALSE(machine.rows.empty()) << machine.title;
      std::set<std::pair<std::string_view, std::string_view>> seen;
      for (const routing::NamedRow& row : machine.rows) {
        EXPECT_TRUE(seen.emplace(row.from, row.signal).second)
            << machine.title << ": " << row.from << " on " << row.signal;
      }
    }
  }
}

}  // namespace
}  // namespace coalmine::harness
