#include "harness/merge.hpp"

#include <cassert>
#include <utility>

#include "harness/describe.hpp"
#include "harness/find.hpp"
#include "harness/statistics.hpp"

namespace coalmine::harness {
Merge::Merge(const Setup& setup) : setup_(setup) {
  const std::size_t steps = timeline_steps(setup.scenario.duration);
  for (std::size_t i = 0; i < setup.scenario.policies.size(); ++i) {
    sums_.push_back({.figures = {}, .timeline = Timeline(steps), .fates = {}});
  }
}

void Merge::add(std::uint32_t replication, std::vector<PolicyRun> runs) {
  early_.emplace(replication, std::move(runs));
  for (auto first = early_.begin(); first != early_.end() && first->first == next_; ++next_) {
    add_in_turn(std::move(first->second));
    first = early_.erase(first);
  }
}

void Merge::add_in_turn(std::vector<PolicyRun> runs) {
  for (std::size_t policy = 0; policy < runs.size(); ++policy) {
    PolicySums& sums = sums_[policy];
    PolicyRun& run = runs[policy];
    if (sums.figures.empty()) {
      for (const Value& value : run.figures)
        sums.figures.push_back({.name = value.name, .unit = value.unit});
    }
    for (std::size_t i = 0; i < run.figures.size(); ++i) {
      assert(sums.figures[i].name == run.figures[i].name);
      sums.figures[i].values.push_back(run.figures[i].value);
    }
    sums.timeline.add(run.timeline);
    if (next_ == 0) sums.fates = std::move(run.fates);
  }
}

std::span<const std::optional<double>> Merge::values(std::size_t policy,
                                                     std::string_view figure) const {
  const Figure* found = find_figure(sums_[policy].figures, figure);
  if (found == nullptr) return {};
  return found->values;
}

std::vector<PolicyResult> Merge::take() {
  assert(next_ > 0 && early_.empty());
  std::vector<PolicyResult> results;
  for (std::size_t policy = 0; policy < sums_.size(); ++policy) {
    results.push_back(take(setup_.scenario.policies[policy], std::move(sums_[policy])));
  }
  return results;
}

PolicyResult Merge::take(const spec::Policy& policy, PolicySums sums) const {
  PolicyResult result{.name = policy.name,
                      .figures = std::move(sums.figures),
                      .alarms = alarms_of(setup_, policy),
                      .judges = judges_of(setup_, policy),
                      .timeline_step = timeline_step,
                      .timeline = sums.timeline.series(),
                      .fates = std::move(sums.fates)};
  for (Figure& figure : result.figures) {
    const Summary summary = summarise(figure.values);
    figure.n = summary.n;
    figure.mean = summary.mean;
    figure.sd = summary.sd;
    figure.ci95_low = summary.ci95_low;
    figure.ci95_high = summary.ci95_high;
  }
  return result;
}

}  // namespace coalmine::harness
