#include "routing/token/fault.hpp"

namespace coalmine::routing {

namespace {

constexpr std::array<std::string_view, token_faults> names{
    "absent",      "duplicated", "oversized",     "malformed", "truncated",       "unsigned_token",
    "unknown_key", "forged",     "wrong_release", "expired",   "from_the_future",
};

}  // namespace

std::string_view name_of(TokenFault fault) { return names[static_cast<std::size_t>(fault)]; }

TokenCounters& TokenCounters::operator+=(const TokenCounters& other) {
  accepted += other.accepted;
  for (std::size_t i = 0; i < token_faults; ++i) refused[i] += other.refused[i];
  return *this;
}

}  // namespace coalmine::routing
