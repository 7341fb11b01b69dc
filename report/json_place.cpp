#include "report/json_place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace coalmine::report {
namespace {

const Json nothing;  // what stands where something is missing

std::string_view noun_of(const Json& json) {
  if (json.is_object()) return "an object";
  if (json.is_array()) return "a list";
  if (json.is_string()) return "a text";
  if (json.is_boolean()) return "true or false";
  return json.is_null() ? "null" : "a number";
}

// As jq and JavaScript write it.
std::string step_to(std::string_view key, bool is_first) {
  const bool is_word = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  });
  if (is_word) return fmt::format("{}{}", is_first ? "" : ".", key);
  return fmt::format("[{}]", Json(key).dump(-1, ' ', false, Json::error_handler_t::replace));
}

bool is_bounded(double value) { return std::abs(value) <= JsonPlace::number_max; }

}  // namespace

void JsonPlace::require(bool is_so, std::string_view what) const {
  if (is_so || !wrong_->empty()) return;
  *wrong_ = path_.empty() ? std::string(what) : fmt::format("{}: {}", path_, what);
}

bool JsonPlace::is(bool as_expected, std::string_view expected) const {
  if (!as_expected) require(false, fmt::format("expected {}, found {}", expected, noun_of(*json_)));
  return as_expected;
}

std::optional<JsonPlace> JsonPlace::find(std::string_view key) const {
  if (!is(json_->is_object(), "an object")) return std::nullopt;
  const auto found = json_->find(std::string(key));
  if (found == json_->end()) return std::nullopt;
  return JsonPlace(*found, *wrong_, path_ + step_to(key, path_.empty()));
}

JsonPlace JsonPlace::at(std::string_view key) const {
  if (auto found = find(key)) return *found;
  require(false, fmt::format("\"{}\" is missing", key));
  return {nothing, *wrong_, path_};
}

std::vector<JsonPlace> JsonPlace::items() const {
  std::vector<JsonPlace> items;
  if (!is(json_->is_array(), "a list")) return items;
  for (std::size_t i = 0; i < json_->size(); ++i) {
    items.push_back({(*json_)[i], *wrong_, fmt::format("{}[{}]", path_, i)});
  }
  return items;
}

std::vector<std::pair<std::string, JsonPlace>> JsonPlace::members() const {
  std::vector<std::pair<std::string, JsonPlace>> members;
  if (!is(json_->is_object(), "an object")) return members;
  for (const auto& [key, member] : json_->items()) {
    members.emplace_back(key, JsonPlace(member, *wrong_, path_ + step_to(key, path_.empty())));
  }
  return members;
}

std::string JsonPlace::text() const {
  return is(json_->is_string(), "a text") ? json_->get<std::string>() : std::string();
}

double JsonPlace::bounded() const {
  const auto value = json_->get<double>();
  const bool is_in_range = is_bounded(value);
  require(is_in_range, fmt::format("expected a number from {} to {}", -number_max, number_max));
  return is_in_range ? value : 0;
}

double JsonPlace::number() const { return is(json_->is_number(), "a number") ? bounded() : 0; }

std::optional<double> JsonPlace::number_or_null() const {
  if (!is(json_->is_number() || json_->is_null(), "a number or null")) return std::nullopt;
  return json_->is_null() ? std::nullopt : std::optional(bounded());
}

std::uint64_t JsonPlace::whole_number(std::uint64_t least, std::uint64_t most) const {
  if (!is(json_->is_number(), "a whole number")) return least;
  const bool is_whole = json_->is_number_unsigned();
  const auto number = is_whole ? json_->get<std::uint64_t>() : 0;
  const bool is_in_range = is_whole && number >= least && number <= most;
  require(is_in_range, fmt::format("expected a whole number from {} to {}", least, most));
  return is_in_range ? number : least;
}

std::vector<std::string> JsonPlace::texts() const {
  std::vector<std::string> texts;
  for (const JsonPlace& item : items()) texts.push_back(item.text());
  return texts;
}

// Without a place for each: there are many, and nearly always they are numbers.
std::vector<std::optional<double>> JsonPlace::numbers_or_null() const {
  std::vector<std::optional<double>> numbers;
  if (!is(json_->is_array(), "a list")) return numbers;
  numbers.reserve(json_->size());
  for (const Json& item : *json_) {
    const auto value = item.is_number() ? std::optional(item.get<double>()) : std::nullopt;
    const bool is_one = value ? is_bounded(*value) : item.is_null();
    if (!is_one && wrong_->empty()) items()[numbers.size()].number_or_null();  // says so
    numbers.push_back(value);
  }
  return numbers;
}

}  // namespace coalmine::report
