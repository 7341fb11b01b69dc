// Nothing is lost and nothing counted twice, whatever a platform does: tried on small random ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "random_platform.hpp"
#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

using support::Figures;
using support::rehearse;

// The figures of one policy in one replication.
class Values {
 public:
  Values(const PolicyResult& policy, std::size_t replication)
      : figures_(policy), replication_(replication) {}

  bool has(const std::string& name) const { return figures_.has_data(name); }
  std::optional<double> maybe(const std::string& name) const {
    return figures_.of(name).values[replication_];
  }
  double operator[](const std::string& name) const { return maybe(name).value(); }
  double sum(const std::vector<std::string>& names) const {
    double sum = 0;
    for (const std::string& name : names) sum += (*this)[name];
    return sum;
  }

 private:
  Figures figures_;
  std::size_t replication_;
};

template <class Look>
void in_each_replication(const RunResult& result, Look look) {
  for (const PolicyResult& policy : result.policies) {
    SCOPED_TRACE(policy.name);
    for (std::size_t i = 0; i < result.replications; ++i) look(policy, Values(policy, i), i);
  }
}

bool has_figure(const PolicyResult& policy, const std::string& name) {
  return std::any_of(policy.figures.begin(), policy.figures.end(),
                     [&](const Figure& figure) { return figure.name == name; });
}

void expect_requests_add_up(const PolicyResult& policy, const Values& value) {
  double failed =
      value.sum({"requests.failed.bug", "requests.failed.mismatch", "requests.failed.collateral",
                 "requests.failed.baseline", "requests.failed.timeout"});
  if (value.has("requests.failed.throttled")) failed += value["requests.failed.throttled"];
  EXPECT_EQ(value["requests.failed"], failed);
  EXPECT_LE(failed + (value.has("requests.late") ? value["requests.late"] : 0),
            value["requests.total"]);
  if (!has_figure(policy, "gateway.500")) return;
  // Each is an answer to a request that failed; others failed behind an answer that was good.
  EXPECT_LE(value.sum({"gateway.500", "gateway.502", "gateway.504"}), value["requests.failed"]);
}

void expect_users_add_up(const PolicyResult& policy, const Values& value) {
  EXPECT_LE(value["blast_radius.harmed_users"], value["users.active"]);
  EXPECT_LE(value["blast_radius.exposed_users"], value["users.active"]);
  EXPECT_LE(value["users.flipped"], value["users.mixed"]);
  if (value.maybe("blast_radius.exposure_after_rollback")) {
    EXPECT_LE(value["blast_radius.exposure_after_rollback"],
              value["blast_radius.exposure_ends_after"] * value["users.active"] + 1e-6);
  }
  if (!has_figure(policy, "blast_radius.collateral")) return;
  EXPECT_LE(value["blast_radius.collateral"], value["blast_radius.harmed"]);
}

void expect_events_add_up(const PolicyResult& policy, const Values& value) {
  if (!has_figure(policy, "events.written")) return;
  EXPECT_EQ(value["events.written"], value.sum({"events.processed", "events.expired",
                                                "events.dead_lettered", "events.waiting"}));
  EXPECT_GE(value["events.attempts"], value["events.processed"]);
  EXPECT_LE(value["events.lost"], value.sum({"events.expired", "events.dead_lettered"}));
  EXPECT_LE(value["events.read"], value["events.written"] * (policy.name == "filter" ? 2 : 1));
  EXPECT_LE(value["events.delayed"], value["events.written"]);
  EXPECT_LE(value["events.delayed_users"], value["events.delayed"]);
  EXPECT_LE(value["events.delayed_users"], value["users.active"]);
}

void expect_environments_add_up(const PolicyResult& policy, const Values& value) {
  if (!has_figure(policy, "lambda.cold_starts")) return;
  for (const std::string name : {"lambda.cold_starts", "lambda.throttles"}) {
    EXPECT_EQ(value[name], value.sum({name + ".stable", name + ".canary"}));
  }
}

void expect_in_range(const PolicyResult& policy, std::size_t replication) {
  for (const Figure& figure : policy.figures) {
    const auto& value = figure.values[replication];
    if (!value || figure.name == "masking.least_weight" || figure.name.starts_with("masking."))
      continue;
    EXPECT_GE(*value, 0) << figure.name;
    EXPECT_TRUE(std::isfinite(*value)) << figure.name;
    if (figure.unit == "share") {
      EXPECT_LE(*value, 1) << figure.name;
    }
  }
}

class RandomPlatformTest : public testing::TestWithParam<std::uint64_t> {};

TEST_P(RandomPlatformTest, LosesNothingAndCountsNothingTwice) {
  const RandomPlatform scenario(GetParam(), RandomPlatform::Kind::any);
  SCOPED_TRACE(scenario.text());
  const RunResult result = rehearse(scenario.text());
  in_each_replication(result, [](const PolicyResult& policy, const Values& value, std::size_t i) {
    expect_requests_add_up(policy, value);
    expect_users_add_up(policy, value);
    expect_events_add_up(policy, value);
    expect_environments_add_up(policy, value);
    expect_in_range(policy, i);
  });
}

// Where the versions share what they run on, a release without a fault is nobody's misfortune:
// every policy has the very world in which nothing is released.
TEST_P(RandomPlatformTest, HarmsNobodyWhereTheReleaseHasNoFault) {
  const RandomPlatform scenario(GetParam(), RandomPlatform::Kind::blameless);
  SCOPED_TRACE(scenario.text());
  const RunResult result = rehearse(scenario.text());
  in_each_replication(result, [&](const PolicyResult& policy, const Values& value, std::size_t i) {
    EXPECT_EQ(value["blast_radius.harmed_users"], 0);
    const Values first(result.policies.front(), i);
    for (const std::string name : {"requests.total", "requests.failed", "requests.failed.timeout",
                                   "users.active", "events.processed", "events.attempts",
                                   "events.delayed", "clients.retries", "clients.gave_up"}) {
      if (!has_figure(policy, name)) continue;
      EXPECT_EQ(value[name], first[name]) << name;
    }
  });
}

TEST_P(RandomPlatformTest, IsTheSameOnOneThreadAndOnTwo) {
  const RandomPlatform scenario(GetParam(), RandomPlatform::Kind::any);
  SCOPED_TRACE(scenario.text());
  const RunResult one = rehearse(scenario.text(), 1);
  const RunResult two = rehearse(scenario.text(), 2);
  for (std::size_t i = 0; i < one.policies.size(); ++i) {
    SCOPED_TRACE(one.policies[i].name);
    const auto& figures = one.policies[i].figures;
    const auto& others = two.policies[i].figures;
    ASSERT_EQ(figures.size(), others.size());
    for (std::size_t j = 0; j < figures.size(); ++j) {
      EXPECT_EQ(figures[j].values, others[j].values) << figures[j].name;
    }
    for (std::size_t j = 0; j < one.policies[i].timeline.size(); ++j) {
      EXPECT_EQ(one.policies[i].timeline[j].values, two.policies[i].timeline[j].values);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Numbers, RandomPlatformTest, testing::Range<std::uint64_t>(0, 150));

}  // namespace
}  // namespace coalmine::harness
