// Envoy: weighted clusters of a route with use_hash_policy.
//
// The hash chooses the version; without that flag each request draws. The cohort is nested as long
// as the order of the clusters and the sum of their weights stay.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/result.hpp"
#include "routing/bucketing/cut.hpp"
#include "routing/bucketing/info.hpp"

namespace coalmine::routing {

class Envoy {
 public:
  static const ProductInfo info;
  static Checked<Envoy> make(const Parameters& parameters);

  explicit Envoy(std::uint64_t total_weight) : total_weight_(total_weight) {}  // not 0

  // As every product: product.hpp. The position is the hash. Without the header there is none, and
  // the request draws.
  std::optional<std::uint64_t> position(std::string_view id) const noexcept {
    if (id.empty()) return std::nullopt;
    return XXH64(id.data(), id.size(), 0);
  }
  std::string bucket(std::uint64_t position) const;
  Cut cut(double share) const;

 private:
  std::uint64_t total_weight_;
};

}  // namespace coalmine::routing
