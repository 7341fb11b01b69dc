// What a chart of users says, as a sentence without a full stop.
#pragma once

#include <string>
#include <string_view>

#include "harness/result.hpp"

namespace coalmine::report {

// "weighted reaches 63 % of the users, sticky 10 %". `verb` is "reaches" or "harms". Nobody's data:
// "No data on whom a policy reaches".
std::string users_title(const harness::RunResult& result, std::string_view metric,
                        std::string_view verb);

// Whom the policies harm; where they harm nobody, whom they reach.
std::string reach_and_harm_title(const harness::RunResult& result);

}  // namespace coalmine::report
