// Optimizely Feature Experimentation: traffic allocation, and groups that exclude each other.
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

class Optimizely {
 public:
  static const ProductInfo info;
  static Checked<Optimizely> make(const Parameters& parameters);

  // `entity`: id of the experiment, the delivery rule or the group, hashed after the user's.
  explicit Optimizely(std::string_view entity) : entity_(entity) {}

  std::uint64_t hash(std::string_view bucketing_id) const noexcept;  // [0, 10000)

  // The first range that the bucket falls to. Each ends at its number, in 1/100 %.
  static std::optional<std::size_t> range(std::uint64_t n, std::span<const double> ends);

  // As every product: product.hpp.
  std::optional<std::uint64_t> position(std::string_view id) const noexcept { return hash(id); }
  std::string bucket(std::uint64_t position) const;
  Cut cut(double share) const;

 private:
  static constexpr std::uint32_t seed = 1;
  static constexpr std::uint64_t buckets = 10'000;

  std::string entity_;
};

inline std::uint64_t Optimizely::hash(std::string_view bucketing_id) const noexcept {
  Murmur3 text(seed);
  text.add(bucketing_id);
  text.add(entity_);
  return text.value() * buckets >> 32;
}

}  // namespace coalmine::routing
