#include "harness/sweep/effects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace coalmine::harness {
namespace {

constexpr std::size_t groups_of_samples = 5;

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

// Equal parts of points that are in order.
std::vector<Group> by_parts(const SweepResult& sweep, std::size_t dimension, const Points& order) {
  std::vector<Group> groups;
  for (std::size_t g = 0; g < groups_of_samples; ++g) {
    const std::size_t begin = order.size() * g / groups_of_samples;
    const std::size_t end = order.size() * (g + 1) / groups_of_samples;
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
  return has_more_values_than(groups_of_samples, sweep, d) ? by_parts(sweep, d, order)
                                                           : by_value(sweep, d, order);
}

std::optional<double> mean_of(const SweepResult& sweep, const Points& points,
                              std::string_view policy, std::string_view metric) {
  double sum = 0;
  std::size_t n = 0;
  for (const std::size_t i : points) {
    const Figure* figure = find_figure(sweep.points[i], policy, metric);
    if (figure == nullptr || !figure->mean) continue;
    sum += *figure->mean;
    ++n;
  }
  return n > 0 ? std::optional(sum / static_cast<double>(n)) : std::nullopt;
}

// The difference between the highest and the lowest level of one policy.
double spread(const std::vector<Level>& levels, std::size_t policy) {
  std::vector<double> means;
  for (const Level& level : levels) {
    if (level.mean[policy]) means.push_back(*level.mean[policy]);
  }
  if (means.empty()) return 0;
  const auto [low, high] = std::minmax_element(means.begin(), means.end());
  return *high - *low;
}

}  // namespace

std::vector<MainEffect> main_effects(const SweepResult& sweep, std::string_view metric,
                                     const std::vector<std::string>& policies) {
  std::vector<MainEffect> effects;
  for (std::size_t d = 0; d < sweep.plan.dimensions.size(); ++d) {
    MainEffect effect{.dimension = d};
    for (const Group& group : groups_of(sweep, d)) {
      Level& level = effect.levels.emplace_back(Level{group.label, group.points.size(), {}});
      for (const std::string& policy : policies) {
        level.mean.push_back(mean_of(sweep, group.points, policy, metric));
      }
    }
    for (std::size_t p = 0; p < policies.size(); ++p) {
      const double size = spread(effect.levels, p);
      if (size > effect.size) effect.size = size, effect.policy = p;
    }
    effects.push_back(std::move(effect));
  }
  std::stable_sort(effects.begin(), effects.end(),
                   [](const MainEffect& a, const MainEffect& b) { return a.size > b.size; });
  return effects;
}

}  // namespace coalmine::harness
