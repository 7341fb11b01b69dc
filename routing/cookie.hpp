// What a policy remembers, as the value of a cookie.
//
//   cookie = "1." version "." weight "." step "." until
//   version = "stable" / "canary"
//   weight  = 1*14HEXDIG       ; lower case: tickets covered, of 2^53
//   step    = 1*10DIGIT
//   until   = "never" / 1*19DIGIT    ; nanoseconds on the clock of the servers
//
// Every character may stand in a cookie (RFC 6265, 4.1.1). There is one spelling for each memory,
// and what is not spelt so is no memory: the user draws as if for the first time. The time is in
// the value although a cookie has its own, because a client may keep one for longer than it was
// told. Servers that share cookies count Instants from the same moment: the Unix epoch, say.
//
// Name the cookie after the release, so that the next release does not find it. It holds no
// identity and nothing secret, but a user may forge it: who must not choose the canary gets a
// signed token instead (token/).
#pragma once

#include <boost/static_string.hpp>
#include <optional>
#include <string_view>

#include "routing/memory.hpp"

namespace coalmine::routing {

inline constexpr std::size_t cookie_bytes_max =
    std::string_view{"1.canary.20000000000000.4294967295.9223372036854775807"}.size();

using CookieText = boost::static_string<cookie_bytes_max>;

inline std::string_view view_of(const CookieText& text) noexcept {
  return {text.data(), text.size()};
}

// Precondition: held.until is at or after the origin of the clock. Neither allocates nor locks.
CookieText to_cookie(const Held& held) noexcept;

// Nothing if the value is not one that to_cookie writes. Any bytes are safe.
std::optional<Held> from_cookie(std::string_view value) noexcept;

}  // namespace coalmine::routing
