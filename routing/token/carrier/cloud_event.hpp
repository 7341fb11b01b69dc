// CloudEvents: our decision as an extension attribute.
//
// In HTTP's binary mode an attribute is a header, here; in the structured mode, and on any
// transport that carries events as JSON, it is a member of the object: json_member.hpp, with the
// same name.
//
//   ce-coalmine: cm1~checkout-7~canary~step-2~1714560000000
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "routing/token/carrier/extraction.hpp"
#include "routing/token/carrier/name.hpp"

namespace coalmine::routing {

// The header's name: "ce-coalmine". Its value is the token as it is.
std::string cloud_event_header(const CarrierName& name = {});

// `values`: those of all header lines of that name. Undoes quoted strings, then percent-encoding,
// as the HTTP binding of CloudEvents 1.0.2 asks of every receiver (3.1.3.2). Allocates nothing.
Extraction find_in_cloud_event(std::span<const std::string_view> values) noexcept;

}  // namespace coalmine::routing
