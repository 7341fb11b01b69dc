// Unleash as its Ruby SDK does it: the hash is over UTF-8, and a percentage is a whole number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "routing/bucketing/cut.hpp"
#include "routing/bucketing/hash/murmur.hpp"
#include "routing/bucketing/info.hpp"
#include "routing/bucketing/unleash.hpp"

namespace coalmine::routing {

class UnleashRuby {
 public:
  static const ProductInfo info;
  static Checked<UnleashRuby> make(const Parameters& parameters);

  // Strategies and variants share one seed here. Variants: unleash_variant() in unleash.hpp.
  explicit UnleashRuby(std::string_view group);

  std::uint32_t hash(std::string_view id) const noexcept;

  // `n` in 1..100.
  static bool in_gradual_rollout(std::uint64_t n, std::int64_t percentage) {
    return percentage > 0 && static_cast<std::int64_t>(n) <= percentage;
  }
  // The newer strategy takes what is above 100 for 0.
  static bool in_flexible_rollout(std::uint64_t n, std::int64_t percentage) {
    return percentage <= 100 && in_gradual_rollout(n, percentage);
  }

  // As every product: product.hpp.
  std::optional<std::uint64_t> position(std::string_view id) const noexcept;
  std::string bucket(std::uint64_t position) const;
  Cut cut(double share) const;

 private:
  Murmur3 prefix_;
};

inline std::uint32_t UnleashRuby::hash(std::string_view id) const noexcept {
  Murmur3 text = prefix_;
  text.add(id);
  return text.value();
}

// Without an id nothing is enabled, whatever the hash.
inline std::optional<std::uint64_t> UnleashRuby::position(std::string_view id) const noexcept {
  if (id.empty()) return std::nullopt;
  return unleash_normalised(hash(id), 100);
}

}  // namespace coalmine::routing
