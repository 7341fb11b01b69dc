// The proxies: nginx, HAProxy and gRPC's ring.
#include <limits>

#include "conform/vectors_products.hpp"
#include "routing/bucketing/grpc_ring_hash.hpp"
#include "routing/bucketing/haproxy.hpp"
#include "routing/bucketing/nginx.hpp"

namespace coalmine::conform {
namespace {

using routing::GrpcRing;
using routing::GrpcRingHash;
using routing::Haproxy;
using routing::HaproxyBalance;
using routing::HaproxyConverter;
using routing::Nginx;

std::vector<std::uint64_t> weights_of(const std::vector<std::int64_t>& wholes) {
  return {wholes.begin(), wholes.end()};
}

// nginx -------------------------------------------------------------------------------------------

struct NginxHash {
  Nginx clients;
  std::uint32_t hash;
};

NginxHash nginx_hash(VectorCase& one, std::string_view id_name) {
  const std::string version = one.text("ver");
  if (version != "old" && version != "new") one.refuse("ver", "is not old or new");
  std::string key = one.text("key");
  if (!Nginx::is_usable_key(key)) {
    one.refuse("key", "has not one {id} or {raw} in it");
    key = "{id}";
  }
  const Nginx clients(version == "old" ? Nginx::Version::until_1_31_1 : Nginx::Version::from_1_31_2,
                      key, one.text_if_any("salt").value_or(""));
  const std::uint32_t hash = clients.hash(one.text(id_name));
  one.expect("hash", Json(hash));
  return {clients, hash};
}

void expect_nginx_split(VectorCase& one, const NginxHash& by) {
  one.expect_at_whole([&by](std::int64_t part) {
    const std::array parts{static_cast<std::uint64_t>(part)};
    return by.clients.part(by.hash, parts, true) == std::size_t{0};
  });
}

void nginx_split(VectorCase& one) { expect_nginx_split(one, nginx_hash(one, "id")); }
void nginx_arg(VectorCase& one) { expect_nginx_split(one, nginx_hash(one, "raw")); }

void nginx_parts(VectorCase& one) {
  const NginxHash by = nginx_hash(one, "id");
  const auto parts = weights_of(one.wholes("parts"));
  const auto taken = by.clients.part(by.hash, parts, one.whole("star") != 0);
  const bool by_star = taken == parts.size();
  one.expect("pick", by_star ? std::optional<Json>("*")
                     : taken ? std::optional<Json>(*taken)
                             : std::nullopt);
}

void nginx_parts10k(VectorCase& one) {
  static const std::vector<std::uint64_t> parts(10'000, 1);
  const NginxHash by = nginx_hash(one, "id");
  one.expect("pick", by.clients.part(by.hash, parts, false));
}

constexpr std::array nginx_modes{
    VectorMode{"split", nginx_split},
    VectorMode{"arg", nginx_arg},
    VectorMode{"parts", nginx_parts},
    VectorMode{"parts10k", nginx_parts10k},
};

// HAProxy -----------------------------------------------------------------------------------------

void haproxy_converter(VectorCase& one) {
  const auto converter = HaproxyConverter::parse(one.text("alg"));
  if (!converter) return one.refuse("alg", "is no converter");
  const std::int64_t hash = converter->hash(one.text("id"));
  const std::int64_t n = HaproxyConverter::bucket_of(hash);
  one.expect("hash", Json(hash));
  one.expect("n", Json(n));
  one.expect_at_number([n](double percent) { return static_cast<double>(n) < percent; });
}

void haproxy_balance(VectorCase& one) {
  const auto balance = HaproxyBalance::parse(one.text("type"));
  if (!balance) return one.refuse("type", "is no hash-type");
  const auto weights = weights_of(one.wholes("w"));
  for (const std::uint64_t weight : weights) {
    if (weight > routing::haproxy_weight_max) return one.refuse("w", "has more than 256");
  }
  const std::string id = one.text("id");
  one.expect("pick", balance->server(balance->hash(HaproxyBalance::key(id)), weights));
}

constexpr std::array haproxy_modes{
    VectorMode{"conv", haproxy_converter},
    VectorMode{"balance", haproxy_balance},
};

// gRPC --------------------------------------------------------------------------------------------

// The ring that the header describes under that name; nothing, and a problem, if it does not.
std::optional<GrpcRing> ring_of(VectorCase& one, const Json& setup) {
  const bool usable = setup.is_object() && setup.contains("endpoints") &&
                      setup["endpoints"].is_array() && !setup["endpoints"].empty();
  const auto size_of = [&](const char* name) -> std::uint64_t {
    const bool given = usable && setup.contains(name) && setup[name].is_number_unsigned();
    return given ? setup[name].get<std::uint64_t>() : 0;
  };
  if (!usable || size_of("min") == 0 || size_of("max") == 0) {
    one.refuse("ring", "names no ring with endpoints, min and max in the header");
    return std::nullopt;
  }
  std::vector<GrpcRing::Endpoint> endpoints;
  for (const Json& endpoint : setup["endpoints"]) {
    if (!endpoint.is_array() || endpoint.size() != 2 || !endpoint[0].is_string() ||
        !endpoint[1].is_number_unsigned() || endpoint[1].get<std::uint64_t>() == 0 ||
        endpoint[1].get<std::uint64_t>() > std::numeric_limits<std::uint32_t>::max()) {
      one.refuse("ring", "has an endpoint that is no [address, weight of 1 to 2^32 - 1]");
      return std::nullopt;
    }
    endpoints.push_back({endpoint[0].get<std::string>(), endpoint[1].get<double>()});
  }
  return GrpcRing(endpoints, size_of("min"), size_of("max"));
}

void grpc_ring(VectorCase& one) {
  const std::string name = one.text("ring");
  const Json& rings = one.header().value("rings", Json::object());
  const Json setup = rings.is_object() ? rings.value(name, Json()) : Json();
  const auto ring = ring_of(one, setup);
  if (!ring) return;
  // The size of the ring is a result, too, if the file has it.
  one.compare("size of the ring", setup.value("size", Json(ring->entries().size())),
              Json(ring->entries().size()));
  const std::uint64_t hash = GrpcRingHash::hash(one.text("id"));
  const std::size_t index = ring->owner(hash);
  one.expect("hash", Json(hash));
  one.expect("idx", Json(index));
  one.expect("pick", Json(ring->entries()[index].endpoint));
}

constexpr std::array grpc_modes{VectorMode{"ring", grpc_ring}};

}  // namespace

std::span<const VectorProduct> proxy_products() {
  static const std::array products{
      VectorProduct{Nginx::info.title, nginx_modes},
      VectorProduct{Haproxy::info.title, haproxy_modes},
      VectorProduct{GrpcRingHash::info.title, grpc_modes},
  };
  return products;
}

}  // namespace coalmine::conform
