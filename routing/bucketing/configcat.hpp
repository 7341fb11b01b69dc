// ConfigCat: percentage options of a setting.
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

class ConfigCat {
 public:
  static const ProductInfo info;
  static Checked<ConfigCat> make(const Parameters& parameters);

  explicit ConfigCat(std::string_view setting) { prefix_.add(setting); }

  std::uint64_t hash(std::string_view attribute) const noexcept;  // [0, 100)

  // The option that the bucket falls to; percentages.
  static std::optional<std::size_t> option(std::uint64_t n, std::span<const double> percentages);

  // As every product: product.hpp.
  std::optional<std::uint64_t> position(std::string_view id) const noexcept { return hash(id); }
  std::string bucket(std::uint64_t position) const;
  Cut cut(double share) const;

 private:
  Sha1 prefix_;
};

}  // namespace coalmine::routing
