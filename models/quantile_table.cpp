// The knots of a quantile table.
//
// There are 23'000 of them, too many for exact arithmetic at microseconds a piece. Where the
// quantile has a formula, deterministic log and exp give it within a few units of the last place.
// The normal quantiles are written down when coalmine is built, and serve every lognormal. Gamma
// quantiles are exact at some 200 points and interpolated between.
#include <cassert>
#include <span>

#include "base/math.hpp"
#include "models/distribution.hpp"
#include "models/quantile_knots.hpp"

namespace coalmine::models {
namespace {

// Two sides of a table under construction: the knots by distance from 0, and from 1.
struct Sides {
  std::span<double> lower;
  std::span<double> upper;
};

template <class Lower, class Upper>
void fill(Sides sides, double minimum, Lower lower, Upper upper) {
  sides.lower[0] = minimum;
  for (std::size_t knot = knots::first; knot <= knots::last; ++knot) {
    sides.lower[knot] = lower(knots::probability(knot));
    sides.upper[knot] = upper(knots::probability(knot));
  }
}

void fill(Sides sides, const Constant& d) {
  const auto value = [&](double) { return d.value; };
  fill(sides, d.value, value, value);
}

void fill(Sides sides, const Exponential& d) {
  fill(
      sides, 0, [&](double p) { return -d.mean * math::log1p(-p); },
      [&](double q) { return -d.mean * math::log(q); });
}

void fill(Sides sides, const Weibull& d) {
  const auto stretched = [&](double x) { return d.scale * math::exp(math::log(x) / d.shape); };
  fill(
      sides, 0, [&](double p) { return stretched(-math::log1p(-p)); },
      [&](double q) { return stretched(-math::log(q)); });
}

void fill(Sides sides, const Empirical& d) {
  fill(
      sides, d.points.front().second, [&](double p) { return quantile(d, p); },
      [&](double q) { return upper_quantile(d, q); });
}

void fill(Sides sides, const Lognormal& d) {
  const std::span<const double> normal = knots::normal_quantiles();
  sides.lower[0] = d.sigma == 0 ? d.median : 0;
  for (std::size_t knot = knots::first; knot <= knots::last; ++knot) {
    const double spread = d.sigma * normal[knot];
    sides.lower[knot] = d.median * math::exp(spread);
    sides.upper[knot] = d.median * math::exp(-spread);
  }
}

// A point of a quantile function on logarithmic axes, where it is nearly straight.
struct Anchor {
  std::size_t knot;
  double log_probability;
  double log_value;
  double slope;
};

// One side of a gamma table: cubics between anchors that share value and slope with the exact
// curve.
class GammaSide {
 public:
  enum class Side { lower, upper };

  GammaSide(const Gamma& gamma, Side side, std::span<double> knots)
      : gamma_(gamma), side_(side), knots_(knots) {}

  void fill() {
    Anchor left = anchor(knots::first);
    for (int octave = 0; octave < 52; ++octave) {
      const std::uint64_t begin = std::uint64_t{1} << octave;
      const std::uint64_t pieces = pieces_in(octave);
      for (std::uint64_t piece = 1; piece <= pieces; ++piece) {
        const Anchor right = anchor(log_linear::bucket_of(begin + begin * piece / pieces));
        fill_between(left, right);
        left = right;
      }
    }
  }

 private:
  // The nearer to the middle, the more the curve bends: an octave is one piece up to a probability
  // of 2^-11, then four, and sixteen from 1/8 to 1/2. The relative error is below 1e-6 for
  // shapes from 1, below 1e-5 from 0.1.
  static std::uint64_t pieces_in(int octave) { return octave < 42 ? 1 : octave < 50 ? 4 : 16; }

  Anchor anchor(std::size_t knot) {
    const double p = knots::probability(knot);
    const double value = side_ == Side::lower ? quantile(gamma_, p) : upper_quantile(gamma_, p);
    knots_[knot] = value;
    const double slope = p / (value * density(gamma_, value));
    return {knot, math::log(p), math::log(value), side_ == Side::lower ? slope : -slope};
  }

  void fill_between(const Anchor& left, const Anchor& right) {
    const double width = right.log_probability - left.log_probability;
    const double rise = right.log_value - left.log_value;
    const double bend_left = width * left.slope - rise;
    const double bend_right = rise - width * right.slope;
    for (std::size_t knot = left.knot + 1; knot < right.knot; ++knot) {
      const double t = (math::log(knots::probability(knot)) - left.log_probability) / width;
      const double bend = t * (1 - t) * (bend_left * (1 - t) + bend_right * t);
      knots_[knot] = math::exp(left.log_value + t * rise + bend);
    }
  }

  const Gamma& gamma_;
  Side side_;
  std::span<double> knots_;
};

void fill(Sides sides, const Gamma& d) {
  sides.lower[0] = 0;
  GammaSide(d, GammaSide::Side::lower, sides.lower).fill();
  GammaSide(d, GammaSide::Side::upper, sides.upper).fill();
}

}  // namespace

QuantileTable::QuantileTable(const Distribution& distribution) : knots_(2 * side) {
  assert(check(distribution));
  static_assert(side == knots::last + 2);
  const Sides sides{std::span(knots_).first(side), std::span(knots_).last(side)};
  std::visit([&](const auto& d) { fill(sides, d); }, distribution);
  sides.upper[0] = sides.upper[knots::first];  // unit() is never 1
  for (const auto& half : {sides.lower, sides.upper}) half[knots::last + 1] = half[knots::last];
}

}  // namespace coalmine::models
