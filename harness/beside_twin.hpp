// Whom the release harmed, by what became of the same requests in a world in which nothing is
// released: its twin.
#pragma once

#include <cstdint>
#include <vector>

#include "base/time.hpp"
#include "harness/outcomes.hpp"
#include "harness/users.hpp"

namespace coalmine::harness {

// What became of one request.
struct Settled {
  std::uint64_t number;  // attempts.hpp
  std::uint32_t user;
  bool counted;  // in the window
  bool failed;
  bool late;
  bool direct;  // by a bug, or data that nobody could read, or its own time on the canary
  Instant harmed_at;
};

class BesideTwin {
 public:
  // `is_twin`: this world is the one that the others are compared with.
  BesideTwin(Outcomes* outcomes, bool is_twin) : outcomes_(outcomes), is_twin_(is_twin) {}

  void begin(std::uint64_t users);

  bool is_twin() const { return is_twin_; }
  // A request is under way.
  void hold(std::uint64_t number) { outcomes_->hold(number, is_twin_); }
  // It is settled. It was harm unless the same attempt failed in the twin, or was as late there.
  void settle(const Settled& request, Users& users, Instant rollback_at);
  // What had to wait for the twin.
  void judge_suspects(Users& users, Instant rollback_at);

  bool any_suspects() const { return !suspects_.empty(); }
  std::uint64_t users_harmed_directly() const { return harmed_directly_; }

 private:
  void judge(const Settled& suspect, Users& users, Instant rollback_at);

  Outcomes* outcomes_;
  bool is_twin_;
  std::vector<Settled> suspects_;
  std::vector<bool> is_harmed_directly_;  // by user
  std::uint64_t harmed_directly_ = 0;
};

}  // namespace coalmine::harness
