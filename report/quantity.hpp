// A figure as a person reads it: "63.2 % ± 0.3".
//
// The interval decides the digits: one significant digit of the half-width, and the value as
// finely. More would be noise, fewer would hide what was measured. The JSON has every digit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace coalmine::report {

// `half_width` [the value's unit] is half of the 95 % interval; without one, three significant
// digits. Shares are shown in percent, s and ms with their unit, counts without.
//   (0.6321, 0.0031, "share") "63.2 % ± 0.3"    (1264.2, 3.1, "users") "1,264 ± 3"
//   (0.1, 0, "share")         "10 % ± 0"        (1.5, nullopt, "s")    "1.5 s"
std::string quantity(double value, std::optional<double> half_width, std::string_view unit);

// A value to compare with one that has this interval: as many digits, but no interval of its own.
//   (0.63212, 0.0031, "share") "63.2 %"
std::string quantity_beside(double value, std::optional<double> half_width, std::string_view unit);

// The first with a sign and without its unit, shares in percentage points: "-53.2 ± 0.3".
std::string signed_quantity(double value, std::optional<double> half_width, std::string_view unit);

// The unit that signed_quantity leaves out: "points", "s", "ms"; empty for counts.
std::string_view difference_unit(std::string_view unit);

// "3m20s", "45s", "1h02m00s": to the second.
std::string time_text(double seconds);

}  // namespace coalmine::report
