// What one scalar means: durations, shares, rates and numbers as people write them.
//
// Decimal text is never summed up in doubles: "10%" is the double nearest to 0.1, and a duration is
// exact in nanoseconds or refused.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/time.hpp"

namespace coalmine::spec {

// Why a text is not a value of its kind, without the text's place.
struct Refusal {
  std::string message;
  std::string hint;
};

template <class T>
using Value = tl::expected<T, Refusal>;

inline constexpr Duration duration_max = std::chrono::hours{24 * 3650};

// "250us", "80ms", "1.5s", "10m", "1h30m", "2d", or "0"; not negative, at most duration_max.
Value<Duration> duration_from(std::string_view text);

// "0.1", "10%" or "4/41"; in [0, 1].
Value<double> share_from(std::string_view text);

// "600/min", "0.5/s", "3/h", "2/d", in 1/s; above 0.
Value<double> rate_from(std::string_view text);

// A finite decimal number: "3", "-0.5", "1e-3".
Value<double> number_from(std::string_view text);

// A number followed by "%", as a share of any size: "250%" is 2.5.
Value<double> percentage_from(std::string_view text);

// A whole number without a sign.
Value<std::uint64_t> whole_from(std::string_view text);

// As the language writes it, in the largest unit that divides it: "2h", "90s", "1500us".
std::string to_text(Duration duration);

}  // namespace coalmine::spec
