// A comparison with a baseline in words, which terminal, page and annotations share.
#pragma once

#include <string>
#include <vector>

#include "harness/baseline/diff.hpp"

namespace coalmine::report {

// "2 regressions", or "no regression".
std::string verdict_of(const harness::BaselineDiff& diff);
std::string verdict_of(const harness::ScenarioDiff& scenario);

// "on the same draws (seed 1, 100 replications)", "seed 7, 100 replications, against ...".
std::string draws_of(const harness::ScenarioDiff& scenario);

// Where two versions of coalmine found the results, a sentence that says so; else empty.
std::string versions_of(const harness::ScenarioDiff& scenario);

// For each policy a sentence on who meets the canary and is harmed, if that changed; else one for
// all of them.
std::vector<std::string> users_of(const harness::ScenarioDiff& scenario);

// Policies that are on one side only, and judged figures that lost their data or have some now.
std::vector<std::string> remarks_of(const harness::ScenarioDiff& scenario);

// How many figures are judged at which level, and what they tolerate.
std::string rules_of(const harness::BaselineDiff& diff);

// A figure's change as cells of a table.
struct ChangeText {
  std::string before;
  std::string after;
  std::string change;    // "+1.02 points"
  std::string interval;  // "± 0.04", or empty
  std::string users;     // "+20", or empty
  std::string finding;   // "regression"
  std::string allowed;   // "0.5 points"; empty unless judged
};
ChangeText text_of(const harness::Change& change);

// "0.5 points", "5 %", "nothing".
std::string text_of(const harness::Tolerance& tolerance, std::string_view unit);

// Whether it has a line of its own: it was found beyond chance.
bool is_change(const harness::Change& change);

// The policies of a comparison with their changes, those that fail first, then those of users.
struct PolicyChanges {
  std::string policy;
  std::vector<const harness::Change*> judged;
  std::vector<const harness::Change*> others;
};
std::vector<PolicyChanges> by_policy(const harness::ScenarioDiff& scenario);

}  // namespace coalmine::report
