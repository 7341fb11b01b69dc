#include "routing/bucketing/split_io.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>

#include "routing/bucketing/hash/utf16.hpp"
#include "routing/bucketing/share.hpp"

namespace coalmine::routing {
namespace {

constexpr std::array parameters{
    ParameterInfo{"seed", "", "seed of the flag, a signed 32-bit number", std::nullopt},
};

// White space and line ends as ECMAScript lists them for String.prototype.trim.
constexpr bool is_javascript_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
         c == 0x3000 || c == 0xfeff;
}

// How many bytes the last character takes, whole or broken. Precondition: not empty.
std::size_t bytes_of_last(std::string_view text) {
  std::size_t bytes = 1;
  while (bytes < text.size() && bytes < 4 &&
         (static_cast<unsigned char>(text[text.size() - bytes]) & 0xc0) == 0x80) {
    ++bytes;
  }
  return bytes;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty()) {
    const Character first = first_character(text);
    if (!is_javascript_space(first.value)) break;
    text.remove_prefix(first.bytes);
  }
  while (!text.empty()) {
    const std::size_t bytes = bytes_of_last(text);
    const Character last = first_character(text.substr(text.size() - bytes));
    if (last.bytes != bytes || !is_javascript_space(last.value)) break;
    text.remove_suffix(bytes);
  }
  return text;
}

}  // namespace

const ProductInfo SplitIo::info{
    .name = "split",
    .title = "Split.io",
    .hash = "MurmurHash3, the flag's seed, of the UTF-8 of ID trimmed",
    .bucket = "n = hash mod 100 + 1",
    .rule = "n <= size",
    .granularity = "1 %",
    .parameters = parameters,
};

Checked<SplitIo> SplitIo::make(const Parameters& given) {
  Arguments arguments(info, given);
  const std::int64_t seed = arguments.whole("seed", std::numeric_limits<std::int32_t>::min(),
                                            std::numeric_limits<std::uint32_t>::max());
  if (arguments.problem()) return tl::unexpected(*arguments.problem());
  return SplitIo(seed);
}

std::string_view SplitIo::trimmed_and_counted(std::string_view key) noexcept {
  const std::string_view kept = trimmed(key);
  const bool too_long = kept.size() > key_units_max && units_in(kept) > key_units_max;
  return too_long ? std::string_view{} : kept;
}

std::optional<std::size_t> SplitIo::partition(std::uint64_t n, std::span<const double> sizes) {
  double end = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    end += sizes[i];
    if (static_cast<double>(n) <= end) return i;
  }
  return std::nullopt;
}

std::string SplitIo::bucket(std::uint64_t position) const { return fmt::format("{}", position); }

Cut SplitIo::cut(double share) const {
  const auto size = static_cast<double>(nearest_parts(share, 100));
  const std::array sizes{size, 100 - size};
  // No bucket is 0, so that nobody is below a cut of 1.
  return cut_where(101,
                   [&sizes](std::uint64_t n) { return partition(n, sizes) == std::size_t{0}; });
}

}  // namespace coalmine::routing
