// Writes the token of a decision that was made here.
//
// Only for decisions made here: a token that arrived and was accepted travels on as it is, with its
// age and its signature, for it is the decision of the chain and not of this hop.
#pragma once

#include <optional>

#include "routing/token/keys.hpp"
#include "routing/token/label.hpp"
#include "routing/token/text.hpp"
#include "routing/token/token.hpp"
#include "routing/version.hpp"

namespace coalmine::routing {

// Read by any number of threads.
class TokenIssuer {
 public:
  // Without a key its tokens are unsigned: for hops that no client can reach.
  TokenIssuer(const Label& release, std::optional<SigningKey> key) : release_(release), key_(key) {}

  // Neither allocates nor locks. Precondition: `now` is in [0, wall_time_max].
  TokenText issue(Version decided, const std::optional<Label>& cohort,
                  WallTime now) const noexcept {
    const DecisionToken token{release_, decided, cohort, now};
    return key_ ? encode(token, *key_) : encode(token);
  }

 private:
  Label release_;
  std::optional<SigningKey> key_;
};

}  // namespace coalmine::routing
