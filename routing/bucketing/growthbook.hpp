// GrowthBook: rollouts by coverage, ranges, namespaces, filters and experiments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "routing/bucketing/cut.hpp"
#include "routing/bucketing/info.hpp"

namespace coalmine::routing {

class GrowthBook {
 public:
  static const ProductInfo info;
  static Checked<GrowthBook> make(const Parameters& parameters);

  enum class HashVersion : std::uint8_t { v1, v2 };

  // A namespace hashes as version 1 with the seed "__" and its name; a filter as version 2.
  GrowthBook(HashVersion version, std::string_view seed);

  // Thousandths with version 1, ten-thousandths with version 2. Also for an empty id, which the SDK
  // lets in nowhere.
  std::uint64_t hash(std::string_view id) const noexcept;
  double bucket_of(std::uint64_t hash) const;  // [0, 1)

  // A rule with coverage.
  static bool in_coverage(double bucket, double coverage) {
    return coverage != 0 && bucket <= coverage;
  }
  // A range: of a rule, a namespace, a filter or a variation.
  static bool in_range(double bucket, double low, double high) {
    return bucket >= low && bucket < high;
  }
  // The variation of an experiment, or nothing. Coverage cuts the tail of each variation's slice.
  // Weights that are not one for each variation, or do not add up to about 1, are taken as equal.
  static std::optional<std::size_t> variation(double bucket, std::size_t variations,
                                              std::span<const double> weights, double coverage);

  // As every product: product.hpp.
  std::optional<std::uint64_t> position(std::string_view id) const noexcept;
  std::string bucket(std::uint64_t position) const;
  Cut cut(double share) const;

 private:
  HashVersion version_;
  std::string seed_;
  std::uint32_t hash_of_seed_;
};

}  // namespace coalmine::routing
