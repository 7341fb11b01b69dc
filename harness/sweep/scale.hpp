// What two ends of a range have in common, so that there are values between them: 10s and 5m are
// durations, 1% and 0.5 are shares.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace coalmine::harness {

class Scale {
 public:
  // The scale on which both can be read; of several the simplest. Nothing if there is none.
  static std::optional<Scale> common_to(std::string_view a, std::string_view b);

  // A text of the scenario language as a number on this scale; nothing if it is not on it.
  std::optional<double> read(std::string_view text) const;

  // The number as the language reads it, rounded to so many significant digits, at least 1; whole
  // numbers and durations also to whole numbers and nanoseconds.
  std::string text(double value, int digits) const;

  bool is_whole() const { return kind_ == Kind::whole; }

 private:
  enum class Kind { whole, number, percent, rate, duration };
  explicit Scale(Kind kind, std::string unit = "") : kind_(kind), unit_(std::move(unit)) {}

  Kind kind_;
  std::string unit_;  // of rates and durations: that of the first end
};

}  // namespace coalmine::harness
