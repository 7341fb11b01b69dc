// Sweeps made by hand, for tests of what reports make of them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/sweep/result.hpp"
#include "tests/report/sample.hpp"

namespace coalmine::report {

// Values of a point in, what `blast_radius.exposed` is there out; nothing: no data.
using SampleFigure = std::function<std::optional<double>(const std::vector<std::string>&)>;

// Two policies: under `weighted` the figure is as given, under `sticky` a tenth. Half-widths of
// intervals are 0.01.
inline harness::SweepResult swept(const std::vector<std::string>& vary, const SampleFigure& exposed,
                                  const std::optional<harness::Sampling>& sampling = {}) {
  harness::SweepResult sweep;
  sweep.plan = *harness::plan_sweep(vary, sampling);
  sweep.info = {.scenario = "coffee",
                .digest = "c0ffee",
                .seed = 7,
                .replications = 100,
                .vary = vary,
                .sampling = sampling,
                .points = static_cast<std::uint32_t>(sweep.plan.points.size())};
  for (const auto& values : sweep.plan.points) {
    const auto mean = exposed(values);
    const auto figure_of = [&](double factor) {
      return mean ? figure("blast_radius.exposed", "share", factor * *mean, 0.01)
                  : no_data_figure("blast_radius.exposed", "share");
    };
    sweep.points.push_back(
        {values, 100, {policy("weighted", {figure_of(1)}), policy("sticky", {figure_of(0.1)})}});
  }
  return sweep;
}

inline const std::vector<std::string> exposed_only{"blast_radius.exposed"};

}  // namespace coalmine::report
