// What the stable version would have done with a request, with the same draws.
//
// Counter-based randomness makes this a question that can be asked afterwards, and only where it
// matters: for a request that the release is suspected to have harmed.
#pragma once

#include "base/time.hpp"
#include "harness/flight.hpp"
#include "harness/requests.hpp"
#include "harness/setup.hpp"

namespace coalmine::harness {

struct StableRun {
  bool failed = false;  // some invocation of the chain fails
  Duration response{};  // of the entry
};

// The chain of `request` all on stable, each record read as soon as it comes: what waits for others
// depends on the others' versions.
StableRun run_on_stable(const Setup& setup, const LuckOf& luck, const Request& request);

}  // namespace coalmine::harness
