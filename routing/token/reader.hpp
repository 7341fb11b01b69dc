// Decides whether a token that arrived is believed.
//
// A token is a bearer's: it binds a release and a version, not a user. Whoever copies one gets that
// version until it expires, and nothing more; the age is the limit on that.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>

#include "base/result.hpp"
#include "routing/token/carrier/extraction.hpp"
#include "routing/token/fault.hpp"
#include "routing/token/keys.hpp"
#include "routing/token/label.hpp"
#include "routing/token/text.hpp"
#include "routing/token/token.hpp"
#include "routing/version.hpp"

namespace coalmine::routing {

struct TokenRules {
  Label release;                         // the one being rolled out
  std::chrono::milliseconds age_max{};   // [0, ...): the longest chain, with the time events wait
  std::chrono::milliseconds skew_max{};  // [0, ...): how far the issuer's clock may be ahead
  // Where clients can reach. Otherwise unsigned tokens are believed; a signature that is there must
  // be right all the same.
  bool signature_required = true;
};

// Read by any number of threads. Neither allocates nor locks.
class TokenReader {
 public:
  // Error: a bound below 0, or signatures required with no key to check them.
  static Checked<TokenReader> make(const TokenRules& rules, KeyRing keys);

  // The token, if it is to be believed at `now`.
  tl::expected<DecisionToken, TokenFault> check(std::string_view text, WallTime now) const noexcept;

  // What Router::decide takes as `carried`: nothing unless a carrier held one believed token.
  // Counts every call, once.
  std::optional<Version> read(const Extraction& found, WallTime now,
                              TokenCounters& counters) const noexcept;

 private:
  TokenReader(const TokenRules& rules, KeyRing keys) : rules_(rules), keys_(std::move(keys)) {}

  std::optional<TokenFault> signature_fault(const WrittenToken& written) const noexcept;
  std::optional<TokenFault> content_fault(const DecisionToken& token, WallTime now) const noexcept;

  TokenRules rules_;
  KeyRing keys_;
};

}  // namespace coalmine::routing
