// Cookies as far as a test of a router needs them: a name, a value, and whether it is to go.
//
// Domain, path and time to live are not looked at: a test asks one address for one user, and is
// over before anything expires.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "conform/router_under_test.hpp"

namespace coalmine::conform {

struct SetCookie {
  std::string name;
  std::optional<std::string> value;  // nothing: the client is to forget it
  friend bool operator==(const SetCookie&, const SetCookie&) = default;
};

// The value of a Set-Cookie header (RFC 6265, 5.2). It is to go if Max-Age is not above 0, or,
// where there is none, Expires lies in 1970, which is how servers say it. Nothing: no name.
std::optional<SetCookie> set_cookie_from(std::string_view header);

// The value of a Cookie header: "a=1; b=2".
std::string cookie_header(const Cookies& cookies);

}  // namespace coalmine::conform
