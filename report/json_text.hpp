// JSON as text whose lines and digits are ours: the same bytes with every compiler, and a figure
// that changes is a few changed lines.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace coalmine::report {

using Json = nlohmann::ordered_json;

inline Json optional_number(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

// [low, high]
inline Json optional_interval(const std::optional<double>& low, const std::optional<double>& high) {
  return low && high ? Json::array({*low, *high}) : Json(nullptr);
}

// Ends in a newline. Precondition: numbers are finite.
std::string json_text(const Json& json);

// The same on one line, whatever its length, without an end.
std::string json_line(const Json& json);

}  // namespace coalmine::report
