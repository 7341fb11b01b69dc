// The name under which a decision travels, the same in every carrier.
//
// One name carries one release. Give each release its own if several are rolled out along one chain
// at a time: a hop replaces a token that it cannot believe.
#pragma once

#include <boost/static_string.hpp>
#include <cstddef>
#include <string_view>

#include "base/result.hpp"

namespace coalmine::routing {

inline constexpr std::size_t carrier_name_bytes_max = 20;

class CarrierName {
 public:
  CarrierName() = default;  // "coalmine"

  // 1 to 20 lower-case letters and digits, a letter first: what CloudEvents advises for attributes,
  // the narrowest rule of all carriers (AWS facts P3, P7, P12).
  // Error: anything else, or a name that CloudEvents uses itself.
  static Checked<CarrierName> make(std::string_view text);

  std::string_view text() const noexcept { return {text_.data(), text_.size()}; }

 private:
  explicit CarrierName(std::string_view text) : text_(text.data(), text.size()) {}

  boost::static_string<carrier_name_bytes_max> text_ = "coalmine";
};

}  // namespace coalmine::routing
