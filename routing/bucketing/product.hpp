// Any product's bucketing, chosen by name, for a split between stable and canary.
//
// A product puts each id at a position that never moves; its rule turns a share into the positions
// that are the canary's. Everything a product does in its own way is in its own file: a further one
// is a pair of files, and a line in the list below.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/result.hpp"
#include "routing/bucketing/configcat.hpp"
#include "routing/bucketing/cut.hpp"
#include "routing/bucketing/envoy.hpp"
#include "routing/bucketing/flagd.hpp"
#include "routing/bucketing/flagsmith.hpp"
#include "routing/bucketing/flipper.hpp"
#include "routing/bucketing/growthbook.hpp"
#include "routing/bucketing/grpc_ring_hash.hpp"
#include "routing/bucketing/haproxy.hpp"
#include "routing/bucketing/info.hpp"
#include "routing/bucketing/launchdarkly.hpp"
#include "routing/bucketing/nginx.hpp"
#include "routing/bucketing/optimizely.hpp"
#include "routing/bucketing/posthog.hpp"
#include "routing/bucketing/split_io.hpp"
#include "routing/bucketing/statsig.hpp"
#include "routing/bucketing/unleash.hpp"
#include "routing/bucketing/unleash_ruby.hpp"

namespace coalmine::routing {

class ProductBucketing {
 public:
  // Parameters are named as the product names them.
  // Error: an unknown product (and which there are); an unknown, missing or bad parameter (and
  // which there are).
  static Checked<ProductBucketing> make(std::string_view product, const Parameters& parameters);

  // Where the id, UTF-8, falls: for ever the same. Nothing if the product refuses to hash it, and
  // then serves stable. Any bytes are safe. Neither allocates nor locks.
  std::optional<std::uint64_t> position(std::string_view id) const noexcept {
    const auto [position, is_any] = position_of_(product_, id);
    return is_any ? std::optional(position) : std::nullopt;
  }

  // What the product itself calls that position, as its vector file does: "0.4215", "17".
  std::string bucket(std::uint64_t position) const;

  // The positions that are the canary's when its share is `share`, in [0, 1]: with the product's
  // granularity, rounding and comparison. A share between two steps goes to the nearest.
  //
  // Some products let a few users in at 0: those at the lowest bucket, where the comparison is <=.
  // That is a flag at 0 %, not a flag that is off: for a canary that is gone, use Cut{}.
  Cut cut(double share) const;

  const ProductInfo& info() const;
  std::string_view name() const { return info().name; }

 private:
  using Any = std::variant<LaunchDarkly, UnleashNode, UnleashRuby, GrowthBook, Flagd, Statsig,
                           PostHog, Optimizely, SplitIo, Flagsmith, ConfigCat, Flipper, Nginx,
                           Haproxy, GrpcRingHash, Envoy>;
  // One call through a pointer, and two words back: std::visit hands the id over in memory, and an
  // optional comes back through it, which shows beside a hash of ten nanoseconds.
  struct MaybePosition {
    std::uint64_t position;
    std::uint64_t is_any;  // 0 or 1
  };
  using PositionOf = MaybePosition (*)(const Any&, std::string_view) noexcept;

  template <class Product>
  static MaybePosition position_of(const Any& any, std::string_view id) noexcept {
    const std::optional<std::uint64_t> position = std::get_if<Product>(&any)->position(id);
    return {position.value_or(0), position.has_value()};
  }

  ProductBucketing(Any any, PositionOf of) : product_(std::move(any)), position_of_(of) {}

  Any product_;
  PositionOf position_of_;

  friend std::span<const ProductInfo* const> products();
};

// All of them, in the order of the list above.
std::span<const ProductInfo* const> products();

}  // namespace coalmine::routing
