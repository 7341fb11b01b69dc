// Why a request has no token to obey, and how often each reason was met.
//
// A refused token is treated as if there were none: a client that sends rubbish is routed, not
// served an error. The counters are therefore the only place where an attack or a broken hop shows.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace coalmine::routing {

// The first that holds is the reason, in about the order in which they are looked for.
enum class TokenFault : std::uint8_t {
  absent,           // nothing under our name: no fault, an entry request has none
  duplicated,       // more than one, even if they are equal
  oversized,        // longer than any token
  malformed,        // not of the grammar in text.hpp
  truncated,        // begins like a token and ends too early
  unsigned_token,   // no signature where one is required
  unknown_key,      // signed with a key that the reader does not hold
  forged,           // the signature is not that of this text
  wrong_release,    // says nothing about the release that is being rolled out
  expired,          // issued longer ago than the reader accepts
  from_the_future,  // issued later than now, beyond the accepted skew of clocks
};
inline constexpr std::size_t token_faults = 11;

// As a metric is named: "wrong_release".
std::string_view name_of(TokenFault fault);

// What one thread met. Plain integers: a shared counter would be the only thing that threads
// contend for. Keep one a thread and add them up when somebody asks.
struct TokenCounters {
  std::uint64_t accepted = 0;
  std::array<std::uint64_t, token_faults> refused{};  // by TokenFault

  std::uint64_t of(TokenFault fault) const { return refused[static_cast<std::size_t>(fault)]; }
  void count(TokenFault fault) { ++refused[static_cast<std::size_t>(fault)]; }
  TokenCounters& operator+=(const TokenCounters& other);
  friend bool operator==(const TokenCounters&, const TokenCounters&) = default;
};

}  // namespace coalmine::routing
