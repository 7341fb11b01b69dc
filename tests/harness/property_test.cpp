// Promises that hold for every system, tried on small random ones.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

using support::Figures;
using support::rehearse;

// Writes scenarios, each a pure function of its number. Function i calls and feeds only functions
// of a higher number, so there are no cycles.
class RandomScenario {
 public:
  RandomScenario(std::uint64_t number, bool faulty)
      : draws_(number, 0, Purpose::arrival_gap), faulty_(faulty) {
    functions_ = 1 + pick(4);
    text_ = fmt::format(
        "name: random\nreplications: 3\nduration: 2m\n"
        "traffic: {{ users: {}, requests: {{ poisson: {{ total: 150/min }} }} }}\n",
        1 + pick(40));
    write_functions();
    write_incidents();
    if (chance(0.6)) text_ += fmt::format("harm: {{ late_after: {}ms }}\n", 50 + pick(1000));
    write_release();
    if (chance(0.5))
      text_ +=
          "alarms: [ { metric: error_rate, above: 10%, period: 20s, publication_delay: 10s, "
          "reaction: 5s } ]\n";
    text_ +=
        "policies:\n"
        "  weighted: { route: weighted }\n"
        "  sticky: { route: { sticky: user } }\n"
        "  resalted: { route: { sticky: { key: user, salt_per: step } } }\n"
        "  carried: { route: weighted, propagate: true }\n"
        "  lossy: { route: { sticky: request }, propagate: { loss: 30%, on_loss: baseline } }\n"
        "  all: { route: all-at-once }\n";
  }

  const std::string& text() const { return text_; }
  // Does it matter to no request, but for faults of the release, which version serves it? It does
  // where an incident strikes stable alone, and in a lane, where a record may wait for one of
  // another version.
  bool versions_are_alike() const { return versions_are_alike_; }

 private:
  std::uint64_t pick(std::uint64_t n) { return below(n, draws_.at(next_++).first); }
  bool chance(double share) { return unit(draws_.at(next_++).first) < share; }

  void write_functions() {
    std::vector<bool> reached(functions_, false);
    std::vector<bool> calls(functions_, false);
    std::vector<std::string> streams;
    text_ += "functions:\n";
    for (std::size_t i = 0; i < functions_; ++i) {
      std::vector<std::string> callees;
      std::vector<std::string> readers;
      for (std::size_t j = i + 1; j < functions_; ++j) {
        // Whoever comes next must be reached from somewhere.
        if (j != i + 1 && !chance(0.3)) continue;
        if (j == i + 1 && reached[j] && !chance(0.3)) continue;
        reached[j] = true;
        if (chance(0.5)) {
          callees.push_back(fmt::format("{{ to: f{}, delay: {}ms }}", j, pick(30)));
        } else {
          readers.push_back(fmt::format("f{}", j));
        }
      }
      calls[i] = !callees.empty();
      text_ += fmt::format("  f{}: {{ latency: {}, errors: {}%, calls: [{}]", i, latency(),
                           chance(0.5) ? pick(20) : 0, fmt::join(callees, ", "));
      if (chance(0.5)) text_ += fmt::format(", timeout: {}ms", 100 + pick(800));
      text_ += " }\n";
      if (!readers.empty())
        streams.push_back(fmt::format("{{ from: f{}, to: [{}], delay: {}ms", i,
                                      fmt::join(readers, ", "), pick(3000)));
    }
    if (streams.empty()) return;
    text_ += "streams:\n";
    for (std::size_t i = 0; i < streams.size(); ++i) {
      const bool keeps_order = chance(0.4);
      versions_are_alike_ = versions_are_alike_ && !keeps_order;
      text_ += fmt::format("  s{}: {}{} }}\n", i, streams[i], keeps_order ? order(calls) : "");
    }
  }

  // Only a system without any call may have batches: spec/ refuses them for a function that calls.
  std::string order(const std::vector<bool>& calls) {
    std::string keys = ", order: user";
    if (chance(0.5)) keys += fmt::format(", shards: {}", 1 + pick(3));
    const bool any_calls = std::find(calls.begin(), calls.end(), true) != calls.end();
    if (!any_calls && chance(0.6)) keys += fmt::format(", batch: {}", 2 + pick(5));
    return keys;
  }

  std::string latency() {
    if (chance(0.3)) return fmt::format("{}ms", pick(300));
    return fmt::format("{{ lognormal: {{ p50: {}ms, p99: {}ms }} }}", 10 + pick(100),
                       200 + pick(1000));
  }

  // One after another, and each no better than usual: to stable, which alone may be struck, the
  // release would look worse.
  void write_incidents() {
    text_ += "incidents:\n";
    for (std::uint64_t begins = 0; begins < 120; begins += 60) {
      const std::uint64_t from = begins + pick(30);
      const bool both = chance(0.7);
      versions_are_alike_ = versions_are_alike_ && both;
      text_ += fmt::format(
          "  - {{ in: f{}, version: {}, from: {}s, to: {}s, errors: {}%, slower: {} }}\n",
          pick(functions_), both ? "both" : "stable", from, from + 1 + pick(29), 20 + pick(80),
          1 + pick(5));
    }
  }

  void write_release() {
    text_ += fmt::format(
        "release:\n  rollout: {{ steps: [{{ weight: {}%, for: 40s }}, {{ weight: {}%, for: 50s }}] "
        "}}\n",
        pick(60), 60 + pick(41));
    if (chance(0.3)) text_ += fmt::format("  starts: {{ f{}: {}s }}\n", pick(functions_), pick(60));
    if (!faulty_) return;
    text_ += fmt::format(
        "  bugs:\n    - {{ in: f{}, fails: {}% }}\n    - {{ in: f{}, fails_for: {}% }}\n    - {{ "
        "in: f{}, slower: {}, slower_by: {}ms }}\n",
        pick(functions_), pick(50), pick(functions_), pick(50), pick(functions_), 1 + pick(3),
        pick(300));
    // f1 is downstream of f0 whenever there is one.
    if (functions_ > 1) {
      text_ +=
          "  fields:\n    - { name: new, written_by: f0, needed_by: f1 }\n    - { name: changed, "
          "written_by: f0, unreadable_by: f1 }\n";
    }
  }

  RandomStream draws_;
  std::uint64_t next_ = 0;
  std::uint64_t functions_ = 0;
  bool faulty_;
  bool versions_are_alike_ = true;
  std::string text_;
};

class RandomSystemTest : public testing::TestWithParam<std::uint64_t> {};

const std::vector<std::string> causes_by_name{"bug", "mismatch", "collateral", "baseline",
                                              "timeout"};

TEST_P(RandomSystemTest, HasFiguresThatAddUp) {
  const RandomScenario scenario(GetParam(), true);
  SCOPED_TRACE(scenario.text());
  const RunResult result = rehearse(scenario.text());
  const Figures first(result.policies[0]);
  for (const PolicyResult& policy : result.policies) {
    SCOPED_TRACE(policy.name);
    const Figures figures(policy);
    for (const std::string users : {"exposed_users", "harmed_users"}) {
      EXPECT_NEAR(figures.series(users).back().value(), figures.mean("blast_radius." + users), 1e-9)
          << "a timeline ends where the figure is";
    }
    for (std::size_t i = 0; i < result.replications; ++i) {
      const auto value = [&](const std::string& name) { return figures.of(name).values[i]; };
      double failed = 0;
      for (const std::string& cause : causes_by_name)
        failed += value("requests.failed." + cause).value();
      EXPECT_EQ(value("requests.failed"), failed);
      EXPECT_LE(failed, value("requests.total"));
      EXPECT_EQ(value("requests.total"), first.of("requests.total").values[i]);
      EXPECT_EQ(value("users.active"), first.of("users.active").values[i]);
      EXPECT_LE(value("blast_radius.exposed_users"), value("users.active"));
      EXPECT_LE(value("blast_radius.harmed_users"), value("users.active"));
      EXPECT_LE(value("users.flipped"), value("users.mixed"));
      EXPECT_LE(value("users.mixed"), value("blast_radius.exposed"));
      EXPECT_EQ(value("rollout.completed").value() + value("rollout.rolled_back").value() +
                    value("rollout.running").value(),
                1);
      for (const Figure& figure : policy.figures) {
        if (figure.unit != "share" || !figure.values[i] || figure.name == "masking.least_weight")
          continue;
        EXPECT_GE(*figure.values[i], 0) << figure.name;
        EXPECT_LE(*figure.values[i], 1) << figure.name;
      }
    }
  }
}

// Whatever happens to both versions alike or to stable alone, a release that is as good as stable
// is to blame for nothing.
TEST_P(RandomSystemTest, HarmsNobodyWhereTheReleaseHasNoFault) {
  const RandomScenario scenario(GetParam(), false);
  SCOPED_TRACE(scenario.text());
  const RunResult result = rehearse(scenario.text());
  for (const PolicyResult& policy : result.policies) {
    SCOPED_TRACE(policy.name);
    const Figures figures(policy);
    EXPECT_EQ(figures.sum("blast_radius.harmed_users"), 0);
    EXPECT_EQ(figures.sum("requests.failed.bug"), 0);
    EXPECT_EQ(figures.sum("requests.failed.mismatch"), 0);
    EXPECT_EQ(figures.sum("requests.failed.collateral"), 0);
  }
}

TEST_P(RandomSystemTest, FailsTheSameRequestsUnderEveryPolicyWhereTheReleaseHasNoFault) {
  const RandomScenario scenario(GetParam(), false);
  if (!scenario.versions_are_alike()) return;
  SCOPED_TRACE(scenario.text());
  const RunResult result = rehearse(scenario.text());
  const Figures first(result.policies[0]);
  for (const PolicyResult& policy : result.policies) {
    SCOPED_TRACE(policy.name);
    for (const char* name :
         {"requests.failed.baseline", "requests.failed.timeout", "requests.late"}) {
      EXPECT_EQ(Figures(policy).of(name).values, first.of(name).values) << name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Numbers, RandomSystemTest, testing::Range<std::uint64_t>(0, 60));

}  // namespace
}  // namespace coalmine::harness
