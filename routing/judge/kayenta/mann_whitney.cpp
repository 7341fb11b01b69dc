// Rank sums by one merge of two sorted samples, and where they take a given value.
#include "routing/judge/kayenta/mann_whitney.hpp"

#include <cassert>
#include <cmath>

#include "routing/judge/kayenta/brent.hpp"

namespace coalmine::routing::kayenta {
namespace {

// Both are exact in doubles: multiples of one half, and whole.
struct RankSum {
  double experiment = 0;  // ranks of the experiment's values, tied ones sharing the middle rank
  double ties = 0;        // sum of t^3 - t over groups of t tied values
};

// Of the values in common order, the experiment's moved down by `shift`. Rounding may tie values
// that were apart, but never changes their order.
RankSum rank_sum(std::span<const double> experiment, std::span<const double> control,
                 double shift) {
  RankSum sum;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < experiment.size() || j < control.size()) {
    const bool from_control =
        i == experiment.size() || (j < control.size() && control[j] < experiment[i] - shift);
    const double value = from_control ? control[j] : experiment[i] - shift;
    const std::size_t begin = i + j;
    const std::size_t first = i;
    while (i < experiment.size() && experiment[i] - shift == value) ++i;
    while (j < control.size() && control[j] == value) ++j;
    const auto tied = static_cast<double>(i + j - begin);
    const double middle_rank = static_cast<double>(begin) + (tied + 1) / 2;
    sum.experiment += middle_rank * static_cast<double>(i - first);
    sum.ties += tied * tied * tied - tied;
  }
  return sum;
}

class RankTest {
 public:
  RankTest(std::span<const double> experiment, std::span<const double> control)
      : experiment_(experiment), control_(control) {}

  // The standardised rank sum of the experiment, moved down by `shift`: falls as the shift grows.
  // Not a number if all values are tied.
  double z_at(double shift) const {
    const auto n = static_cast<double>(experiment_.size());
    const auto m = static_cast<double>(control_.size());
    const RankSum sum = rank_sum(experiment_, control_, shift);
    const double above = sum.experiment - n * (n + 1) / 2 - n * m / 2;
    const double continuity = above > 0 ? 0.5 : above < 0 ? -0.5 : 0.0;
    const double variance = (n * m / 12) * ((n + m + 1) - sum.ties / ((n + m) * (n + m - 1)));
    return (above - continuity) / std::sqrt(variance);  // 0 / 0 if all are tied
  }

  // No overlap is left outside of them.
  double least_shift() const { return experiment_.front() - control_.back(); }
  double greatest_shift() const { return experiment_.back() - control_.front(); }

  // The shift at which z is `z`.
  double shift_where(double z) const {
    Brent search({least_shift(), z_at(least_shift()) - z},
                 {greatest_shift(), z_at(greatest_shift()) - z});
    while (const auto shift = search.next()) search.tell(z_at(*shift) - z);
    return search.zero();
  }

  // The same, at an end of the range if z is not reached within it.
  double bound_where(double z) const {
    if (z_at(least_shift()) - z <= 0) return least_shift();
    if (z_at(greatest_shift()) - z >= 0) return greatest_shift();
    return shift_where(z);
  }

 private:
  std::span<const double> experiment_;
  std::span<const double> control_;
};

}  // namespace

std::optional<Shift> mann_whitney(std::span<const double> experiment,
                                  std::span<const double> control, double z) {
  assert(!experiment.empty());
  assert(!control.empty());
  assert(z > 0);
  const RankTest test(experiment, control);
  if (std::isnan(test.z_at(test.least_shift())) || std::isnan(test.z_at(test.greatest_shift()))) {
    return std::nullopt;
  }
  return Shift{test.bound_where(z), test.bound_where(-z), test.shift_where(0)};
}

double common_language_effect(std::span<const double> experiment, std::span<const double> control) {
  const auto n = static_cast<double>(experiment.size());
  const auto m = static_cast<double>(control.size());
  const RankSum sum = rank_sum(experiment, control, 0);
  return (2 * sum.experiment - n * (n + 1)) / (2 * m * n);
}

}  // namespace coalmine::routing::kayenta
