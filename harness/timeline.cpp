#include "harness/timeline.hpp"

#include <cassert>
#include <cmath>
#include <optional>
#include <string_view>

#include "harness/statistics.hpp"

namespace coalmine::harness {
namespace {

constexpr std::array<std::string_view, 6> names{
    "weight",           "exposed_users",     "harmed_users",
    "error_rate.alias", "error_rate.stable", "error_rate.canary"};
using Values = std::array<std::optional<double>, names.size()>;

// A weight is kept on a grid of 2^-53; a reader wrote 0.1 and wants to see 0.1.
double without_grid(double share) { return std::round(share * 1e12) / 1e12; }

std::optional<double> error_rate(const routing::Counts& counts) {
  if (counts.invocations == 0) return std::nullopt;
  return static_cast<double>(counts.errors) / static_cast<double>(counts.invocations);
}

Values values_of(double weight, double exposed_users, double harmed_users,
                 const VersionCounts& counts) {
  routing::Counts alias = counts[0];
  alias += counts[1];
  return {without_grid(weight), exposed_users,         harmed_users,
          error_rate(alias),    error_rate(counts[0]), error_rate(counts[1])};
}

}  // namespace

void Timeline::add(const std::vector<TimelineRow>& rows) {
  for (std::size_t step = 0; step < steps_.size(); ++step) add(rows[step], steps_[step]);
  ++replications_;
}

void Timeline::add(const TimelineRow& row, Step& step) const {
  const auto exposed = static_cast<double>(row.exposed_users);
  const auto harmed = static_cast<double>(row.harmed_users);
  step.weight += row.weight;
  step.exposed_users += exposed;
  step.harmed_users += harmed;
  for (std::size_t version = 0; version < 2; ++version) step.counts[version] += row.counts[version];
  if (replications_ >= band_replications) return;
  const Values values = values_of(row.weight, exposed, harmed, row.counts);
  for (std::size_t line = 0; line < lines; ++line) {
    if (values[line]) step.seen[line].push_back(*values[line]);
  }
}

std::vector<Series> Timeline::series() const {
  static_assert(names.size() == lines);
  assert(replications_ > 0);
  const double n = replications_;
  std::vector<Series> series;
  for (const std::string_view name : names) series.push_back({.name = std::string(name)});
  for (const Step& step : steps_) {
    const Values means =
        values_of(step.weight / n, step.exposed_users / n, step.harmed_users / n, step.counts);
    for (std::size_t line = 0; line < lines; ++line) {
      series[line].values.push_back(means[line]);
      series[line].low.push_back(nearest_rank(step.seen[line], 0.05));
      series[line].high.push_back(nearest_rank(step.seen[line], 0.95));
    }
  }
  return series;
}

}  // namespace coalmine::harness
