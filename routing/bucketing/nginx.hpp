// nginx: the split_clients directive.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "routing/bucketing/cut.hpp"
#include "routing/bucketing/hash/murmur.hpp"
#include "routing/bucketing/header_value.hpp"
#include "routing/bucketing/info.hpp"

namespace coalmine::routing {

class Nginx {
 public:
  static const ProductInfo info;
  static Checked<Nginx> make(const Parameters& parameters);

  // What a part that brings the sum to exactly 100 % gets: up to its threshold, as its share (until
  // 1.31.1), or all that is left (from 1.31.2 on).
  enum class Version : std::uint8_t { until_1_31_1, from_1_31_2 };

  // `key` is the directive's first argument: text in which {id} stands for the id as a header
  // value, so without blanks around it, or {raw} for the id as it is, and {salt} for another
  // header. Usable: with one id in it, no more.
  static bool is_usable_key(std::string_view key);

  // Precondition: the key is usable.
  Nginx(Version version, std::string_view key, std::string_view salt);

  std::uint32_t hash(std::string_view id) const noexcept;

  // The part that a hash falls to; percentages in 1/100 %. parts.size() is a final "*"; nothing if
  // there is no "*" and the hash is above the last threshold.
  std::optional<std::size_t> part(std::uint32_t hash, std::span<const std::uint64_t> parts,
                                  bool star) const;

  // As every product: product.hpp.
  std::optional<std::uint64_t> position(std::string_view id) const noexcept { return hash(id); }
  std::string bucket(std::uint64_t position) const;
  Cut cut(double share) const;

 private:
  Version version_;
  bool raw_;
  Murmur2 before_;     // what stands before the id in the key
  std::string after_;  // and after it
};

inline std::uint32_t Nginx::hash(std::string_view id) const noexcept {
  return before_.with(raw_ ? id : header_value(id), after_);
}

}  // namespace coalmine::routing
