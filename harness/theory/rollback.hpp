// After an operator has taken the canary back: who still meets it, and for how long.
//
// Nobody does where the weight decides, nor where a remembered canary of weight 0 is forgotten.
// Those do whose decision outranks the weight, until it expires.
#pragma once

#include <optional>

#include "harness/setup.hpp"

namespace coalmine::harness {

// Expected share of active users with a request on the canary after the rollback. Nothing, here and
// below, where chains may be under way then.
std::optional<double> exposed_after_rollback(const Setup& setup, const spec::Policy& policy);

// Expected seconds from the rollback to each user's last request on the canary, added up over
// users.
std::optional<double> exposure_after_rollback(const Setup& setup, const spec::Policy& policy);

// From the rollback to the last request on the canary. Only where there is none.
std::optional<double> exposure_ends_after(const Setup& setup, const spec::Policy& policy);

}  // namespace coalmine::harness
