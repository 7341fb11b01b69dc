// A judge of one rollout, with traffic that a test makes up, driven as a world drives it.
#pragma once

#include <algorithm>
#include <cassert>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "harness/judges/judge.hpp"
#include "tests/support/rehearse.hpp"

namespace coalmine::harness {

constexpr Instant at(Duration since_start) { return Instant{since_start}; }

struct Invocation {
  Instant began;
  routing::Version version = routing::Version::canary;
  bool failed = false;
  Duration latency = std::chrono::milliseconds{100};
  std::uint32_t user = 0;
};

// Invocations of a version, one every second in [from, to).
struct Served {
  routing::Version version = routing::Version::canary;
  Duration from{};
  Duration to{};
  bool failed = false;
  Duration latency = std::chrono::milliseconds{100};
};

class Judged {
 public:
  template <class Engine>
  Judged(const Engine& engine, const routing::Plan& plan, Instant planned = {},
         std::uint32_t replication = 0)
      : plan_(plan), judge_(judge_of(check(engine).value(), any_setup())) {
    begin(planned, replication);
  }

  // With the same judge, as if nothing had happened.
  void begin(Instant planned, std::uint32_t replication) {
    telemetry_.clear();
    waiting_.clear();
    seen_until_ = {};
    said_.clear();
    looks_ = 0;
    rollout_ = routing::Rollout(plan_, judge_->starts() ? never : planned);
    judge_->begin(planned, RandomStream(1, replication, Purpose::judge), 0);
  }

  // In any order, but not before the last look.
  void record(const Invocation& invocation) {
    assert(invocation.began >= seen_until_);
    waiting_.emplace(invocation.began, invocation);
  }
  void serve(const Served& served) {
    for (Duration now = served.from; now < served.to; now += std::chrono::seconds{1}) {
      record({at(now), served.version, served.failed, served.latency});
    }
  }
  // `n` at once, each of another user, the first of them `first_user`; `failed` of them fail.
  void invoke(Instant began, routing::Version version, std::uint32_t n, std::uint32_t failed,
              Duration latency = std::chrono::milliseconds{100}, std::uint32_t first_user = 0) {
    for (std::uint32_t i = 0; i < n; ++i) {
      record({began, version, i < failed, latency, first_user + i});
    }
  }

  // Everything up to and with `end`. At one instant the judge looks before the weight moves.
  void run_until(Instant end) {
    for (Instant now = next_event(); now <= end; now = next_event()) {
      while (judge_->next() && *judge_->next() <= now) obey(say(now), now);
      move_weight(now);
    }
  }
  void run() { run_until(never - Duration{1}); }

  // What the judge says at its next look, with nobody who obeys.
  Command look() {
    const Instant now = judge_->next().value();
    move_weight(now - Duration{1});
    return say(now);
  }

  const Judge& judge() const { return *judge_; }
  std::optional<Instant> next_look() const { return judge_->next(); }
  int looks() const { return looks_; }
  routing::Rollout& rollout() { return rollout_; }
  const routing::Rollout& rollout() const { return rollout_; }

  // Every time that the judge said it and was obeyed.
  std::vector<Instant> times(Command command) const {
    std::vector<Instant> times;
    for (const Said& said : said_) {
      if (said.command == command) times.push_back(said.when);
    }
    return times;
  }
  // The first of them; nothing if never.
  std::optional<Instant> said_at(Command command) const {
    const std::vector<Instant> all = times(command);
    return all.empty() ? std::nullopt : std::optional(all.front());
  }

 private:
  struct Said {
    Command command;
    Instant when;
  };

  static constexpr std::uint64_t users = 1'000;

  // No engine's judge needs anything of it.
  static const Setup& any_setup() {
    static const spec::Scenario scenario = support::scenario_of(
        "name: judge\nduration: 1h\ntraffic: { users: 1, requests: { fixed: 1 } }\n"
        "functions: { api: {} }\nrelease: { rollout: AllAtOnce }\n"
        "policies: { p: { route: weighted } }\n");
    static const Setup setup(scenario);
    return setup;
  }

  Instant next_event() const {
    return std::min(judge_->next().value_or(never), rollout_.next_deadline().value_or(never));
  }

  void move_weight(Instant now) {
    while (rollout_.next_deadline() && *rollout_.next_deadline() <= now) {
      rollout_.handle_deadline(now);
    }
  }

  // Of what began before `now`.
  Command say(Instant now) {
    assert(now.time_since_epoch() % judge_->needs().slice == Duration{0});
    const auto end = waiting_.lower_bound(now);
    for (auto next = waiting_.begin(); next != end; ++next) {
      const Invocation& each = next->second;
      telemetry_.record(each.version, each.began, each.latency, each.failed, each.user);
    }
    waiting_.erase(waiting_.begin(), end);
    seen_until_ = now;
    ++looks_;
    return judge_->look({now, telemetry_, rollout_});
  }

  // As harness/release does. What does not move the rollout on is said once.
  void obey(Command command, Instant now) {
    if (command == Command::none) return;
    assert(command == Command::advance || !said_at(command));
    said_.push_back({command, now});
    if (command == Command::start) rollout_.handle_start(now);
    if (command == Command::advance) rollout_.handle_advance(now);
    if (command == Command::hold) rollout_.handle_hold(now);
    if (command == Command::roll_back) {
      rollout_.handle_alarm(now, Duration{0});
      rollout_.handle_release_rollback(now, Duration{0});
    }
  }

  routing::Plan plan_;
  std::unique_ptr<Judge> judge_;
  Telemetry telemetry_{judge_->needs(), users};
  routing::Rollout rollout_{plan_, never};
  std::multimap<Instant, Invocation> waiting_;  // by when they began, then as recorded
  Instant seen_until_;
  std::vector<Said> said_;
  int looks_ = 0;
};

// Of 10 % for an hour, just begun.
template <class Engine>
Judged at_work(const Engine& engine, Instant begin = {}) {
  Judged judged(engine, *routing::canary_plan(0.1, std::chrono::hours{1}), begin);
  judged.run_until(begin);
  return judged;
}

}  // namespace coalmine::harness
