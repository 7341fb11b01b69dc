// A token as text: one spelling for each token, in characters that every carrier takes unescaped.
//
//   token     = "cm1" "~" decision                            ; unsigned
//             / "cm1s" "~" decision "~" key-id "~" signature  ; signed
//   decision  = release "~" version "~" cohort "~" issued-at
//   release   = label
//   version   = "stable" / "canary"
//   cohort    = [ label ]                                     ; empty: none
//   issued-at = 13DIGIT                                       ; milliseconds since the Unix epoch
//   key-id    = label
//   signature = 43( ALPHA / DIGIT / "-" / "_" )               ; of all before the last "~"
//   label     = 1*63( ALPHA / DIGIT / "-" / "_" / "." )
//
// These are RFC 3986's unreserved characters, which no header, baggage, cookie, URL, message
// attribute or JSON text has to escape. Places instead of names, because a list of names could be
// written in any order and name one twice. The first field says how many follow and the last has a
// fixed length, so no beginning of a token is itself a token. The time is decimal and not denser,
// for analysts split at '~' in SQL.
#pragma once

#include <boost/static_string.hpp>
#include <cstddef>
#include <string_view>
#include <tl/expected.hpp>

#include "routing/token/fault.hpp"
#include "routing/token/keys.hpp"
#include "routing/token/label.hpp"
#include "routing/token/token.hpp"

namespace coalmine::routing {

inline constexpr std::size_t issued_at_digits = 13;
inline constexpr std::size_t token_bytes_max = std::string_view{"cm1s~~canary~~~~"}.size() +
                                               3 * label_bytes_max + issued_at_digits +
                                               signature_bytes;

using TokenText = boost::static_string<token_bytes_max>;

inline std::string_view view_of(const TokenText& text) noexcept {
  return {text.data(), text.size()};
}

// Unsigned. Precondition of both: issued_at is in [0, wall_time_max]. They do not look at key_id.
TokenText encode(const DecisionToken& token) noexcept;
TokenText encode(const DecisionToken& token, const SigningKey& key) noexcept;

// What a text says, believed or not. The views are into the text.
struct WrittenToken {
  DecisionToken token;
  std::string_view signed_text;  // what the signature is of
  std::string_view signature;    // empty: none
};

// Error: oversized, malformed or truncated. It does not check the signature: see TokenReader.
tl::expected<WrittenToken, TokenFault> decode(std::string_view text) noexcept;

// Whether a text is safe to send in any carrier: it decodes, so it has no character to escape.
inline bool is_token(std::string_view text) noexcept { return decode(text).has_value(); }

}  // namespace coalmine::routing
