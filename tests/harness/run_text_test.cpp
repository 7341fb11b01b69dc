// What a replication found, as text and back.
#include "harness/run_text.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

using support::scenario_of;

constexpr const char* coffee = R"(
name: coffee
duration: 3m
traffic: { users: 20, requests: { fixed: 2 } }
functions: { counter: { latency: 10ms } }
release: { rollout: { steps: [{ weight: 30%, for: 3m }] } }
policies: { weighted: { route: weighted }, sticky: { route: { sticky: user } } }
)";

PolicyRun run_with(std::vector<std::optional<double>> values) {
  PolicyRun run;
  for (std::size_t i = 0; i < values.size(); ++i) {
    run.figures.push_back({fmt::format("canary.user_share.step_{}", i + 1), "share", values[i]});
  }
  run.timeline.resize(3);
  run.timeline[1] = {.counts = {{{7, 1}, {3, 2}}},
                     .weight = 0.3,
                     .exposed_users = 4,
                     .harmed_users = std::numeric_limits<std::uint64_t>::max()};
  run.fates = "-.ehc";
  return run;
}

void expect_same(const PolicyRun& a, const PolicyRun& b) {
  ASSERT_EQ(a.figures.size(), b.figures.size());
  for (std::size_t i = 0; i < a.figures.size(); ++i) {
    EXPECT_EQ(a.figures[i].name, b.figures[i].name);
    EXPECT_EQ(a.figures[i].unit, b.figures[i].unit);
    EXPECT_EQ(a.figures[i].value, b.figures[i].value);
    if (a.figures[i].value && b.figures[i].value) {
      EXPECT_EQ(std::signbit(*a.figures[i].value), std::signbit(*b.figures[i].value));
    }
  }
  ASSERT_EQ(a.timeline.size(), b.timeline.size());
  for (std::size_t i = 0; i < a.timeline.size(); ++i) {
    EXPECT_EQ(a.timeline[i].counts, b.timeline[i].counts);
    EXPECT_EQ(a.timeline[i].weight, b.timeline[i].weight);
    EXPECT_EQ(a.timeline[i].exposed_users, b.timeline[i].exposed_users);
    EXPECT_EQ(a.timeline[i].harmed_users, b.timeline[i].harmed_users);
  }
  EXPECT_EQ(a.fates, b.fates);
}

TEST(RunText, ReadsBackTheSameBits) {
  const spec::Scenario scenario = scenario_of(coffee);
  const std::vector<PolicyRun> runs{
      run_with({1.0 / 3, std::nullopt, 0.0, -0.0, 5e-324, 0.1 + 0.2,
                std::numeric_limits<double>::max(), 12345678901234567890.0}),
      run_with({})};
  const auto read = RunReader(scenario).read(to_text(scenario, runs));
  ASSERT_TRUE(read);
  expect_same(runs[0], (*read)[0]);
  expect_same(runs[1], (*read)[1]);
}

TEST(RunText, ReadsBackReplicationsThatWereRun) {
  const spec::Scenario scenario = scenario_of(coffee);
  const harness::Setup setup(scenario);
  Replicator replicator(setup);
  RunReader reader(scenario);
  for (std::uint32_t replication = 0; replication < 3; ++replication) {
    const std::vector<PolicyRun> runs = replicator.run(replication);
    const auto read = reader.read(to_text(scenario, runs));
    ASSERT_TRUE(read) << replication;
    for (std::size_t i = 0; i < runs.size(); ++i) expect_same(runs[i], (*read)[i]);
  }
}

// "user s" is one of them.
TEST(RunText, KnowsUnitsByTheNamesOfFigures) {
  const spec::Scenario scenario = scenario_of(coffee);
  PolicyRun run = run_with({});
  run.figures = {{"blast_radius.exposure_after_rollback", "user s", 3.5}};
  const auto read = RunReader(scenario).read(to_text(scenario, {run, run}));
  ASSERT_TRUE(read);
  EXPECT_EQ((*read)[1].figures[0].unit, "user s");
}

TEST(RunText, IsOneLine) {
  const spec::Scenario scenario = scenario_of(coffee);
  const std::string text = to_text(scenario, {run_with({1.5}), run_with({2.5})});
  EXPECT_EQ(text.find('\n'), std::string::npos);
}

class ForeignText : public testing::Test {
 protected:
  bool is_refused(const std::string& text) { return !RunReader(scenario_).read(text).has_value(); }

  // The text with one word replaced, counted from 0.
  std::string with_word(std::size_t number, const std::string& word) const {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < number; ++i) begin = text_.find(' ', begin) + 1;
    return text_.substr(0, begin) + word +
           text_.substr(std::min(text_.find(' ', begin), text_.size()));
  }

  const spec::Scenario scenario_ = scenario_of(coffee);
  const std::string text_ = to_text(scenario_, {run_with({1.5}), run_with({2.5})});
};

TEST_F(ForeignText, IsRefusedWhereverItIsCut) {
  ASSERT_FALSE(is_refused(text_));
  for (std::size_t length = 0; length + 1 < text_.size(); ++length) {
    // Letters of the last word, the fates of the last policy, may be any.
    if (text_.find(' ', length) == std::string::npos && length > text_.rfind(' ') + 1) continue;
    EXPECT_TRUE(is_refused(text_.substr(0, length))) << length;
  }
}

TEST_F(ForeignText, IsRefusedWhereAnythingFollows) { EXPECT_TRUE(is_refused(text_ + " 1")); }

TEST_F(ForeignText, IsRefusedWithAnotherLayoutPolicyOrNumber) {
  EXPECT_TRUE(is_refused(with_word(0, "replication/2")));
  EXPECT_TRUE(is_refused(with_word(1, "heavy")));        // the policy
  EXPECT_TRUE(is_refused(with_word(2, "2")));            // how many figures it has
  EXPECT_TRUE(is_refused(with_word(2, "99999999999")));  // more than there are words
  EXPECT_TRUE(is_refused(with_word(4, "1.5x")));         // a value
  EXPECT_TRUE(is_refused(with_word(4, "")));
  EXPECT_TRUE(is_refused(with_word(7, "-1")));  // a count
}

TEST_F(ForeignText, IsRefusedWithFewerMinutesThanTheScenarioHas) {
  PolicyRun shorter = run_with({1.5});
  shorter.timeline.pop_back();
  EXPECT_TRUE(is_refused(to_text(scenario_, {shorter, shorter})));
}

TEST_F(ForeignText, IsRefusedWithOtherFiguresThanTheFirst) {
  RunReader reader(scenario_);
  ASSERT_TRUE(reader.read(text_));
  PolicyRun other = run_with({1.5});
  other.figures[0].name = "users.active";
  EXPECT_FALSE(reader.read(to_text(scenario_, {run_with({1.5}), other})));
  EXPECT_FALSE(reader.read(to_text(scenario_, {run_with({1.5, 2.5}), run_with({2.5})})));
  EXPECT_TRUE(reader.read(to_text(scenario_, {run_with({3.5}), run_with({4.5})})));
}

}  // namespace
}  // namespace coalmine::harness
