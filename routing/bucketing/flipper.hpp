// Flipper: the gate for a percentage of actors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "routing/bucketing/cut.hpp"
#include "routing/bucketing/info.hpp"

namespace coalmine::routing {

class Flipper {
 public:
  static const ProductInfo info;
  static Checked<Flipper> make(const Parameters& parameters);

  explicit Flipper(std::string_view feature);

  std::uint64_t hash(std::string_view actor) const noexcept;  // [0, 100000)

  // The product is a double's: 2.007 % lets bucket 2007 in.
  static bool in_percentage(std::uint64_t n, double percentage) {
    return percentage > 0 && static_cast<double>(n) < percentage * 1000;
  }

  // As every product: product.hpp.
  std::optional<std::uint64_t> position(std::string_view id) const noexcept { return hash(id); }
  std::string bucket(std::uint64_t position) const;
  Cut cut(double share) const;

 private:
  std::uint32_t crc_of_feature_;
};

}  // namespace coalmine::routing
