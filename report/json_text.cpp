#include "report/json_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

namespace coalmine::report {
namespace {

// A number, string, boolean or null. Doubles by fmt and not by dump(), whose algorithm (Grisu2) is
// not always the shortest and which writes 12 as 12.0.
std::string scalar(const Json& json) {
  if (json.is_number_float()) {
    const double value = json.get<double>();
    assert(std::isfinite(value));                        // what has no value is null
    return value == 0 ? "0" : fmt::format("{}", value);  // no -0
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool holds_scalars_only(const Json& json) {
  return std::none_of(json.begin(), json.end(), [](const Json& j) { return j.is_structured(); });
}

bool is_text_of_lines(const Json& json) {
  return json.is_string() && json.get_ref<const std::string&>().find('\n') != std::string::npos;
}

// What stays on one line: a list of plain values whatever its length, and a record, whose members
// are plain values or pairs of them. A figure that changes is then a few changed lines of a diff,
// and a file is not mostly line ends. A text of several lines has a line for itself, so that what
// stands beside it can be read.
bool is_one_line(const Json& json) {
  if (json.is_structured() && std::any_of(json.begin(), json.end(), is_text_of_lines)) return false;
  if (!json.is_structured() || holds_scalars_only(json)) return true;
  return json.is_object() && std::all_of(json.begin(), json.end(), [](const Json& member) {
           return !member.is_structured() ||
                  (member.is_array() && member.size() <= 2 && holds_scalars_only(member));
         });
}

enum class Lines { as_needed, one };

void write(const Json& json, std::size_t indent, Lines lines, std::string& out) {
  if (!json.is_structured()) {
    out += scalar(json);
    return;
  }
  const bool one_line = lines == Lines::one || is_one_line(json);
  const auto line_end = [&](std::size_t spaces) {
    if (!one_line) out.append("\n").append(spaces, ' ');
  };
  out += json.is_object() ? '{' : '[';
  bool first = true;
  for (const auto& [key, member] : json.items()) {
    if (!first) out += one_line ? ", " : ",";
    first = false;
    line_end(indent + 2);
    if (json.is_object()) out.append(scalar(Json(key))).append(": ");
    write(member, indent + 2, lines, out);
  }
  line_end(indent);
  out += json.is_object() ? '}' : ']';
}

}  // namespace

std::string json_text(const Json& json) {
  std::string out;
  write(json, 0, Lines::as_needed, out);
  out += '\n';
  return out;
}

std::string json_line(const Json& json) {
  std::string out;
  write(json, 0, Lines::one, out);
  return out;
}

}  // namespace coalmine::report
