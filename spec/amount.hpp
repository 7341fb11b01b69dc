// A number, percentage or duration that is held against a figure.
#pragma once

#include <cstdint>
#include <string_view>

#include "spec/values.hpp"

namespace coalmine::spec {

enum class AmountUnit : std::uint8_t { number, percentage, duration };

struct Amount {
  double value = 0;  // a number, a share, or seconds
  AmountUnit unit = AmountUnit::number;
};

// Error: it is none of the three.
Value<Amount> amount_from(std::string_view text);

// Its value in the unit of the figure (spec/metrics.hpp). Error: the figure is of another kind, or
// it is a time and the amount has no unit.
Value<double> amount_in(const Amount& amount, std::string_view figure, std::string_view unit);

}  // namespace coalmine::spec
