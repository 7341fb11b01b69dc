// The clients of a test: users with their cookies, who play a script on a router.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "conform/judge/verdict.hpp"
#include "conform/router_under_test.hpp"

namespace coalmine::conform {

// Plays `script` with `users`. The router is told of a weight or a release only when it changes.
//
// Users come in another order at every visit, drawn from `orders` (attempt 1 and up): a router that
// takes its versions in turn would else meet each user at the same place of its pattern, and look
// sticky. `release` names the releases of this script: "<release>-1", "<release>-2".
// Error: the router's.
Checked<Observed> play(RouterUnderTest& router, Script script, std::vector<std::string> users,
                       const std::string& release, const RandomStream& orders);

}  // namespace coalmine::conform
