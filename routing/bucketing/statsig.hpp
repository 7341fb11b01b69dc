// Statsig: gates that pass a percentage, and the user_bucket condition.
//
// SHA-256 as it is defined: the Node SDK's own is wrong for some long texts that are not ASCII.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "routing/bucketing/cut.hpp"
#include "routing/bucketing/hash/digest.hpp"
#include "routing/bucketing/info.hpp"

namespace coalmine::routing {

class Statsig {
 public:
  static const ProductInfo info;
  static Checked<Statsig> make(const Parameters& parameters);

  // `rule` is the rule's salt, or its id if it has none.
  static Statsig gate(std::string_view salt, std::string_view rule);
  static Statsig user_bucket(std::string_view salt);

  // [0, 10000) of a gate, [0, 1000) of a user_bucket. No id is the empty text.
  std::uint64_t hash(std::string_view id) const noexcept;

  static bool passes(std::uint64_t n, double percentage) {
    if (percentage == 0 || percentage == 100) return percentage == 100;
    return static_cast<double>(n) < percentage * 100;
  }

  // As every product: product.hpp.
  std::optional<std::uint64_t> position(std::string_view id) const noexcept { return hash(id); }
  std::string bucket(std::uint64_t position) const;
  Cut cut(double share) const;

 private:
  Statsig(std::string_view prefix, std::uint64_t buckets) : buckets_(buckets) {
    prefix_.add(prefix);
  }

  Sha256 prefix_;
  std::uint64_t buckets_;
};

}  // namespace coalmine::routing
