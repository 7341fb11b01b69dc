#include "routing/bucketing/grpc_ring_hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>

#include "routing/bucketing/share.hpp"

namespace coalmine::routing {
namespace {

constexpr std::uint64_t ring_size_cap = 4096;

constexpr std::array parameters{
    ParameterInfo{"stable", "", "address and port of the stable endpoint", "10.0.0.1:8080"},
    ParameterInfo{"canary", "", "address and port of the canary's", "10.0.0.2:8080"},
    ParameterInfo{"total", "", "sum of the two weights", "100"},
    ParameterInfo{"minRingSize", "min", "as the ring is configured", "1024"},
    ParameterInfo{"maxRingSize", "max", "as the ring is configured; 4096 is the client's cap",
                  "4096"},
};

}  // namespace

GrpcRing::GrpcRing(std::span<const Endpoint> endpoints, std::uint64_t size_min,
                   std::uint64_t size_max) {
  double sum = 0;
  for (const Endpoint& endpoint : endpoints) sum += endpoint.weight;
  double smallest = 1;
  for (const Endpoint& endpoint : endpoints) smallest = std::min(smallest, endpoint.weight / sum);
  assert(smallest > 0);
  const auto least = static_cast<double>(std::min(size_min, ring_size_cap));
  const auto most = static_cast<double>(std::min(size_max, ring_size_cap));
  const double scale = std::min(std::ceil(smallest * least) / smallest, most);
  double target = 0;
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    target += scale * (endpoints[i].weight / sum);
    for (int k = 0; static_cast<double>(entries_.size()) < target; ++k) {
      entries_.push_back({GrpcRingHash::hash(fmt::format("{}_{}", endpoints[i].address, k)), i});
    }
  }
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const Entry& a, const Entry& b) { return a.hash < b.hash; });
}

std::size_t GrpcRing::owner(std::uint64_t hash) const {
  const auto found =
      std::lower_bound(entries_.begin(), entries_.end(), hash,
                       [](const Entry& entry, std::uint64_t value) { return entry.hash < value; });
  return found == entries_.end() ? 0 : static_cast<std::size_t>(found - entries_.begin());
}

const ProductInfo GrpcRingHash::info{
    .name = "grpc-ring-hash",
    .title = "gRPC ring_hash (xDS; the Envoy ring layout)",
    .hash = "XXH64 of a header",
    .bucket = "hash, 64 bits",
    .rule = "the first entry at or after the hash",
    .granularity = "1 / total",
    .parameters = parameters,
};

Checked<GrpcRingHash> GrpcRingHash::make(const Parameters& given) {
  Arguments arguments(info, given);
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  Setup setup{
      .stable = arguments.text("stable"),
      .canary = arguments.text("canary"),
      .total_weight = arguments.whole("total", 1, most),
      .size_min = static_cast<std::uint64_t>(arguments.whole("minRingSize", 1, most)),
      .size_max = static_cast<std::uint64_t>(arguments.whole("maxRingSize", 1, most)),
  };
  if (arguments.problem()) return tl::unexpected(*arguments.problem());
  return GrpcRingHash(std::move(setup));
}

std::string GrpcRingHash::bucket(std::uint64_t position) const {
  return fmt::format("{}", position);
}

Cut GrpcRingHash::cut(double share) const {
  const std::int64_t weight = nearest_parts(share, setup_.total_weight);
  // A weight of 0 is not in the configuration: the endpoint is not there.
  if (weight == 0) return Cut{};
  if (weight == setup_.total_weight) return Cut::all();
  const std::array endpoints{
      GrpcRing::Endpoint{setup_.stable, static_cast<double>(setup_.total_weight - weight)},
      GrpcRing::Endpoint{setup_.canary, static_cast<double>(weight)}};
  const GrpcRing ring(endpoints, setup_.size_min, setup_.size_max);
  // An entry owns up to its own hash, from where the one before it ends; the first also what is
  // above the last.
  std::vector<Cut::Segment> segments;
  std::uint64_t from = 0;
  for (const GrpcRing::Entry& entry : ring.entries()) {
    if (entry.hash < from) continue;  // the one before it has the same hash, and owns it
    segments.push_back({from, entry.endpoint == 1});
    from = entry.hash + 1;
    if (from == 0) return Cut::segments(segments);
  }
  segments.push_back({from, ring.entries().front().endpoint == 1});
  return Cut::segments(segments);
}

}  // namespace coalmine::routing
