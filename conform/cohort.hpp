// Which of a team's own users a policy puts on the canary, at each weight.
//
// Only where no chance is left: a hash of the user with a salt that the scenario names, or the
// bucket of a product. It asks the routing core, as the gateway would.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "routing/weight.hpp"
#include "spec/scenario.hpp"

namespace coalmine::conform {

struct KnownUser {
  std::string id;
  double activity = 1;  // requests, or whatever the file counts; 0 or more
};

struct KnownUsers {
  std::vector<KnownUser> users;
  bool with_activity = false;  // was there a second column?
};

// One user a line: id, or id,activity; a first line whose second column is no number is a heading.
// Empty lines are left out. `file` names it in diagnostics.
Result<KnownUsers> read_users(std::string_view text, const std::string& file);

struct CohortAt {
  routing::Weight weight;
  std::vector<bool> on_canary;  // by user
  double user_share = 0;
  double activity_share = 0;  // equals user_share where no activity is known
};

// Error: the policy draws, or its route hashes with a salt of chance or something else than a user.
Checked<void> is_predictable(const routing::Policy& policy);

// At each weight in turn, which are the steps of a rollout. Precondition: is_predictable(policy).
std::vector<CohortAt> cohorts(const routing::Policy& policy, const KnownUsers& users,
                              const std::vector<routing::Weight>& weights);

// The weight that the plan has for the entry at `at`, without alarms; 0 before its start.
routing::Weight planned_weight(const spec::Scenario& scenario, const spec::Policy& policy,
                               Duration at);

}  // namespace coalmine::conform
