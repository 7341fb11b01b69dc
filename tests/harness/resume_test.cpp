// Runs that go on from what an earlier one kept.
#include <gmock/gmock.h>

#include <map>

#include "harness/run_text.hpp"
#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

using support::scenario_of;

constexpr const char* coffee = R"(
name: coffee
replications: 12
duration: 2m
traffic: { users: 30, requests: { poisson: { per_user: 1/min } } }
functions: { counter: { latency: 10ms } }
release: { rollout: { steps: [{ weight: 30%, for: 2m }] } }
policies: { weighted: { route: weighted }, sticky: { route: { sticky: user } } }
)";

using Kept = std::map<std::uint32_t, std::string>;

class ResumedRun : public testing::Test {
 protected:
  // The result; `done` gets the numbers of the replications that it did itself.
  Checked<std::optional<RunResult>> run(const spec::Scenario& scenario, const Kept& found,
                                        Kept& done) {
    RunSupport support{.found = found};
    support.keep = [&](std::uint32_t replication, std::string text) -> Checked<void> {
      done.emplace(replication, std::move(text));
      return {};
    };
    const auto crew = make_threads(2);
    return harness::run(scenario, *crew, support);
  }

  Kept all() {
    Kept done;
    EXPECT_TRUE(run(scenario_, {}, done));
    return done;
  }

  static void expect_same(const RunResult& a, const RunResult& b) {
    ASSERT_EQ(a.replications, b.replications);
    for (std::size_t policy = 0; policy < a.policies.size(); ++policy) {
      EXPECT_EQ(a.policies[policy].fates, b.policies[policy].fates);
      for (std::size_t i = 0; i < a.policies[policy].figures.size(); ++i) {
        EXPECT_EQ(a.policies[policy].figures[i].values, b.policies[policy].figures[i].values);
      }
      for (std::size_t i = 0; i < a.policies[policy].timeline.size(); ++i) {
        EXPECT_EQ(a.policies[policy].timeline[i].values, b.policies[policy].timeline[i].values);
        EXPECT_EQ(a.policies[policy].timeline[i].high, b.policies[policy].timeline[i].high);
      }
    }
  }

  const spec::Scenario scenario_ = scenario_of(coffee);
};

TEST_F(ResumedRun, KeepsEveryReplicationOnce) {
  const Kept kept = all();
  EXPECT_EQ(kept.size(), 12u);
  EXPECT_EQ(kept.begin()->first, 0u);
  EXPECT_EQ(kept.rbegin()->first, 11u);
}

TEST_F(ResumedRun, DoesWhatIsMissingAndFindsTheSame) {
  Kept some = all();
  some.erase(0);
  some.erase(7);
  some.erase(11);
  Kept done;
  const auto resumed = run(scenario_, some, done);
  EXPECT_EQ(done.size(), 3u);
  EXPECT_TRUE(done.contains(0) && done.contains(7) && done.contains(11));
  expect_same(**resumed, harness::run(scenario_));
}

TEST_F(ResumedRun, DoesNothingWhereNothingIsMissing) {
  const Kept kept = all();
  Kept done;
  const auto resumed = run(scenario_, kept, done);
  EXPECT_TRUE(done.empty());
  expect_same(**resumed, harness::run(scenario_));
}

TEST_F(ResumedRun, MayGoOnToMoreReplicationsAndUseFewer) {
  const Kept kept = all();
  for (const std::uint32_t replications : {5u, 15u}) {
    spec::Scenario other = scenario_;
    other.replications = replications;
    Kept done;
    const auto resumed = run(other, kept, done);
    EXPECT_EQ(done.size(), replications > 12 ? 3u : 0u);
    expect_same(**resumed, harness::run(other));
  }
}

TEST_F(ResumedRun, GoesOnWhereAnIntervalHadToBecomeNarrower) {
  spec::Scenario precise = scenario_;
  precise.precision = {{"weighted", "blast_radius.exposed", 0.001, 60}};
  Kept done;
  const auto resumed = run(precise, all(), done);
  EXPECT_EQ((*resumed)->replications, 60u);
  EXPECT_EQ(done.size(), 48u);
  expect_same(**resumed, harness::run(precise));
}

TEST_F(ResumedRun, RefusesWhatIsNotOfItsScenario) {
  Kept kept = all();
  kept[5] = "replication/1 weighted 0 0 none";
  Kept done;
  const auto resumed = run(scenario_, kept, done);
  ASSERT_FALSE(resumed);
  EXPECT_EQ(resumed.error().message,
            "replication 5 was kept by another scenario or another coalmine");
}

TEST_F(ResumedRun, RefusesWhatWasKeptByACoalmineWithOtherFigures) {
  Kept kept = all();
  kept.erase(11);
  for (auto& [replication, text] : kept) {
    const std::size_t at = text.find(" users.flipped ");
    ASSERT_NE(at, std::string::npos);
    text.replace(at, 15, " users.flips ");
  }
  Kept done;
  const auto resumed = run(scenario_, kept, done);
  ASSERT_FALSE(resumed);
  EXPECT_EQ(resumed.error().message,
            "replication 0 was kept by another scenario or another coalmine");
}

TEST_F(ResumedRun, EndsWhereReplicationsCannotBeKept) {
  RunSupport support;
  support.keep = [](std::uint32_t, const std::string&) -> Checked<void> {
    return tl::unexpected(Error{"the disk is full"});
  };
  const auto crew = make_threads(2);
  const auto ended = harness::run(scenario_, *crew, support);
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().message, "the disk is full");
}

TEST_F(ResumedRun, CountsWhatItFoundAsProgress) {
  Kept some = all();
  some.erase(3);
  RunSupport support{.found = some};
  std::vector<std::pair<std::uint32_t, std::uint32_t>> told;
  support.progress = [&](std::uint32_t done, std::uint32_t of) { told.emplace_back(done, of); };
  const auto crew = make_threads(1);
  ASSERT_TRUE(harness::run(scenario_, *crew, support));
  EXPECT_THAT(told, testing::ElementsAre(testing::Pair(12u, 12u)));
}

}  // namespace
}  // namespace coalmine::harness
