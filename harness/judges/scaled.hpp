// The same scenario with so many times the traffic.
#pragma once

#include "base/result.hpp"
#include "spec/scenario.hpp"

namespace coalmine::harness {

// `factor` times the users and the requests of all of them, each user as busy as before. Numbers
// are rounded, and there is at least one user. What serves them stays: hosts, pools, accounts and
// shards. Tenants and addresses stay too, with more users each.
//
// Error: a factor that is not above 0; a trace, whose rows are what they are; more than a scenario
// may have; ids that a product of a policy refuses.
Checked<spec::Scenario> scaled(spec::Scenario scenario, double factor);

}  // namespace coalmine::harness
