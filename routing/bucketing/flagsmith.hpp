// Flagsmith: percentage splits of segments, and multivariate features.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "routing/bucketing/cut.hpp"
#include "routing/bucketing/hash/digest.hpp"
#include "routing/bucketing/info.hpp"

namespace coalmine::routing {

class Flagsmith {
 public:
  static const ProductInfo info;
  static Checked<Flagsmith> make(const Parameters& parameters);

  // `object`: id of the segment or of the feature state. An identity is hashed with the key of its
  // environment; a trait or a bare identifier, that a segment is split on, alone.
  static Flagsmith by_identity(std::string_view object, std::string_view environment);
  static Flagsmith by_value(std::string_view object);

  // [0, 9998): a text whose hash is 9998 is hashed again, longer, until it is not.
  std::uint64_t hash(std::string_view id) const noexcept;
  static double bucket_of(std::uint64_t hash) { return static_cast<double>(hash) / 9998 * 100; }

  // 0 % lets bucket 0 in.
  static bool in_segment(double bucket, double percentage) { return bucket <= percentage; }
  // The variant that the bucket falls to, weights in percent; nothing is the control value.
  static std::optional<std::size_t> variant(double bucket, std::span<const double> weights);

  // As every product: product.hpp.
  std::optional<std::uint64_t> position(std::string_view id) const noexcept { return hash(id); }
  std::string bucket(std::uint64_t position) const;
  Cut cut(double share) const;

 private:
  explicit Flagsmith(std::string prefix);

  std::string prefix_;
  Md5 hash_of_prefix_;
};

}  // namespace coalmine::routing
