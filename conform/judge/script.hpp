// What every user of a test does: a list of visits, the same for all of them.
//
// A promise is tested by playing its script with many users and looking at what they met. The
// script is data, so that the suite that plays it knows no promise.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "conform/judge/promise.hpp"
#include "conform/router_under_test.hpp"

namespace coalmine::conform {

// One request of each user. All users make it before any makes the next.
struct Visit {
  double weight = 0;  // [0, 1]
  std::size_t release = 0;
  std::size_t service = 0;
  bool after_restart = false;
  bool carries = false;  // the decision that the visit before got
  std::optional<Version> force{};
  friend bool operator==(const Visit&, const Visit&) = default;
};

using Script = std::vector<Visit>;

// What the router under test allows the scripts to do.
struct Stage {
  double weight = 0.1;  // the one to test at, in [0, 1]
  bool sets_weight = true;
  bool forces_stable = true;
  bool carries = true;
  std::size_t services = 1;
};

// Precondition: the router has what the promise needs.
Script script_of(Promise promise, const Stage& stage);

// The weights of a ramp, each above the one before.
inline constexpr std::array ramp{0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 1.0};

// The highest share of the canary that share is tested at after `weight`, in words below "raised".
double raised(double weight);

// "weight 10 %", "service 2, weight 50 %, with the decision carried".
std::string to_text(const Visit& visit);

}  // namespace coalmine::conform
