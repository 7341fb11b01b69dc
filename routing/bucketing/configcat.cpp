#include "routing/bucketing/configcat.hpp"

#include <fmt/format.h>

#include <array>

#include "routing/bucketing/share.hpp"

namespace coalmine::routing {
namespace {

constexpr std::uint64_t buckets = 100;

constexpr std::array parameters{
    ParameterInfo{"key", "", "key of the setting; the config's salt plays no part", std::nullopt},
    ParameterInfo{"attribute", "attr", "which attribute is given; it is not hashed", "Identifier"},
};

}  // namespace

const ProductInfo ConfigCat::info{
    .name = "configcat",
    .title = "ConfigCat",
    .hash = "SHA-1, 28 bits, of KEY ID",
    .bucket = "n = hash mod 100",
    .rule = "n < percentage",
    .granularity = "1 %",
    .parameters = parameters,
};

Checked<ConfigCat> ConfigCat::make(const Parameters& given) {
  Arguments arguments(info, given);
  const std::string key = arguments.text("key");
  arguments.text("attribute");
  if (arguments.problem()) return tl::unexpected(*arguments.problem());
  return ConfigCat(key);
}

std::uint64_t ConfigCat::hash(std::string_view attribute) const noexcept {
  Sha1 text = prefix_;
  text.add(attribute);
  return (text.first_64_bits() >> 36) % buckets;  // 7 hexadecimal digits
}

std::optional<std::size_t> ConfigCat::option(std::uint64_t n, std::span<const double> percentages) {
  double end = 0;
  for (std::size_t i = 0; i < percentages.size(); ++i) {
    end += percentages[i];
    if (static_cast<double>(n) < end) return i;
  }
  return std::nullopt;
}

std::string ConfigCat::bucket(std::uint64_t position) const { return fmt::format("{}", position); }

Cut ConfigCat::cut(double share) const {
  const auto percent = static_cast<double>(nearest_parts(share, 100));
  const std::array percentages{percent, 100 - percent};
  return cut_where(buckets, [&percentages](std::uint64_t n) {
    return option(n, percentages) == std::size_t{0};
  });
}

}  // namespace coalmine::routing
