// The time before anybody observed, which windows of hours reach back to.
//
// Without it an alert would be judged as that of a service that has just been born: its long window
// would be as short as the rollout, and would notice within a minute what takes it hours.
#pragma once

#include "base/time.hpp"
#include "routing/alarm.hpp"

namespace coalmine::routing::burn_rate {

// What happened in `before`, if it was as it has been in `observed` since: as many invocations as
// `all` had, and of them as many bad ones as of `stable`; none if stable had no invocations.
// Rounded down. Precondition: observed is above 0.
Counts as_before(const Counts& all, const Counts& stable, Duration observed, Duration before);

}  // namespace coalmine::routing::burn_rate
