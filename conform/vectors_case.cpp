#include "conform/vectors_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace coalmine::conform {
namespace {

constexpr std::array<std::string_view, 10> result_names{"h",  "hash", "b",  "n",     "g",
                                                        "at", "pick", "in", "inExp", "idx"};

constexpr double exact_max = 0x1p53;  // whole numbers up to here are exact in a double

// JavaScript, which wrote the files, does not tell 5 from 5.0, and knows no larger ones.
bool is_whole(const Json& value) {
  if (!value.is_number()) return false;
  const double number = value.get<double>();
  return std::trunc(number) == number && std::abs(number) <= exact_max;
}

std::string shown(const Json& value) {
  constexpr std::size_t shown_max = 80;
  const std::string text = value.dump(-1, ' ', true);
  return text.size() <= shown_max ? text : text.substr(0, shown_max) + "...";
}

}  // namespace

void VectorCase::refuse(std::string_view name, const std::string& why) {
  if (!problem_) problem_ = fmt::format("\"{}\" {}", name, why);
}

const Json& VectorCase::json(std::string_view name) {
  static const Json nothing;
  const auto found = fields_.find(name);
  if (found != fields_.end()) return *found;
  refuse(name, "is missing");
  return nothing;
}

std::string VectorCase::text(std::string_view name) {
  const Json& value = json(name);
  if (value.is_string()) return value.get<std::string>();
  if (is_whole(value)) return fmt::format("{}", whole_of(value, name));
  refuse(name, fmt::format("is {}, expected text", shown(value)));
  return "";
}

std::optional<std::string> VectorCase::text_if_any(std::string_view name) {
  if (!has(name)) return std::nullopt;
  return text(name);
}

double VectorCase::number_of(const Json& value, std::string_view name) {
  if (value.is_number()) return value.get<double>();
  refuse(name, fmt::format("has {}, expected a number", shown(value)));
  return 0;
}

double VectorCase::number(std::string_view name) { return number_of(json(name), name); }

std::int64_t VectorCase::whole_of(const Json& value, std::string_view name) {
  if (is_whole(value)) return static_cast<std::int64_t>(value.get<double>());
  refuse(name, fmt::format("has {}, expected a whole number", shown(value)));
  return 0;
}

std::int64_t VectorCase::whole(std::string_view name) { return whole_of(json(name), name); }

std::optional<std::int64_t> VectorCase::whole_if_any(std::string_view name) {
  if (!has(name)) return std::nullopt;
  return whole(name);
}

std::vector<double> VectorCase::numbers(std::string_view name) {
  const Json& list = json(name);
  if (!list.is_array()) refuse(name, "is no list");
  std::vector<double> values;
  for (const Json& value : list) values.push_back(number_of(value, name));
  return values;
}

std::vector<std::int64_t> VectorCase::signed_wholes(std::string_view name) {
  const Json& list = json(name);
  if (!list.is_array()) refuse(name, "is no list");
  std::vector<std::int64_t> values;
  for (const Json& value : list) values.push_back(whole_of(value, name));
  return values;
}

std::vector<std::int64_t> VectorCase::wholes(std::string_view name) {
  std::vector<std::int64_t> values = signed_wholes(name);
  for (std::int64_t& value : values) {
    if (value < 0) refuse(name, fmt::format("has {}, expected no number below 0", value));
    value = std::max<std::int64_t>(value, 0);
  }
  return values;
}

void VectorCase::expect(std::string_view name, const Json& got) {
  const auto expected = fields_.find(name);
  if (expected == fields_.end()) return;
  results_.emplace(name);
  const bool as_text = expected->is_string() && got.is_number();
  compare(std::string(name), *expected, as_text ? Json(got.dump()) : got);
}

bool VectorCase::is_decision(const Json& decisions, std::size_t i) {
  const bool is_one = decisions.is_array() && decisions[i].is_array() && decisions[i].size() == 2;
  if (!is_one) refuse("at", "is no list of [threshold, decision]");
  return is_one;
}

void VectorCase::compare(const std::string& field, const Json& expected, const Json& got) {
  if (expected != got) mismatches_.push_back({number_, field, shown(expected), shown(got)});
}

std::optional<std::string> VectorCase::problem() const {
  if (problem_) return problem_;
  for (const std::string_view name : result_names) {
    if (has(name) && !results_.contains(name)) {
      return fmt::format("\"{}\" is a result that this mode does not have", name);
    }
  }
  if (results_.empty()) return "has no result to check";
  return std::nullopt;
}

}  // namespace coalmine::conform
