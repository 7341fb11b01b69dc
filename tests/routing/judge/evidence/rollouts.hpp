// Simulated rollouts, many of them, each watched by several tests: how often does each raise an
// alarm?
//
// No world, only what a test sees: requests that fail or take so long, from look to look.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "routing/judge/evidence/evidence.hpp"

namespace coalmine::routing::evidence {

inline constexpr std::uint32_t rollouts = 20'000;
inline constexpr int looks = 30;
inline constexpr Duration interval = std::chrono::minutes{1};
inline constexpr Duration horizon = looks * interval;
inline constexpr std::uint64_t seed = 41;
inline constexpr double level = 0.05;
// Four standard deviations of a share of 20,000 that is 5 % at heart.
inline constexpr double four_deviations = 0.0062;

inline Spec looking_often(Method method) { return {.method = method, .every = interval}; }
inline Spec looking_once(Method method) {
  return {.method = method, .every = Duration{0}, .until = horizon};
}
inline Spec by_user(Spec spec) {
  spec.clustered = true;
  return spec;
}

// What is found is on record: `ctest -V` shows it, and docs/JUDGES.md quotes it.
inline void record(const std::string& name, double alarm_rate) {
  testing::Test::RecordProperty(name, fmt::format("{:.4f}", alarm_rate));
  fmt::print("{}: {:.2f} %\n", name, alarm_rate * 100);
}

// Several tests at work, one rollout after another.
class Watchers {
 public:
  explicit Watchers(const std::vector<Spec>& specs, double resolution = 0) {
    for (const Spec& spec : specs) fresh_.emplace_back(spec, Instant{}, resolution);
    alarms_.resize(specs.size());
  }

  void begin() { at_work_ = fresh_; }
  void look(const Seen& stable, const Seen& canary, Instant now) {
    for (Evidence& test : at_work_) {
      if (test.next_look() && *test.next_look() <= now) test.handle_look(stable, canary, now);
    }
  }
  void end() {
    for (std::size_t i = 0; i < at_work_.size(); ++i) {
      alarms_[i] += at_work_[i].state() == State::worse;
    }
  }
  // The share of rollouts in which each has said that the canary is worse.
  std::vector<double> alarm_rates() const {
    std::vector<double> rates;
    for (const int alarms : alarms_) rates.push_back(static_cast<double>(alarms) / rollouts);
    return rates;
  }

 private:
  std::vector<Evidence> fresh_;
  std::vector<Evidence> at_work_;
  std::vector<int> alarms_;
};

// Requests that fail or not.
struct Requests {
  std::uint64_t each_look = 100;
  double canary_share = 0.1;
  bool ramps = false;  // the canary's share grows by itself with every third look
  double stable_error_rate = 0.05;
  double canary_error_rate = 0.05;
};

// Users who keep their version. Few send most: a request is of user `users` * u^3, u uniform.
struct Users {
  std::uint32_t users = 1'000;
  double failing = 0.05;      // share of them who fail more often than others, on either version
  double failing_rate = 0.5;  // this often
};

// The bits of a look's requests.
class LookDraws {
 public:
  LookDraws(std::uint32_t replication, std::uint64_t each_look)
      : stream_(seed, replication, Purpose::fault), first_(each_look), second_(each_look) {}

  void draw(int look, std::uint32_t attempt = 0) {
    stream_.fill(static_cast<std::uint64_t>(look) * first_.size(), first_, second_, attempt);
  }
  double first(std::size_t i) const { return unit(first_[i]); }
  double second(std::size_t i) const { return unit(second_[i]); }

 private:
  RandomStream stream_;
  std::vector<std::uint64_t> first_;
  std::vector<std::uint64_t> second_;
};

inline double share_at(const Requests& requests, int look) {
  if (!requests.ramps) return requests.canary_share;
  return requests.canary_share * (1 + (look - 1) / 3);
}

// Every request is of a user of its own.
inline std::vector<double> alarm_rates(const Requests& requests, const std::vector<Spec>& specs) {
  Watchers watchers(specs);
  for (std::uint32_t replication = 0; replication < rollouts; ++replication) {
    watchers.begin();
    LookDraws draws(replication, requests.each_look);
    std::array<Counts, 2> counts{};
    for (int look = 1; look <= looks; ++look) {
      draws.draw(look);
      const double canary_share = share_at(requests, look);
      for (std::size_t i = 0; i < requests.each_look; ++i) {
        const bool canary = draws.first(i) < canary_share;
        Counts& of = counts[canary];
        of.invocations += 1;
        of.errors +=
            draws.second(i) < (canary ? requests.canary_error_rate : requests.stable_error_rate);
      }
      watchers.look({.counts = counts[0]}, {.counts = counts[1]}, Instant{look * interval});
    }
    watchers.end();
  }
  return watchers.alarm_rates();
}

struct User {
  bool canary;
  bool failing;
  std::uint32_t invocations;
  std::uint32_t errors;
};

inline void draw_users(std::vector<User>& users, const Users& of, double canary_share,
                       std::uint32_t replication) {
  const RandomStream draws(seed, replication, Purpose::user_trait);
  for (std::size_t i = 0; i < users.size(); ++i) {
    const Draw draw = draws.at(i);
    users[i] = {unit(draw.first) < canary_share, unit(draw.second) < of.failing, 0, 0};
  }
}

// Sticky: users keep their version. `effects`: the design effect of each rollout, as found.
inline std::vector<double> alarm_rates(const Requests& requests, const Users& of,
                                       const std::vector<Spec>& specs,
                                       std::vector<double>* effects = nullptr) {
  Watchers watchers(specs);
  std::vector<User> users(of.users);
  for (std::uint32_t replication = 0; replication < rollouts; ++replication) {
    watchers.begin();
    draw_users(users, of, requests.canary_share, replication);
    LookDraws draws(replication, requests.each_look);
    std::array<Clusters, 2> clusters{};
    for (int look = 1; look <= looks; ++look) {
      draws.draw(look);
      for (std::size_t i = 0; i < requests.each_look; ++i) {
        const double u = draws.first(i);
        User& user = users[static_cast<std::size_t>(u * u * u * of.users)];
        const double rate = user.canary ? requests.canary_error_rate : requests.stable_error_rate;
        const bool failed = draws.second(i) < (user.failing ? of.failing_rate : rate);
        clusters[user.canary].grow(user.invocations, user.errors, failed);
        user.invocations += 1;
        user.errors += failed;
      }
      watchers.look({.counts = clusters[0].counts(), .clusters = clusters[0]},
                    {.counts = clusters[1].counts(), .clusters = clusters[1]},
                    Instant{look * interval});
    }
    watchers.end();
    if (const auto effect = design_effect(clusters[0], clusters[1]); effects && effect) {
      effects->push_back(*effect);
    }
  }
  return watchers.alarm_rates();
}

// Latencies: each of `latencies` is as likely as any other, and so many times longer on the canary.
struct Timed {
  std::vector<Duration> latencies;  // shortest first
  std::uint64_t each_look = 200;
  double canary_share = 0.2;
  double canary_factor = 1;
};

inline std::vector<double> alarm_rates(const Timed& timed, const std::vector<Spec>& specs) {
  constexpr double resolution = 1.0 / 256;
  Watchers watchers(specs, resolution);
  const std::size_t values = timed.latencies.size();
  for (std::uint32_t replication = 0; replication < rollouts; ++replication) {
    watchers.begin();
    LookDraws draws(replication, timed.each_look);
    std::array<std::vector<std::uint64_t>, 2> counts;
    counts.fill(std::vector<std::uint64_t>(values));
    std::array<std::vector<Tied>, 2> tied;
    for (int look = 1; look <= looks; ++look) {
      draws.draw(look);
      for (std::size_t i = 0; i < timed.each_look; ++i) {
        const bool canary = draws.first(i) < timed.canary_share;
        counts[canary][static_cast<std::size_t>(draws.second(i) * static_cast<double>(values))]++;
      }
      for (std::size_t version = 0; version < 2; ++version) {
        tied[version].clear();
        const double factor = version == 1 ? timed.canary_factor : 1;
        for (std::size_t i = 0; i < values; ++i) {
          if (counts[version][i] == 0) continue;
          const double latency_ns = static_cast<double>(timed.latencies[i].count()) * factor;
          tied[version].push_back(
              {Duration{static_cast<Duration::rep>(latency_ns)}, counts[version][i]});
        }
      }
      watchers.look({.latencies = tied[0]}, {.latencies = tied[1]}, Instant{look * interval});
    }
    watchers.end();
  }
  return watchers.alarm_rates();
}

}  // namespace coalmine::routing::evidence
