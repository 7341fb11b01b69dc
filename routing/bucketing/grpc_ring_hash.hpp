// gRPC's xDS ring_hash, which lays its ring out as Envoy does.
//
// Each endpoint has entries on the ring in proportion to its weight, and a request goes to the
// first entry at or after its hash. Another weight is another ring: most users stay, some move
// either way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/result.hpp"
#include "routing/bucketing/cut.hpp"
#include "routing/bucketing/info.hpp"

namespace coalmine::routing {

class GrpcRing {
 public:
  struct Endpoint {
    std::string address;  // "10.0.0.1:8080"
    double weight;        // above 0
  };
  struct Entry {
    std::uint64_t hash;
    std::size_t endpoint;
  };

  // Preconditions: endpoints, all with a weight above 0; sizes above 0. The client takes at most
  // 4096 for either size.
  GrpcRing(std::span<const Endpoint> endpoints, std::uint64_t size_min, std::uint64_t size_max);

  // Increasing by hash; where two are equal, by endpoint.
  const std::vector<Entry>& entries() const { return entries_; }

  // The index of the entry that owns a request.
  std::size_t owner(std::uint64_t hash) const;

 private:
  std::vector<Entry> entries_;
};

class GrpcRingHash {
 public:
  static const ProductInfo info;
  static Checked<GrpcRingHash> make(const Parameters& parameters);

  static std::uint64_t hash(std::string_view header) noexcept;

  // As every product: product.hpp.
  std::optional<std::uint64_t> position(std::string_view id) const noexcept { return hash(id); }
  std::string bucket(std::uint64_t position) const;
  Cut cut(double share) const;

 private:
  struct Setup {
    std::string stable;
    std::string canary;
    std::int64_t total_weight;
    std::uint64_t size_min;
    std::uint64_t size_max;
  };
  explicit GrpcRingHash(Setup setup) : setup_(std::move(setup)) {}

  Setup setup_;
};

inline std::uint64_t GrpcRingHash::hash(std::string_view header) noexcept {
  return XXH64(header.data(), header.size(), 0);
}

}  // namespace coalmine::routing
