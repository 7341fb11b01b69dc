#include "routing/bucketing/flipper.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <array>

#include "routing/bucketing/share.hpp"

namespace coalmine::routing {
namespace {

constexpr std::uint64_t buckets = 100'000;

constexpr std::array parameters{
    ParameterInfo{"feature", "", "name of the feature", std::nullopt},
};

// The CRC-32 of a text that goes on after one of CRC-32 `before`.
std::uint32_t crc(std::uint32_t before, std::string_view text) {
  return static_cast<std::uint32_t>(
      crc32_z(before, reinterpret_cast<const Bytef*>(text.data()), text.size()));
}

}  // namespace

const ProductInfo Flipper::info{
    .name = "flipper",
    .title = "Flipper (Ruby)",
    .hash = "CRC-32 of FEATURE ID",
    .bucket = "n = hash mod 100000",
    .rule = "n < percentage * 1000 in doubles",
    .granularity = "0.001 %",
    .parameters = parameters,
};

Checked<Flipper> Flipper::make(const Parameters& given) {
  Arguments arguments(info, given);
  const std::string feature = arguments.text("feature");
  if (arguments.problem()) return tl::unexpected(*arguments.problem());
  return Flipper(feature);
}

Flipper::Flipper(std::string_view feature) : crc_of_feature_(crc(0, feature)) {}

std::uint64_t Flipper::hash(std::string_view actor) const noexcept {
  return crc(crc_of_feature_, actor) % buckets;
}

std::string Flipper::bucket(std::uint64_t position) const { return fmt::format("{}", position); }

Cut Flipper::cut(double share) const {
  return cut_where(buckets, [percent = percentage(share)](std::uint64_t n) {
    return in_percentage(n, percent);
  });
}

}  // namespace coalmine::routing
