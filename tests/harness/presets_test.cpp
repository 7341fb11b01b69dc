// Every way to route, in small random scenarios: nothing crashes, nothing depends on threads, and
// what holds for all of them holds.
#include "routing/presets.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

using support::Figures;

// What no product is, or not with these settings.
const std::vector<std::string> more_routes{
    "all-at-once",
    "{ weighted: { deck: 10 } }",
    "{ round-robin: { proxies: 3 } }",
    "{ sticky: { key: user, salt: july, missing: 20%, keeps_first: true } }",
    "{ sticky: { key: device, salt_per: step, missing: 20%, without_key: stable } }",
    "{ bucket: { product: unleash, params: { group: g }, missing: 30%, without_key: draw } }",
    "{ partitions: { count: 12, workers: 5 } }",
    "{ partitions: { key: request, count: 7, workers: 7, moves: false } }",
    "{ cookie: { keeps: first, ttl: 20s, renewal: sliding, at_rest: true, each_step: true } }",
    "{ cookie: { keeps: canary-only, ttl: 15s, at_zero: kept } }",
    "{ redraw: { ttl: 25s } }",
    "{ connection: { life: 30s } }",
    "{ connection: { life: 30s, ages: fixed, pool: 4 } }",
    "{ process: { count: 3, refresh: 40s } }",
    "{ process: { count: 3 } }",
    "{ entrypoint: { cached: 20s, stale: 30%, stale_for: 1m } }",
    "{ entrypoint: { by: sticky } }",
    "{ iter8: { processes: 3 } }"};

const std::vector<std::string> late{
    "stream: { lognormal: { median: 5s, sigma: 2 } }, instances: 3",
    "stream: 10s, instances: 0, outage: { from: 50s, to: 80s }",
    "poll: 30s, latency: 2s, instances: 2, cold_start: { life: 20s, first_fetch: 3s }",
    "on_invocation: 10s, waits: true, default: canary, cold_start: { life: 40s, first_fetch: 9s }"};

// Each a pure function of its number. The release begins after one minute of three.
class RandomRelease {
 public:
  explicit RandomRelease(std::uint64_t number) : draws_(number, 0, Purpose::group) {
    alone_ = chance(0.5);
    on_time_ = chance(0.5);
    text_ = fmt::format(
        "name: random\nreplications: 3\nduration: 3m\n"
        "traffic: {{ users: {}, addresses: 5, tenants: 1, groups: {{ internal: 20% }}, requests: "
        "{}{} }}\n"
        "functions: {}\n{}release: {{ start: 1m, rollout: {{ steps: [{}] }}{} }}\npolicies:\n",
        1 + pick(40), requests(),
        chance(0.5) ? ", logins: { after: { exponential: { mean: 1m } } }" : "",
        alone_ ? "{ f0: { errors: 5% } }" : "{ f0: { calls: [f1] }, f1: {}, f2: {} }",
        alone_ ? "" : "streams: { s: { from: f1, to: f2, delay: 3s } }\n", steps(),
        chance(0.6) ? ", rollback_at: 110s" : "");
    for (const routing::Preset& preset : routing::presets()) write(preset.name);
    for (const std::string& route : more_routes) write(route);
  }

  const std::string& text() const { return text_; }
  bool alone() const { return alone_; }
  bool on_time() const { return on_time_; }

 private:
  std::uint64_t pick(std::uint64_t n) { return below(n, draws_.at(next_++).first); }
  bool chance(double share) { return unit(draws_.at(next_++).first) < share; }

  std::string requests() {
    switch (pick(3)) {
      case 0:
        return "{ poisson: { total: 120/min, rates: { zipf: { exponent: 1 } } } }";
      case 1:
        return "{ sessions: { total: 20/min, length: { geometric: 5 }, gap: { exponential: { mean: "
               "4s } } } }";
      default:
        return fmt::format("{{ total: {} }}", 1 + pick(300));
    }
  }

  std::string steps() {
    std::vector<std::string> steps;
    for (std::uint64_t i = 0; i < 1 + pick(5); ++i) {
      const std::uint64_t weight = chance(0.2) ? 0 : chance(0.2) ? 100 : pick(101);
      steps.push_back(fmt::format("{{ weight: {}%, for: {}s }}", weight, pick(40)));
    }
    return fmt::format("{}", fmt::join(steps, ", "));
  }

  void write(const std::string& route) {
    std::string keys;
    if (!on_time_ && chance(0.5)) keys += ", staleness: { " + late[pick(late.size())] + " }";
    if (!on_time_ && chance(0.5)) {
      keys +=
          ", rules: [{ users: [0], gets: stable }, { group: internal, gets: canary, from_step: 2 "
          "}, "
          "{ header: x, carried_by: 10%, gets: canary }]";
    }
    if (!alone_ && chance(0.5))
      keys += ", propagate: { loss: 10%, on_loss: baseline, pinned: true }";
    text_ += fmt::format("  p{}: {{ route: {}{} }}\n", policies_++, route, keys);
  }

  RandomStream draws_;
  std::uint64_t next_ = 0;
  int policies_ = 0;
  bool alone_;
  bool on_time_;
  std::string text_;
};

// Does the weight alone say, once it is 0, that nobody gets the canary?
bool evicts(const spec::Policy& policy) {
  const auto& memory = policy.routing.memory;
  return !memory || memory->redraws || memory->step_bound ||
         (memory->at_zero == routing::AtZero::evicted && policy.holders == models::Holders{});
}

class AnyRouteTest : public testing::TestWithParam<std::uint64_t> {};

TEST_P(AnyRouteTest, KeepsWhatAllRoutesPromise) {
  const RandomRelease release(GetParam());
  SCOPED_TRACE(release.text());
  const spec::Scenario scenario = support::scenario_of(release.text());
  const RunResult result = run(scenario, {.threads = 2});
  const Figures first(result.policies[0]);
  for (std::size_t i = 0; i < result.policies.size(); ++i) {
    SCOPED_TRACE(fmt::format("policy {}", i));
    const Figures figures(result.policies[i]);
    EXPECT_EQ(figures.of("users.active").values, first.of("users.active").values);
    EXPECT_EQ(figures.of("requests.total").values, first.of("requests.total").values);
    const auto& by_minute = figures.series("error_rate.canary");
    const bool by_default =
        scenario.policies[i].flags && scenario.policies[i].flags->canary_by_default;
    EXPECT_TRUE(by_default || !by_minute[0].has_value()) << "the canary served before its release";
    if (!release.alone() || !release.on_time() || !evicts(scenario.policies[i])) continue;
    for (const auto& users : figures.of("blast_radius.exposed_after_rollback").values) {
      EXPECT_EQ(users.value_or(0), 0);
    }
  }
}

TEST_P(AnyRouteTest, GivesTheSameOnAnyNumberOfThreads) {
  const spec::Scenario scenario = support::scenario_of(RandomRelease(GetParam()).text());
  const RunResult one = run(scenario, {.threads = 1});
  const RunResult three = run(scenario, {.threads = 3});
  for (std::size_t i = 0; i < one.policies.size(); ++i) {
    for (std::size_t j = 0; j < one.policies[i].figures.size(); ++j) {
      EXPECT_EQ(one.policies[i].figures[j].values, three.policies[i].figures[j].values)
          << "policy " << i << ", " << one.policies[i].figures[j].name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Numbers, AnyRouteTest, testing::Range<std::uint64_t>(0, 40));

}  // namespace
}  // namespace coalmine::harness
