// OpenFeature flagd: the `fractional` operation of its JavaScript evaluator.
//
// The evaluator hashes UTF-16 code units with a library of its own kind, so it agrees with flagd's
// other evaluators for ASCII alone. Version 2 reshuffles all users of version 1.
#pragma once

#include <algorithm>
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

class Flagd {
 public:
  static const ProductInfo info;
  static Checked<Flagd> make(const Parameters& parameters);

  enum class Version : std::uint8_t { v1, v2 };
  // What is hashed: the flag's key and the targeting key, which must not be empty; the same as an
  // expression of the flag; or a value alone.
  enum class By : std::uint8_t { targeting_key, flag_and_value, value };

  Flagd(Version version, By by, std::string_view flag, std::uint32_t total_weight);

  // Nothing if the targeting key is empty.
  std::optional<std::uint32_t> hash(std::string_view id) const noexcept;

  // Version 2: the bucket in [0, total_weight), and the entry that it falls to; a negative weight
  // counts as 0.
  static std::uint32_t bucket_v2(std::uint32_t hash, std::uint64_t total_weight) {
    return static_cast<std::uint32_t>(hash * total_weight >> 32);
  }
  static std::optional<std::size_t> entry_v2(std::uint32_t hash,
                                             std::span<const std::int64_t> weights);
  static std::uint64_t total_v2(std::span<const std::int64_t> weights);

  // Version 1: the bucket in [0, 100], and the entry. Two hashes share a bucket: h and 2^32 - h.
  static double bucket_v1(std::uint32_t hash);
  static std::optional<std::size_t> entry_v1(double bucket, std::span<const std::int64_t> weights);

  // As every product: product.hpp.
  std::optional<std::uint64_t> position(std::string_view id) const noexcept;
  std::string bucket(std::uint64_t position) const;
  Cut cut(double share) const;

 private:
  // |hash| as a signed number, in [0, 2^31].
  static std::uint32_t magnitude(std::uint32_t hash) { return std::min(hash, 0U - hash); }

  Version version_;
  bool refuses_empty_;
  std::uint32_t total_weight_;
  Murmur3 prefix_{0};
};

inline std::optional<std::uint32_t> Flagd::hash(std::string_view id) const noexcept {
  if (id.empty() && refuses_empty_) return std::nullopt;
  Murmur3 text = prefix_;
  text.add_units(id);
  return text.value_of_imurmurhash();
}

// Version 1 sees only the magnitude of the hash, so that is where an id falls.
inline std::optional<std::uint64_t> Flagd::position(std::string_view id) const noexcept {
  const auto hashed = hash(id);
  if (!hashed) return std::nullopt;
  return version_ == Version::v1 ? magnitude(*hashed) : *hashed;
}

}  // namespace coalmine::routing
