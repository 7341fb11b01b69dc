// A member of a JSON object: how EventBridge's `detail` and a CloudEvent in JSON carry a decision.
//
//   {"coalmine":"cm1~checkout-7~canary~step-2~1714560000000","order":7}
//
// Of the other members every byte and the order are kept; only white space between them is not. The
// size of the whole is for the sender to watch: EventBridge takes 256 KB an entry (AWS fact P10).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "routing/token/carrier/extraction.hpp"
#include "routing/token/carrier/name.hpp"

namespace coalmine::routing {

// Absent where `object` is not a JSON object. O(size), and allocates: a parser reads all of it.
Extraction find_in_json(std::string_view object, const CarrierName& name = {});

// Adds what a JSON value, as written, says.
void add_json_string(Occurrences& found, std::string_view value);

// The object with ours first, in place of any that was there; an empty `token` only takes it out.
// Nothing if `object` is not a JSON object, which cannot carry a decision. Precondition: `token` is
// empty, or was issued here or accepted.
std::optional<std::string> put_in_json(std::string_view object, std::string_view token,
                                       const CarrierName& name = {});

}  // namespace coalmine::routing
