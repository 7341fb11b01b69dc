#include "harness/sweep/scale.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <vector>

#include "spec/values.hpp"

namespace coalmine::harness {
namespace {

constexpr std::int64_t whole_max = std::int64_t{1} << 53;  // doubles count as far

std::optional<double> value_of(const spec::Value<double>& value) {
  return value ? std::optional(*value) : std::nullopt;
}

std::optional<double> whole_from(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = error == std::errc{} && end == text.data() + text.size();
  if (!is_whole || number > whole_max || number < -whole_max) return std::nullopt;
  return static_cast<double>(number);
}

std::optional<double> percent_from(std::string_view text) {
  const auto share =
      value_of(text.ends_with('%') ? spec::percentage_from(text) : spec::share_from(text));
  return share ? std::optional(100 * *share) : std::nullopt;
}

std::optional<double> rate_from(std::string_view text, std::string_view unit) {
  const auto rate = spec::rate_from(text);
  const auto one = spec::rate_from(fmt::format("1/{}", unit));
  return rate && one ? std::optional(*rate / *one) : std::nullopt;
}

// "90s" and "1m30s" are in "s", the largest unit that divides them; "0s" is in the one it has.
// Empty for "0".
std::string unit_of(Duration duration, std::string_view written) {
  const std::string text = duration.count() == 0 ? std::string(written) : spec::to_text(duration);
  return text.substr(text.find_last_of("0123456789") + 1);
}

double one_ns(std::string_view unit) {
  return static_cast<double>(spec::duration_from(fmt::format("1{}", unit))->count());
}

// The double nearest to `value` with so many decimal digits, without the others.
std::string decimal(double value, int digits) {
  const std::string rounded = fmt::format("{:.{}g}", value, digits);
  double read = 0;
  std::from_chars(rounded.data(), rounded.data() + rounded.size(), read);
  return read == 0 ? "0" : fmt::format("{}", read);
}

std::string percent_text(double percent, int digits) {
  const std::string text = decimal(percent, digits) + '%';
  // The language has no exponents before a percent sign.
  return spec::percentage_from(text) ? text : decimal(percent / 100, digits);
}

std::string duration_text(double value, const std::string& unit, int digits) {
  std::string text = decimal(value, digits) + unit;
  if (spec::duration_from(text)) return text;
  // Finer than a nanosecond, or with an exponent.
  return spec::to_text(Duration{std::llround(value * one_ns(unit))});
}

}  // namespace

std::optional<Scale> Scale::common_to(std::string_view a, std::string_view b) {
  std::vector<Scale> scales{Scale(Kind::whole), Scale(Kind::number), Scale(Kind::percent)};
  if (const std::size_t slash = a.find('/'); slash != std::string_view::npos) {
    scales.push_back(Scale(Kind::rate, std::string(a.substr(slash + 1))));
  }
  for (const std::string_view end : {a, b}) {
    const auto duration = spec::duration_from(end);
    const std::string unit = duration ? unit_of(*duration, end) : "";
    if (!unit.empty()) scales.push_back(Scale(Kind::duration, unit));
  }
  for (const Scale& scale : scales) {
    if (scale.read(a) && scale.read(b)) return scale;
  }
  return std::nullopt;
}

std::optional<double> Scale::read(std::string_view text) const {
  switch (kind_) {
    case Kind::whole:
      return whole_from(text);
    case Kind::number:
      return value_of(spec::number_from(text));
    case Kind::percent:
      return percent_from(text);
    case Kind::rate:
      return rate_from(text, unit_);
    case Kind::duration:
      if (const auto duration = spec::duration_from(text)) {
        return static_cast<double>(duration->count()) / one_ns(unit_);
      }
      return std::nullopt;
  }
  return std::nullopt;
}

std::string Scale::text(double value, int digits) const {
  switch (kind_) {
    case Kind::whole:
      return fmt::format("{}", std::llround(value));
    case Kind::number:
      return decimal(value, digits);
    case Kind::percent:
      return percent_text(value, digits);
    case Kind::rate:
      return fmt::format("{}/{}", decimal(value, digits), unit_);
    case Kind::duration:
      return duration_text(value, unit_, digits);
  }
  return "";
}

}  // namespace coalmine::harness
