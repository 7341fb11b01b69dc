#include "harness/sweep/effects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace coalmine::harness {
namespace {

constexpr std::size_t parts_max = 5;
constexpr std::size_t points_in_part_min = 3;  // for every dimension: fewer would fit anything
constexpr double chance = 1e-9;                // relative differences below are rounding errors
constexpr int rounds_max = 100;                // of the fit; a grid needs two

using Points = std::vector<std::size_t>;  // places in SweepResult::points

struct Group {
  std::string label;
  Points points;
};

// One group for each value, in the order in which the values first appear.
std::vector<Group> by_value(const SweepResult& sweep, std::size_t dimension, const Points& order) {
  std::vector<Group> groups;
  for (const std::size_t i : order) {
    const std::string& value = sweep.points[i].values[dimension];
    auto found = std::find_if(groups.begin(), groups.end(),
                              [&](const Group& group) { return group.label == value; });
    if (found == groups.end()) found = groups.insert(groups.end(), Group{value, {}});
    found->points.push_back(i);
  }
  return groups;
}

std::size_t parts_of(const SweepResult& sweep) {
  const std::size_t terms = points_in_part_min * sweep.plan.dimensions.size();
  return std::clamp(sweep.points.size() / terms, std::size_t{2}, parts_max);
}

// Equal parts of points that are in order.
std::vector<Group> by_parts(const SweepResult& sweep, std::size_t dimension, const Points& order) {
  const std::size_t parts = parts_of(sweep);
  std::vector<Group> groups;
  for (std::size_t g = 0; g < parts; ++g) {
    const std::size_t begin = order.size() * g / parts;
    const std::size_t end = order.size() * (g + 1) / parts;
    const auto& least = sweep.points[order[begin]].values[dimension];
    const auto& most = sweep.points[order[end - 1]].values[dimension];
    groups.push_back({least == most ? least : fmt::format("{}–{}", least, most),
                      {order.begin() + static_cast<std::ptrdiff_t>(begin),
                       order.begin() + static_cast<std::ptrdiff_t>(end)}});
  }
  return groups;
}

bool has_more_values_than(std::size_t count, const SweepResult& sweep, std::size_t dimension) {
  std::vector<std::string> values;
  for (const SweepPoint& point : sweep.points) {
    const std::string& value = point.values[dimension];
    if (std::count(values.begin(), values.end(), value) == 0) values.push_back(value);
    if (values.size() > count) return true;
  }
  return false;
}

std::vector<Group> groups_of(const SweepResult& sweep, std::size_t d) {
  Points order(sweep.points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const Dimension& dimension = sweep.plan.dimensions[d];
  if (!sweep.plan.sampling || !dimension.is_range()) return by_value(sweep, d, order);

  const auto number = [&](std::size_t i) { return *dimension.number(sweep.points[i].values[d]); };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return number(a) < number(b); });
  return has_more_values_than(parts_max, sweep, d) ? by_parts(sweep, d, order)
                                                   : by_value(sweep, d, order);
}

// What a policy's means are a sum of: one number for all points, and one for each group of each
// dimension, which are 0 on average over the points.
class AdditiveFit {
 public:
  AdditiveFit(const SweepResult& sweep, std::string_view policy, std::string_view metric,
              const std::vector<std::vector<Group>>& dimensions)
      : dimensions_(dimensions), left_(sweep.points.size()) {
    for (std::size_t i = 0; i < sweep.points.size(); ++i) {
      const Figure* figure = find_figure(sweep.points[i], policy, metric);
      if (figure != nullptr) left_[i] = figure->mean;
    }
    mean_ = take_mean(every_point());
    variance_ = sum_of_squares();
    for (const auto& groups : dimensions) terms_.emplace_back(groups.size());
    for (int round = 0; round < rounds_max && improve(); ++round) {
    }
  }

  std::optional<double> mean() const { return mean_; }
  std::optional<double> term(std::size_t dimension, std::size_t group) const {
    return terms_[dimension][group];
  }
  std::optional<double> explained() const {
    const double error = chance * mean_.value_or(0);
    const double noise = error * error * static_cast<double>(left_.size());
    if (variance_ <= noise) return std::nullopt;
    return 1 - sum_of_squares() / variance_;
  }

 private:
  Points every_point() const {
    Points all(left_.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return all;
  }

  // The mean of what is left to explain of these points, which is then explained.
  std::optional<double> take_mean(const Points& points) {
    double sum = 0;
    double n = 0;
    for (const std::size_t i : points) {
      if (left_[i]) sum += *left_[i], n += 1;
    }
    if (n == 0) return std::nullopt;
    for (const std::size_t i : points) {
      if (left_[i]) *left_[i] -= sum / n;
    }
    return sum / n;
  }

  double sum_of_squares() const {
    double sum = 0;
    for (const auto& left : left_) sum += left.value_or(0) * left.value_or(0);
    return sum;
  }

  // One dimension after the other (Gauss and Seidel's way to least squares). Whether it is worth
  // another round.
  bool improve() {
    const double before = sum_of_squares();
    for (std::size_t d = 0; d < dimensions_.size(); ++d) {
      for (std::size_t g = 0; g < dimensions_[d].size(); ++g) {
        const auto more = take_mean(dimensions_[d][g].points);
        if (more) terms_[d][g] = terms_[d][g].value_or(0) + *more;
      }
    }
    return before - sum_of_squares() > 1e-9 * variance_;
  }

  const std::vector<std::vector<Group>>& dimensions_;
  std::vector<std::optional<double>> left_;  // by point: what is not explained yet
  std::optional<double> mean_;
  double variance_ = 0;
  std::vector<std::vector<std::optional<double>>> terms_;
};

// The difference between the highest and the lowest level of one policy, whose mean is `mean`.
double spread(const std::vector<Level>& levels, std::size_t policy, double mean) {
  std::vector<double> effects;
  for (const Level& level : levels) {
    if (level.effect[policy]) effects.push_back(*level.effect[policy]);
  }
  if (effects.empty()) return 0;
  const auto [low, high] = std::minmax_element(effects.begin(), effects.end());
  const double size = *high - *low;
  return size > chance * std::abs(mean) ? size : 0;
}

}  // namespace

MainEffects main_effects(const SweepResult& sweep, std::string_view metric,
                         const std::vector<std::string>& policies) {
  std::vector<std::vector<Group>> dimensions;
  MainEffects found;
  for (std::size_t d = 0; d < sweep.plan.dimensions.size(); ++d) {
    dimensions.push_back(groups_of(sweep, d));
    MainEffect& effect = found.effects.emplace_back(MainEffect{.dimension = d});
    for (const Group& group : dimensions.back()) {
      effect.levels.push_back({group.label, group.points.size(), {}});
    }
  }
  for (std::size_t p = 0; p < policies.size(); ++p) {
    const AdditiveFit fit(sweep, policies[p], metric, dimensions);
    found.mean.push_back(fit.mean());
    found.explained.push_back(fit.explained());
    for (MainEffect& effect : found.effects) {
      for (std::size_t g = 0; g < effect.levels.size(); ++g) {
        effect.levels[g].effect.push_back(fit.term(effect.dimension, g));
      }
      const double size = spread(effect.levels, p, fit.mean().value_or(0));
      if (size > effect.size) effect.size = size, effect.policy = p;
    }
  }
  std::stable_sort(found.effects.begin(), found.effects.end(),
                   [](const MainEffect& a, const MainEffect& b) { return a.size > b.size; });
  return found;
}

}  // namespace coalmine::harness
