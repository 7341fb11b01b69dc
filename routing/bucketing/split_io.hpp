// Split.io: partitions of a treatment, and traffic allocation.
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

class SplitIo {
 public:
  static const ProductInfo info;
  static Checked<SplitIo> make(const Parameters& parameters);

  // The flag's seed, or the seed of its traffic allocation; modulo 2^32.
  explicit SplitIo(std::int64_t seed) : seed_(static_cast<std::uint32_t>(seed)) {}

  // What the SDK makes of a key: without the whitespace around it, as JavaScript trims. Empty if
  // nothing is left, or more than 250 UTF-16 units: that user gets the treatment "control".
  static std::string_view usable(std::string_view key) noexcept {
    return is_plain(key) ? key : trimmed_and_counted(key);
  }

  std::uint32_t hash(std::string_view usable_key) const noexcept;
  static std::uint64_t bucket_of(std::uint32_t hash) { return hash % 100 + 1; }  // 1..100

  // The partition that the bucket falls to; sizes in percent.
  static std::optional<std::size_t> partition(std::uint64_t n, std::span<const double> sizes);
  // An allocation of 100 is not looked at.
  static bool allocated(std::uint64_t n, double allocation) {
    return allocation >= 100 || static_cast<double>(n) <= allocation;
  }

  // As every product: product.hpp.
  std::optional<std::uint64_t> position(std::string_view id) const noexcept;
  std::string bucket(std::uint64_t position) const;
  Cut cut(double share) const;

 private:
  static constexpr std::size_t key_units_max = 250;

  // Nothing to trim or to count: true of nearly all keys, and quickly said. There are never more
  // units than bytes.
  static bool is_plain(std::string_view key) noexcept {
    constexpr auto is_graphic = [](char c) { return c > ' ' && c <= '~'; };
    return !key.empty() && key.size() <= key_units_max && is_graphic(key.front()) &&
           is_graphic(key.back());
  }
  static std::string_view trimmed_and_counted(std::string_view key) noexcept;

  std::uint32_t seed_;
};

inline std::uint32_t SplitIo::hash(std::string_view usable_key) const noexcept {
  Murmur3 text(seed_);
  text.add(usable_key);
  return text.value();
}

inline std::optional<std::uint64_t> SplitIo::position(std::string_view id) const noexcept {
  const std::string_view key = usable(id);
  if (key.empty()) return std::nullopt;
  return bucket_of(hash(key));
}

}  // namespace coalmine::routing
