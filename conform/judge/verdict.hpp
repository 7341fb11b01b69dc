// From what the users of a test met to a finding. Pure: the same observations, the same finding.
#pragma once

#include <string>
#include <vector>

#include "conform/judge/finding.hpp"
#include "conform/judge/script.hpp"
#include "conform/judge/users.hpp"

namespace coalmine::conform {

// What was met by the users of a script.
struct Observed {
  Script script;
  std::vector<std::string> users;              // shortest counter-examples first
  std::vector<std::vector<Version>> versions;  // by visit, then user
};

// Share: an exact binomial test of each visit. `significance`: of all of them together.
Finding judge_share(const Observed& observed, double significance);

// The promises that no user may break: stable, restarts, nested, aligned, rollback, forced, chain.
// Chance plays no part, so one user is enough.
Finding judge_each_user(Promise promise, const Observed& observed);

// Independent: do the users on the canary of the first release meet that of the second more or less
// often than the others? Chi-square of the 2 x 2 table.
Finding judge_independence(const Observed& observed, double significance);

// The users that balance is tested with, one visit each.
struct SimilarUsers {
  std::vector<std::string> counted;
  std::vector<std::string> unlike;  // what the others are compared with
  std::vector<Family> families;

  std::vector<std::string> all() const;  // counted, unlike, then each family
};

// Balanced: counted against unlike ids, and the families with one another. Chi-square, half of
// `significance` each.
// Precondition: observed.users is similar.all().
Finding judge_balance(const SimilarUsers& similar, const Observed& observed, double significance);

}  // namespace coalmine::conform
