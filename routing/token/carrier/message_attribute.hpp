// SQS and SNS: our decision as a message attribute of type String.
//
//   "coalmine": {"DataType": "String", "StringValue": "cm1~checkout-7~canary~step-2~1714560000000"}
//
// The body stays untouched. Attributes survive a dead-letter queue (AWS fact P7) and arrive at a
// function that SNS invokes (P8), but no queue filter can see them (P15).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "routing/token/carrier/extraction.hpp"
#include "routing/token/carrier/name.hpp"

namespace coalmine::routing {

struct MessageAttribute {
  std::string name;
  std::string data_type;  // "String", "Number", "Binary", or one of these with ".anything" behind
  std::string string_value;
  friend bool operator==(const MessageAttribute&, const MessageAttribute&) = default;
};

// SQS takes no more (P7), and SNS discards a message with more on its way to a queue (P8).
inline constexpr std::size_t message_attributes_max = 10;

// An attribute of our name that is no String is malformed, as a text that is no token is.
Extraction find_in_attributes(std::span<const MessageAttribute> attributes,
                              const CarrierName& name = {}) noexcept;

// Takes ours out and puts `token` behind the others, unless it is empty. False if there was no
// place left: then the message goes without the decision, for what the application put there is not
// ours to drop, and a message that is discarded is worse than one that is routed afresh.
// Precondition: `token` is empty, or was issued here or accepted.
[[nodiscard]] bool put_in_attributes(std::vector<MessageAttribute>& attributes,
                                     std::string_view token, const CarrierName& name = {});

}  // namespace coalmine::routing
