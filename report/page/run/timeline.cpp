#include "report/page/run/timeline.hpp"

#include <algorithm>
#include <cassert>

namespace coalmine::report {
namespace {

std::size_t steps_of(const harness::RunResult& result) {
  assert(!result.policies.empty());
  const auto& timeline = result.policies.front().timeline;
  return timeline.empty() ? 0 : timeline.front().values.size();
}

std::optional<double> mean(const std::vector<std::optional<double>>& values) {
  double sum = 0;
  double n = 0;
  for (const auto& value : values) {
    if (!value) continue;
    sum += *value;
    ++n;
  }
  return n > 0 ? std::optional(sum / n) : std::nullopt;
}

}  // namespace

std::size_t steps_in_a_point(const harness::RunResult& result) {
  return std::max<std::size_t>(1, (steps_of(result) + points_max - 1) / points_max);
}

Duration point_length(const harness::RunResult& result) {
  return result.policies.front().timeline_step *
         static_cast<std::int64_t>(steps_in_a_point(result));
}

Duration timeline_length(const harness::RunResult& result) {
  return result.policies.front().timeline_step * static_cast<std::int64_t>(steps_of(result));
}

const harness::Series* find_series(const harness::PolicyResult& policy, std::string_view name) {
  const auto found = std::find_if(policy.timeline.begin(), policy.timeline.end(),
                                  [&](const auto& series) { return series.name == name; });
  return found == policy.timeline.end() ? nullptr : &*found;
}

std::vector<std::optional<double>> joined(const std::vector<std::optional<double>>& values,
                                          std::size_t steps, Joined how) {
  if (steps == 1) return values;
  std::vector<std::optional<double>> points;
  for (std::size_t first = 0; first < values.size(); first += steps) {
    const std::size_t end = std::min(first + steps, values.size());
    const auto at = [&](std::size_t i) { return values.begin() + static_cast<std::ptrdiff_t>(i); };
    points.push_back(how == Joined::last ? values[end - 1] : mean({at(first), at(end)}));
  }
  return points;
}

}  // namespace coalmine::report
