// Tokens, keys and random ones of both, for the tests of tokens.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "routing/token/issuer.hpp"
#include "routing/token/keys.hpp"
#include "routing/token/reader.hpp"
#include "routing/token/text.hpp"

namespace coalmine::routing::samples {

constexpr std::string_view secret = "an example, and not a real secret";
constexpr WallTime noon{std::chrono::milliseconds{1'714'560'000'000}};  // of some day in 2024
constexpr std::string_view unsigned_text = "cm1~checkout-7~canary~step-2~1714560000000";

inline Label label(std::string_view text) { return Label::make(text).value(); }

inline SigningKey key(std::string_view id = "k1", std::string_view bytes = secret) {
  return SigningKey::make(id, bytes).value();
}

inline DecisionToken token() {
  return {label("checkout-7"), Version::canary, label("step-2"), noon, std::nullopt};
}

inline std::string signed_text() { return std::string{view_of(encode(token(), key()))}; }

// Believes signed tokens of the sample's release for an hour.
inline TokenReader reader(TokenRules rules = {.release = label("checkout-7"),
                                              .age_max = std::chrono::hours{1},
                                              .skew_max = std::chrono::seconds{5}}) {
  return TokenReader::make(rules, KeyRing::make({key()}).value()).value();
}

// The same in each run, and on each machine: distributions of the library would not be.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : bits_(seed) {}

  std::uint64_t below(std::uint64_t end) { return bits_() % end; }
  char byte() { return static_cast<char>(below(256)); }
  bool coin() { return below(2) == 0; }

  std::string text_of(std::string_view characters, std::size_t size) {
    std::string text;
    while (text.size() < size) text += characters[below(characters.size())];
    return text;
  }
  std::string bytes(std::size_t size) {
    std::string text;
    while (text.size() < size) text += byte();
    return text;
  }
  Label label() { return samples::label(text_of("abcXYZ0189-_.", 1 + below(label_bytes_max))); }
  DecisionToken token() {
    return {label(), coin() ? Version::canary : Version::stable,
            coin() ? std::optional{label()} : std::nullopt,
            WallTime{std::chrono::milliseconds{below(10'000'000'000'000)}}, std::nullopt};
  }
  // Of either kind, in text form.
  std::string token_text() {
    const DecisionToken any = token();
    return std::string{view_of(coin() ? encode(any) : encode(any, key()))};
  }

 private:
  std::mt19937_64 bits_;
};

}  // namespace coalmine::routing::samples
