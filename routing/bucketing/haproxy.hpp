// HAProxy: `balance hdr()` over weighted servers, and hash converters in a rule.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "routing/bucketing/cut.hpp"
#include "routing/bucketing/hash/haproxy.hpp"
#include "routing/bucketing/header_value.hpp"
#include "routing/bucketing/info.hpp"

namespace coalmine::routing {

inline constexpr std::uint64_t haproxy_weight_max = 256;  // of a server

// `HEADER,FUNCTION,mod(100) lt PERCENTAGE` in a rule.
struct HaproxyConverter {
  HaproxyFunction function = HaproxyFunction::sdbm;
  bool avalanche = false;
  std::uint64_t seed = 0;

  // "sdbm", "wt6+a" (with avalanche), "xxh64:7" (with a seed). Nothing if it is no converter.
  static std::optional<HaproxyConverter> parse(std::string_view text);

  // Signed, because HAProxy's integers are: half of all xxh64 are below 0, and so is their n, which
  // is then below every percentage, 0 included.
  std::int64_t hash(std::string_view value) const noexcept {
    const std::uint64_t bits = haproxy_hash(function, value, seed);
    if (avalanche) return haproxy_avalanche(static_cast<std::uint32_t>(bits));
    return static_cast<std::int64_t>(bits);
  }
  static std::int64_t bucket_of(std::int64_t hash) { return hash % 100; }
  static constexpr std::int64_t lowest_bucket = -99;
};

// The `hash-type` of a backend with `balance hdr(NAME)`.
struct HaproxyBalance {
  bool consistent = false;  // else map-based
  HaproxyFunction function = HaproxyFunction::sdbm;
  bool avalanche = false;

  // "map-based", "consistent djb2 avalanche". Nothing if it is no hash-type.
  static std::optional<HaproxyBalance> parse(std::string_view text);

  // What is hashed of a header: up to the first comma outside quotes, without blanks around it.
  static std::string_view key(std::string_view header) noexcept {
    // Most ids have no comma, and quotations matter only where there is one.
    return header_value(header.find(',') == header.npos ? header : first_element(header));
  }
  std::uint32_t hash(std::string_view key) const noexcept {
    const auto bits = static_cast<std::uint32_t>(haproxy_hash(function, key));
    return avalanche ? haproxy_avalanche(bits) : bits;
  }

  // map-based: the servers' table of slots, by index. A hash goes to slot[hash mod slots]. Empty if
  // all weights are 0.
  static std::vector<std::size_t> slots(std::span<const std::uint64_t> weights);

  // consistent: where each server's nodes stand on the ring, in increasing order. A hash goes to
  // the nearest node.
  struct Node {
    std::uint32_t at;
    std::size_t server;
  };
  static std::vector<Node> nodes(std::span<const std::uint64_t> weights);
  static std::size_t nearest(std::span<const Node> nodes, std::uint32_t hash);  // never empty

  // The server of a hash; nothing if all weights are 0. Builds what it needs: for one question.
  std::optional<std::size_t> server(std::uint32_t hash,
                                    std::span<const std::uint64_t> weights) const;

 private:
  static std::string_view first_element(std::string_view header) noexcept;
};

class Haproxy {
 public:
  static const ProductInfo info;
  static Checked<Haproxy> make(const Parameters& parameters);

  // As every product: product.hpp.
  std::optional<std::uint64_t> position(std::string_view id) const noexcept;
  std::string bucket(std::uint64_t position) const;
  Cut cut(double share) const;

 private:
  Haproxy(std::variant<HaproxyBalance, HaproxyConverter> rule, std::uint64_t total_weight)
      : rule_(rule), total_weight_(total_weight) {}

  std::variant<HaproxyBalance, HaproxyConverter> rule_;
  std::uint64_t total_weight_;
};

// Without the header, balance falls back to round robin. The bucket of a converter may be below 0,
// and its position is counted from the lowest.
inline std::optional<std::uint64_t> Haproxy::position(std::string_view id) const noexcept {
  if (const auto* converter = std::get_if<HaproxyConverter>(&rule_)) {
    const std::int64_t n = HaproxyConverter::bucket_of(converter->hash(header_value(id)));
    return static_cast<std::uint64_t>(n - HaproxyConverter::lowest_bucket);
  }
  const std::string_view key = HaproxyBalance::key(id);
  if (key.empty()) return std::nullopt;
  return std::get_if<HaproxyBalance>(&rule_)->hash(key);
}

}  // namespace coalmine::routing
