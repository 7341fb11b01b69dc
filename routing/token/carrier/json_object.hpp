// The members of a JSON object as pieces of its text, so that one can be changed and the others
// stay byte for byte.
//
// A parser that gives values cannot do that: it reads 1.0 and 1e0 as the same number, keeps the
// last of two equal keys, and forgets where each stood. So nlohmann::json judges whether the text
// is JSON, and the pieces are then cut out of a text that is known to be.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace coalmine::routing {

struct JsonMember {
  std::string_view text;   // from the key's first quote to the value's last character
  std::string_view key;    // with its quotes, as written
  std::string_view value;  // as written
};

// In order, equal keys included. Nothing if `text` is not one JSON object. O(size), also for
// hostile nesting.
std::optional<std::vector<JsonMember>> members_of(std::string_view text);

// Whether the text is one JSON value, with no byte around it.
bool is_bare_json(std::string_view text);

// The string that a JSON string (with quotes) stands for; nothing if the value is no string.
std::optional<std::string> string_of(std::string_view value);

// "key":"text", of texts that need no escapes.
std::string quoted_member(std::string_view key, std::string_view text);

}  // namespace coalmine::routing
