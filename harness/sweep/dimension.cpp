#include "harness/sweep/dimension.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "base/math.hpp"

namespace coalmine::harness {
namespace {

// Of values between two ends: enough for people, and more only where it takes more to tell them
// apart, or to keep their distances even.
constexpr std::array grid_digits{6, 9, 12, 17};
constexpr std::array log_grid_digits{4, 6, 9, 17};
constexpr int stratum_digits_min = 4;
constexpr int digits_max = 17;  // every double
// A value this near to the border of its stratum, in strata, may be rounded into the next one.
constexpr double border = 1e-6;

// The share of the way from one number to another, evenly on a plain or a log scale.
struct Way {
  double from;
  double to;
  bool log;

  double at(double share) const {
    if (!log) return from + share * (to - from);
    return math::exp(math::log(from) + share * (math::log(to) - math::log(from)));
  }
  double share_of(double value) const {
    if (!log) return (value - from) / (to - from);
    return (math::log(value) - math::log(from)) / (math::log(to) - math::log(from));
  }
};

// Strictly, in whichever direction.
bool is_between(double a, double x, double b) { return (a < x && x < b) || (a > x && x > b); }

}  // namespace

std::vector<std::string> Dimension::grid() const {
  if (!range_) return list_;
  std::vector<std::string> values;
  for (const int digits : range_->log ? log_grid_digits : grid_digits) {
    values = grid(steps(), digits);
    if (values.size() == steps() || range_->scale.is_whole()) break;
  }
  return values;
}

std::vector<std::string> Dimension::grid(std::size_t steps, int digits) const {
  const Way way{range_->from, range_->to, range_->log};
  std::vector<std::string> values{range_->first};
  double latest = range_->from;
  for (std::size_t i = 1; i + 1 < steps; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(steps - 1);
    std::string value = range_->scale.text(way.at(share), digits);
    const auto number = range_->scale.read(value);
    if (!number || !is_between(latest, *number, range_->to)) continue;
    latest = *number;
    values.push_back(std::move(value));
  }
  values.push_back(range_->last);
  return values;
}

std::string Dimension::in_stratum(std::uint32_t stratum, std::uint32_t strata, double where) const {
  assert(stratum < strata);
  if (!range_) return list_[std::uint64_t{stratum} * list_.size() / strata];
  const double share = (stratum + where) / strata;
  const Scale& scale = range_->scale;
  if (scale.is_whole()) {
    // Each whole number owns half a step to both sides, so that the ends are not rarer than others.
    const double half = range_->from < range_->to ? 0.5 : -0.5;
    const Way way{range_->from - half, range_->to + half, range_->log};
    const auto [least, most] = std::minmax(range_->from, range_->to);
    return scale.text(std::clamp(std::round(way.at(share)), least, most), digits_max);
  }
  const Way way{range_->from, range_->to, range_->log};
  for (int digits = stratum_digits_min; digits < digits_max; ++digits) {
    std::string value = scale.text(way.at(share), digits);
    const auto number = scale.read(value);
    const double place = number ? way.share_of(*number) * strata - stratum : -1;
    if (place > border && place < 1 - border) return value;
  }
  return scale.text(way.at(share), digits_max);
}

std::optional<double> Dimension::number(std::string_view value) const {
  return range_ ? range_->scale.read(value) : std::nullopt;
}

}  // namespace coalmine::harness
