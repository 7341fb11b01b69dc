// The suite: plays every promise's script on a router, and says which promises hold.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "conform/judge/finding.hpp"
#include "conform/router_under_test.hpp"

namespace coalmine::conform {

struct Options {
  double weight = 0.1;      // to test at, in [0, 1]; what the router is set to if it cannot be set
  double alpha = 1e-3;      // of calling any sound router unsound, over all promises; in (0, 0.1]
  std::uint64_t users = 0;  // for share and independence; 0: as users_needed(alpha)
  std::uint64_t seed = 1;   // of the users' ids
};

inline constexpr std::uint64_t users_min = 800;

// So many find a share of 10 % that is wrong by one point with 99 % probability.
std::uint64_t users_needed(double alpha);

// What came of it, and what it was asked for.
struct Conformance {
  std::string router;
  Options options;                // with the number of users that was used
  std::vector<Finding> findings;  // one for each promise, in their order
};

// `next`: told before each promise that is tested, for showing progress.
// Error: the router cannot be talked to. Precondition: options.users is 0 or at least users_min.
Checked<Conformance> test(RouterUnderTest& router, const Options& options,
                          const std::function<void(const PromiseInfo&)>& next = {});

// Which promises have to hold; nothing: those that were tested.
using Expected = std::optional<std::vector<Promise>>;

bool is_expected(const Finding& finding, const Expected& expected);

// Whether every promise that has to hold does. One that was not tested does not hold.
bool keeps_promises(const Conformance& result, const Expected& expected);

}  // namespace coalmine::conform
