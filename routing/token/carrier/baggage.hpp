// W3C Baggage: our decision as one member of a list that belongs to everybody.
//
//   baggage: userId=alice,coalmine=cm1~checkout-7~canary~step-2~1714560000000
//
// Other members are passed on byte by byte and in order, also those that are not of the grammar:
// the specification leaves it open, and they are not ours to judge. (AWS facts P3, P4, P6.)
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "routing/token/carrier/extraction.hpp"
#include "routing/token/carrier/name.hpp"

namespace coalmine::routing {

// What every platform must pass on if both hold; beyond either it may drop whole members.
struct BaggageLimits {
  std::size_t members_max = 64;
  std::size_t bytes_max = 8192;  // with the commas, without the header's name
};

// `lines`: the values of all baggage headers, in order; they are one list. Of our member the value
// counts, with percent-encoding undone, and its properties do not. Allocates nothing.
Extraction find_in_baggage(std::span<const std::string_view> lines,
                           const CarrierName& name = {}) noexcept;

// Writes the list to send into `sent`, in place of what is there, so that its memory is used again:
// the members of `lines` that are not ours, then ours with the value `token`. An empty `token`
// only takes ours out, as an edge does with what clients sent.
//
// Where the whole list exceeds the limits, our member's place is kept first, and of the others
// those are dropped that no longer fit, in their order. Ours is left out only if it exceeds the
// limits alone. Returns how many members of others were dropped. Precondition: `token` is empty, or
// was issued here or accepted.
std::size_t put_in_baggage(std::span<const std::string_view> lines, std::string_view token,
                           std::string& sent, const CarrierName& name = {},
                           const BaggageLimits& limits = {});

}  // namespace coalmine::routing
