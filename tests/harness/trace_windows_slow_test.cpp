// Real logs, cut into windows: the users that a split of requests touches, against exact counting.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "models/trace.hpp"
#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

constexpr double weight = 0.1;
constexpr int replications = 10;

struct Log {
  std::string name;
  std::string path;
  friend void PrintTo(const Log& log, std::ostream* out) { *out << log.name; }
};

// Requests of each user in each window of a length.
std::map<std::pair<std::uint32_t, std::int64_t>, int> count(const models::Trace& trace,
                                                            std::int64_t window_s) {
  std::map<std::pair<std::uint32_t, std::int64_t>, int> counts;
  for (std::size_t i = 0; i < trace.at.size(); ++i) {
    ++counts[{trace.user[i], trace.at[i].time_since_epoch() / std::chrono::seconds{window_s}}];
  }
  return counts;
}

struct Exact {
  double mean;
  double standard_error;  // of the share in one replication
};

// A split of requests: user-windows are independent, each touched with probability 1 - 0.9^n.
Exact of_requests(const models::Trace& trace, std::int64_t window_s) {
  const auto counts = count(trace, window_s);
  double sum = 0;
  double variance = 0;
  for (const auto& [unused, n] : counts) {
    const double touched = 1 - std::pow(1 - weight, n);
    sum += touched;
    variance += touched * (1 - touched);
  }
  const auto windows = static_cast<double>(counts.size());
  return {sum / windows, std::sqrt(variance) / windows};
}

// A choice of users: all windows of a user go the same way.
Exact of_users(const models::Trace& trace, std::int64_t window_s) {
  const auto counts = count(trace, window_s);
  std::map<std::uint32_t, double> windows_of;
  for (const auto& [user_and_window, unused] : counts) windows_of[user_and_window.first] += 1;
  double squares = 0;
  for (const auto& [unused, windows] : windows_of) squares += windows * windows;
  return {weight, std::sqrt(squares * weight * (1 - weight)) / static_cast<double>(counts.size())};
}

class TraceWindows : public testing::TestWithParam<Log> {};

TEST_P(TraceWindows, TouchAsManyUsersAsExactCountingSays) {
  const auto trace = models::read_trace(GetParam().path);
  ASSERT_TRUE(trace);
  const RunResult result = support::rehearse(fmt::format(R"(
name: windows
replications: {}
traffic: {{ trace: {{ file: {} }} }}
functions: {{ web: {{}} }}
release: {{ rollout: {{ steps: [{{ weight: 10%, for: 1000d }}] }} }}
policies: {{ requests: {{ route: weighted }}, users: {{ route: sticky }} }}
observe: {{ windows: [60s, 300s, 600s, 1800s] }}
)",
                                                         replications, GetParam().path));
  const support::Figures requests(result.policies[0]);
  const support::Figures users(result.policies[1]);
  for (const std::int64_t window_s : {60, 300, 600, 1800}) {
    const std::string figure = fmt::format("blast_radius.exposed.per_{}s", window_s);
    const auto expect = [&](double simulated, const Exact& exact) {
      EXPECT_NEAR(simulated, exact.mean, 4.5 * exact.standard_error / std::sqrt(replications))
          << figure;
    };
    expect(requests.mean(figure), of_requests(*trace, window_s));
    expect(users.mean(figure), of_users(*trace, window_s));
  }
}

INSTANTIATE_TEST_SUITE_P(Logs, TraceWindows,
                         testing::Values(Log{"nasa", COALMINE_SOURCE_DIR
                                             "/scenarios/traces/nasa_1995aug01.csv.gz"},
                                         Log{"wikipedia", COALMINE_SOURCE_DIR
                                             "/tests/traces/wikipedia_readers_2014.csv.gz"}),
                         [](const auto& log) { return log.param.name; });

}  // namespace
}  // namespace coalmine::harness
