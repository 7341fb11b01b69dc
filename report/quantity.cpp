#include "report/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace coalmine::report {
namespace {

constexpr int decimals_max = 4;
constexpr int significant_digits_alone = 3;  // of a value without an interval
constexpr int significant_digits_max = 4;

constexpr int power_of_ten(int exponent) {
  int power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

// The fewest decimals at which `value` shows `digits` significant digits.
int decimals_for(double value, int digits) {
  // 0.95 and not 1 for one digit: what counts is the rounded value, and 0.96 is shown as 1.
  const double shown_min = power_of_ten(digits - 1) - 0.05;
  int decimals = 0;
  while (decimals < decimals_max && std::abs(value) * power_of_ten(decimals) < shown_min)
    ++decimals;
  return decimals;
}

// One digit of the interval, but not more than anyone compares: 63.21 and not 63.2121, 1,264.2 and
// not 1,264.25.
int decimals_for_interval(double value, double half_width) {
  const double larger = std::max(std::abs(value), half_width);
  const int decimals_of_interest = std::max(1, decimals_for(larger, significant_digits_max));
  return std::min(decimals_for(half_width, 1), decimals_of_interest);
}

// "1264.25" -> "1,264.25"
std::string with_thousands(std::string number) {
  const std::size_t start = number.starts_with('-') || number.starts_with('+') ? 1 : 0;
  const std::size_t point = std::min(number.find('.'), number.size());
  for (std::size_t at = point; at > start + 3;) {
    at -= 3;
    number.insert(at, 1, ',');
  }
  return number;
}

std::string without_trailing_zeros(std::string number) {
  if (number.find('.') == std::string::npos) return number;
  number.erase(number.find_last_not_of('0') + 1);
  if (number.ends_with('.')) number.pop_back();
  return number;
}

std::string interval_text(double half_width, int decimals) {
  if (half_width > 0 && std::round(half_width * power_of_ten(decimals)) == 0) {
    return fmt::format(" ± <{:.{}f}", 1.0 / power_of_ten(decimals), decimals);
  }
  if (half_width == 0) return " ± 0";
  return fmt::format(" ± {}", with_thousands(fmt::format("{:.{}f}", half_width, decimals)));
}

struct Shown {
  std::string value;
  std::string interval;  // " ± 0.3", or empty
};

Shown show(double value, std::optional<double> half_width, bool with_sign) {
  // A figure that never varies has an interval of rounding errors.
  if (half_width && *half_width < 1e-9 * std::abs(value)) half_width = 0;
  const bool interval_decides = half_width && *half_width > 0;
  const int decimals = interval_decides ? decimals_for_interval(value, *half_width)
                                        : decimals_for(value, significant_digits_alone);
  value = std::round(value * power_of_ten(decimals)) == 0 ? 0.0 : value;  // no "-0.0"
  std::string text = with_sign && value != 0 ? fmt::format("{:+.{}f}", value, decimals)
                                             : fmt::format("{:.{}f}", value, decimals);
  if (!interval_decides) text = without_trailing_zeros(text);
  return {with_thousands(text), half_width ? interval_text(*half_width, decimals) : ""};
}

// Shares are shown in percent; all else as it is.
double shown_per_unit(std::string_view unit) { return unit == "share" ? 100 : 1; }

std::optional<double> scaled(std::optional<double> value, double factor) {
  return value ? std::optional(*value * factor) : std::nullopt;
}

std::string_view suffix(std::string_view unit) {
  if (unit == "share") return " %";
  if (unit == "s") return " s";
  if (unit == "ms") return " ms";
  if (unit == "user s") return " user s";
  return "";
}

}  // namespace

std::string quantity(double value, std::optional<double> half_width, std::string_view unit) {
  const double factor = shown_per_unit(unit);
  const Shown shown = show(value * factor, scaled(half_width, factor), false);
  return fmt::format("{}{}{}", shown.value, suffix(unit), shown.interval);
}

std::string quantity_beside(double value, std::optional<double> half_width, std::string_view unit) {
  const double factor = shown_per_unit(unit);
  return show(value * factor, scaled(half_width, factor), false).value.append(suffix(unit));
}

std::string signed_quantity(double value, std::optional<double> half_width, std::string_view unit) {
  const double factor = shown_per_unit(unit);
  const Shown shown = show(value * factor, scaled(half_width, factor), true);
  return shown.value + shown.interval;
}

std::string_view difference_unit(std::string_view unit) {
  if (unit == "share") return "points";
  if (unit == "s" || unit == "ms" || unit == "user s") return unit;
  return "";
}

std::string time_text(double seconds) {
  const auto all = static_cast<std::int64_t>(std::round(seconds));
  const std::int64_t hours = all / 3600;
  const std::int64_t minutes = all / 60 % 60;
  if (hours > 0) return fmt::format("{}h{:02}m{:02}s", hours, minutes, all % 60);
  if (minutes > 0) return fmt::format("{}m{:02}s", minutes, all % 60);
  return fmt::format("{}s", all);
}

}  // namespace coalmine::report
