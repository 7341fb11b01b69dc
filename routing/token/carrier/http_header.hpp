// A plain HTTP header of its own: `coalmine: cm1~checkout-7~canary~step-2~1714560000000`.
//
// The value is the token as it is. Header names are case-insensitive, so looking the header up is
// left to the HTTP library.
#pragma once

#include <span>
#include <string_view>

#include "routing/token/carrier/extraction.hpp"

namespace coalmine::routing {

// `values`: those of all header lines of our name, in order. A comma is where a proxy has joined
// two lines into one, so it counts as two.
Extraction find_in_header(std::span<const std::string_view> values) noexcept;

}  // namespace coalmine::routing
