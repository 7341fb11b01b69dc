#include "routing/token/reader.hpp"

#include <utility>

namespace coalmine::routing {

Checked<TokenReader> TokenReader::make(const TokenRules& rules, KeyRing keys) {
  using std::chrono::milliseconds;
  if (rules.age_max < milliseconds{0} || rules.skew_max < milliseconds{0}) {
    return tl::unexpected(Error{"the largest age and skew of a token are not below 0"});
  }
  if (rules.signature_required && keys.empty()) {
    return tl::unexpected(Error{"signatures are required, but there is no key to check them with"});
  }
  return TokenReader(rules, std::move(keys));
}

std::optional<TokenFault> TokenReader::signature_fault(const WrittenToken& written) const noexcept {
  const auto& key_id = written.token.key_id;
  if (!key_id) {
    return rules_.signature_required ? std::optional{TokenFault::unsigned_token} : std::nullopt;
  }
  const SigningKey* key = keys_.find(*key_id);
  if (key == nullptr) return TokenFault::unknown_key;
  if (!key->verify(written.signed_text, written.signature)) return TokenFault::forged;
  return std::nullopt;
}

std::optional<TokenFault> TokenReader::content_fault(const DecisionToken& token,
                                                     WallTime now) const noexcept {
  if (token.release != rules_.release) return TokenFault::wrong_release;
  if (now - token.issued_at > rules_.age_max) return TokenFault::expired;
  if (token.issued_at - now > rules_.skew_max) return TokenFault::from_the_future;
  return std::nullopt;
}

tl::expected<DecisionToken, TokenFault> TokenReader::check(std::string_view text,
                                                           WallTime now) const noexcept {
  const auto written = decode(text);
  if (!written) return tl::unexpected(written.error());
  // The signature before the content: until it holds, the content is anybody's.
  if (const auto fault = signature_fault(*written)) return tl::unexpected(*fault);
  if (const auto fault = content_fault(written->token, now)) return tl::unexpected(*fault);
  return written->token;
}

std::optional<Version> TokenReader::read(const Extraction& found, WallTime now,
                                         TokenCounters& counters) const noexcept {
  const auto token = found ? check(view_of(*found), now) : tl::unexpected(found.error());
  if (!token) {
    counters.count(token.error());
    return std::nullopt;
  }
  ++counters.accepted;
  return token->version;
}

}  // namespace coalmine::routing
