// Unleash as its Node SDK does it: gradual rollouts and variants.
//
// This SDK hashes the low byte of each UTF-16 code unit, so it agrees with the others for ASCII
// alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "routing/bucketing/cut.hpp"
#include "routing/bucketing/hash/murmur.hpp"
#include "routing/bucketing/info.hpp"

namespace coalmine::routing {

// What every SDK of Unleash does with a hash: 1 to `parts`. Precondition: not 0.
constexpr std::uint64_t unleash_normalised(std::uint32_t hash, std::uint64_t parts) {
  return hash % parts + 1;
}

// The variant that a hash falls to: its normalised value for the sum of the weights is compared
// with running sums; a weight of 0 never gets anybody. Nothing if all weights are 0.
std::optional<std::size_t> unleash_variant(std::uint32_t hash,
                                           std::span<const std::uint64_t> weights);

class UnleashNode {
 public:
  static const ProductInfo info;
  static Checked<UnleashNode> make(const Parameters& parameters);

  static constexpr std::uint32_t strategy_seed = 0;
  static constexpr std::uint32_t variant_seed = 86'028'157;  // since version 5; before: 0

  UnleashNode(std::string_view group, std::uint32_t seed);

  std::uint32_t hash(std::string_view id) const noexcept;

  // `n` in 1..100; the percentage may have a fraction, and above 100 is everyone.
  static bool in_rollout(std::uint64_t n, double percentage) {
    return percentage > 0 && static_cast<double>(n) <= percentage;
  }

  // As every product: product.hpp.
  std::optional<std::uint64_t> position(std::string_view id) const noexcept;
  std::string bucket(std::uint64_t position) const;
  Cut cut(double share) const;

 private:
  Murmur3 prefix_;
};

inline std::uint32_t UnleashNode::hash(std::string_view id) const noexcept {
  Murmur3 text = prefix_;
  text.add_low_bytes(id);
  return text.value();
}

// Without an id nothing is enabled, whatever the hash.
inline std::optional<std::uint64_t> UnleashNode::position(std::string_view id) const noexcept {
  if (id.empty()) return std::nullopt;
  return unleash_normalised(hash(id), 100);
}

}  // namespace coalmine::routing
