// LaunchDarkly: percentage rollouts, experiments and segment rules.
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

class LaunchDarkly {
 public:
  static const ProductInfo info;
  static Checked<LaunchDarkly> make(const Parameters& parameters);

  // `key` is the flag's, or the segment's. A seed replaces both; 0 counts as none.
  LaunchDarkly(std::string_view key, std::string_view salt, std::optional<std::int64_t> seed);

  // 60 bits. An id that came from `bucketBy` may be empty.
  std::uint64_t hash(std::string_view id) const noexcept;

  // [0, 1]: a double rounds the highest hashes up to 1.
  static double bucket_of(std::uint64_t hash) { return fraction_of_60_bits(hash); }

  // Whether a segment rule lets the bucket in. Weights here and below in 1/1000 of a percent.
  static bool in_segment(double bucket, double weight) { return bucket < weight / 100'000; }

  // The variation served: the last one takes what the weights leave. Nothing if there is none.
  static std::optional<std::size_t> variation(double bucket, std::span<const double> weights);

  // As every product: product.hpp.
  std::optional<std::uint64_t> position(std::string_view id) const noexcept;
  std::string bucket(std::uint64_t position) const;
  Cut cut(double share) const;

 private:
  Sha1 prefix_;
};

}  // namespace coalmine::routing
