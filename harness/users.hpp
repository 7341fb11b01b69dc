// What one policy did to each user in the window: a byte a user, and eight more once anybody is
// harmed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "harness/result.hpp"
#include "routing/version.hpp"

namespace coalmine::harness {

// Numbers of users (and of flips), so far.
struct UserCounts {
  std::uint64_t active = 0;
  std::uint64_t exposed = 0;
  std::uint64_t harmed = 0;
  std::uint64_t harmed_after_rollback = 0;
  std::uint64_t mixed = 0;
  std::uint64_t flipped = 0;
  std::uint64_t flips = 0;
  std::uint64_t on_canary = 0;  // their latest request was served by the canary
};

class Users {
 public:
  explicit Users(std::uint64_t users) : state_(users) {}

  void clear() {
    state_.assign(state_.size(), 0);
    harmed_at_.clear();
    counts_ = {};
  }

  void prefetch(std::uint32_t user) const { __builtin_prefetch(&state_[user], 1); }

  // A request of the user was served by `version`, at the entry.
  void serve(std::uint32_t user, routing::Version version) {
    const std::uint8_t before = state_[user];
    const bool canary = version == routing::Version::canary;
    std::uint8_t after = static_cast<std::uint8_t>(
        before | active | (canary ? seen_canary | last_canary : seen_stable));
    if (!canary) after = static_cast<std::uint8_t>(after & ~last_canary);
    if (before == after) return;
    note(before, after, canary);
    state_[user] = after;
  }

  // An invocation of the user's chains ran on the canary.
  void expose(std::uint32_t user) { counts_.exposed += set(user, exposed); }

  // A request of `at` failed, was lost or was late because of the release.
  void harm(std::uint32_t user, Instant at, bool after_rollback) {
    counts_.harmed += set(user, harmed);
    if (harmed_at_.empty()) harmed_at_.assign(state_.size(), never);
    harmed_at_[user] = std::min(harmed_at_[user], at);
    if (after_rollback) counts_.harmed_after_rollback += set(user, harmed_after);
  }

  const UserCounts& counts() const { return counts_; }

  // So far. Precondition: the user is one.
  Fate fate(std::uint64_t user) const {
    const std::uint8_t state = state_[user];
    const bool met_canary = (state & exposed) != 0;
    if ((state & harmed) != 0) return met_canary ? Fate::harmed : Fate::collateral;
    if (met_canary) return Fate::exposed;
    return (state & active) != 0 ? Fate::untouched : Fate::absent;
  }

  // When each user was harmed first, by number, or never; empty if nobody was.
  std::span<const Instant> first_harms() const { return harmed_at_; }

  std::uint64_t harmed_before(Instant at) const {
    return static_cast<std::uint64_t>(std::count_if(harmed_at_.begin(), harmed_at_.end(),
                                                    [&](Instant first) { return first < at; }));
  }

 private:
  enum Bit : std::uint8_t {
    active = 1,
    exposed = 2,
    harmed = 4,
    harmed_after = 8,
    seen_stable = 16,
    seen_canary = 32,
    last_canary = 64,
    flipped = 128,
  };

  bool set(std::uint32_t user, Bit bit) {
    const bool first = (state_[user] & bit) == 0;
    state_[user] = static_cast<std::uint8_t>(state_[user] | bit);
    return first;
  }

  void note(std::uint8_t before, std::uint8_t& after, bool canary) {
    const bool first = (before & active) == 0;
    const bool was_on_canary = (before & last_canary) != 0;
    const bool flip = !first && was_on_canary != canary;
    counts_.active += first;
    counts_.flips += flip;
    counts_.on_canary += canary && !was_on_canary;
    counts_.on_canary -= !canary && was_on_canary;
    const std::uint8_t both = seen_stable | seen_canary;
    counts_.mixed += (after & both) == both && (before & both) != both;
    if (flip && !canary) {
      counts_.flipped += (before & flipped) == 0;
      after = static_cast<std::uint8_t>(after | flipped);
    }
  }

  std::vector<std::uint8_t> state_;
  std::vector<Instant> harmed_at_;  // as first_harms()
  UserCounts counts_;
};

// Of the users active in a window of fixed length, how many were exposed in it, over all windows.
class UserWindows {
 public:
  UserWindows(Duration length, std::uint64_t users) : length_(length), users_(users) {}

  void clear() {
    users_.assign(users_.size(), {});
    active_ = exposed_ = 0;
  }
  void serve(std::uint32_t user, Duration since_window_began) {
    active_ += enter(users_[user].active_in, since_window_began);
  }
  // `since_window_began`: of the request that exposed the user, which was served before.
  void expose(std::uint32_t user, Duration since_window_began) {
    exposed_ += enter(users_[user].exposed_in, since_window_began);
  }
  Duration length() const { return length_; }
  std::uint64_t active() const { return active_; }
  std::uint64_t exposed() const { return exposed_; }

 private:
  struct Last {
    std::uint32_t active_in = 0;  // number of the window, from 1
    std::uint32_t exposed_in = 0;
  };
  // A user enters windows in the order of time, but for chains still under way when the next
  // begins.
  bool enter(std::uint32_t& last, Duration since) const {
    const auto window = static_cast<std::uint32_t>(since / length_) + 1;
    if (window <= last) return false;
    last = window;
    return true;
  }

  Duration length_;
  std::vector<Last> users_;
  std::uint64_t active_ = 0;
  std::uint64_t exposed_ = 0;
};

}  // namespace coalmine::harness
