// What a carrier holds under our name: one text, or the reason why not.
//
// A carrier only finds the text; whether it is believed, TokenReader says.
#pragma once

#include <string_view>
#include <tl/expected.hpp>

#include "routing/token/fault.hpp"
#include "routing/token/text.hpp"

namespace coalmine::routing {

// Error: absent, duplicated or oversized. Send the same text on with the calls and events of a
// request whose token was accepted.
using Extraction = tl::expected<TokenText, TokenFault>;

// Stands for a value of our name that is no text at all: no token, so the reader says malformed.
inline constexpr std::string_view not_a_text = "?";

// Collects every occurrence of our name, because two of them contradict each other, or were put
// there so that two readers see different ones.
class Occurrences {
 public:
  void add(std::string_view text) noexcept;

  // Undoes percent-encoding, which a carrier may apply to any character. A '%' that begins no
  // escape stays, and no token has one.
  void add_percent_encoded(std::string_view text) noexcept;

  const Extraction& result() const noexcept { return found_; }

 private:
  void add(const Extraction& next) noexcept;

  Extraction found_ = tl::unexpected(TokenFault::absent);
};

}  // namespace coalmine::routing
