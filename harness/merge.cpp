#include "harness/merge.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <optional>
#include <utility>

#include "harness/statistics.hpp"

namespace coalmine::harness {
namespace {

// A weight is kept on a grid of 2^-53; a reader wrote 0.1 and wants to see 0.1.
double without_grid(double share) { return std::round(share * 1e12) / 1e12; }

std::optional<double> error_rate(const routing::Counts& counts) {
  if (counts.invocations == 0) return std::nullopt;
  return static_cast<double>(counts.errors) / static_cast<double>(counts.invocations);
}

}  // namespace

Merge::Merge(const Setup& setup)
    : setup_(setup),
      steps_(timeline_steps(setup.scenario.duration)),
      sums_(setup.scenario.policies.size()) {
  for (PolicySums& sums : sums_) sums.steps.resize(steps_);
}

void Merge::add(std::uint32_t replication, std::vector<PolicyRun> runs) {
  early_.emplace(replication, std::move(runs));
  for (auto first = early_.begin(); first != early_.end() && first->first == next_; ++next_) {
    add_in_turn(first->second);
    first = early_.erase(first);
  }
}

void Merge::add_in_turn(const std::vector<PolicyRun>& runs) {
  for (std::size_t policy = 0; policy < runs.size(); ++policy) {
    PolicySums& sums = sums_[policy];
    const PolicyRun& run = runs[policy];
    if (sums.figures.empty()) {
      for (const Value& value : run.figures)
        sums.figures.push_back({.name = value.name, .unit = value.unit});
    }
    for (std::size_t i = 0; i < run.figures.size(); ++i) {
      assert(sums.figures[i].name == run.figures[i].name);
      sums.figures[i].values.push_back(run.figures[i].value);
    }
    for (std::size_t step = 0; step < steps_; ++step) {
      const TimelineRow& row = run.timeline[step];
      StepSums& sum = sums.steps[step];
      sum.weight += row.weight;
      sum.exposed_users += static_cast<double>(row.exposed_users);
      sum.harmed_users += static_cast<double>(row.harmed_users);
      for (std::size_t version = 0; version < 2; ++version)
        sum.counts[version] += row.counts[version];
    }
  }
}

std::span<const std::optional<double>> Merge::values(std::size_t policy,
                                                     std::string_view figure) const {
  const std::vector<Figure>& figures = sums_[policy].figures;
  const auto found = std::find_if(figures.begin(), figures.end(),
                                  [&](const Figure& each) { return each.name == figure; });
  assert(found != figures.end());
  return found->values;
}

std::vector<PolicyResult> Merge::take() {
  assert(next_ > 0 && early_.empty());
  std::vector<PolicyResult> results;
  for (std::size_t policy = 0; policy < sums_.size(); ++policy) {
    PolicyResult result{.name = setup_.scenario.policies[policy].name,
                        .figures = std::move(sums_[policy].figures),
                        .timeline_step = timeline_step,
                        .timeline = timeline(sums_[policy].steps)};
    for (Figure& figure : result.figures) {
      const Summary summary = summarise(figure.values);
      figure.n = summary.n;
      figure.mean = summary.mean;
      figure.sd = summary.sd;
      figure.ci95_low = summary.ci95_low;
      figure.ci95_high = summary.ci95_high;
    }
    results.push_back(std::move(result));
  }
  return results;
}

// Means over replications; of a rate, the ratio of the sums.
std::vector<Series> Merge::timeline(const std::vector<StepSums>& steps) const {
  const double n = next_;
  std::vector<Series> series{
      {"weight", {}},           {"exposed_users", {}},     {"harmed_users", {}},
      {"error_rate.alias", {}}, {"error_rate.stable", {}}, {"error_rate.canary", {}}};
  for (const StepSums& step : steps) {
    routing::Counts alias = step.counts[0];
    alias += step.counts[1];
    series[0].values.emplace_back(without_grid(step.weight / n));
    series[1].values.emplace_back(step.exposed_users / n);
    series[2].values.emplace_back(step.harmed_users / n);
    series[3].values.push_back(error_rate(alias));
    series[4].values.push_back(error_rate(step.counts[0]));
    series[5].values.push_back(error_rate(step.counts[1]));
  }
  return series;
}

}  // namespace coalmine::harness
