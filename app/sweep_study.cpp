#include "app/sweep_study.hpp"

#include <fmt/format.h>

#include <utility>

#include "report/sweep/record.hpp"
#include "spec/metrics.hpp"
#include "spec/override.hpp"
#include "spec/suggest.hpp"

namespace coalmine::app {
namespace {

const std::vector<std::string> metrics_default{"blast_radius.exposed", "blast_radius.harmed"};

Diagnostics unknown_metrics(const std::vector<std::string>& metrics) {
  std::vector<std::string> known;
  for (const spec::Metric& metric : spec::metrics()) known.emplace_back(metric.name);
  Diagnostics diagnostics;
  for (const std::string& metric : metrics) {
    if (spec::find_metric(metric) != nullptr) continue;
    diagnostics.push_back({"--metric " + metric,
                           {},
                           "there is no such metric",
                           spec::nearest(metric, known) ? spec::suggest(metric, known)
                                                        : "docs/SCENARIO.md lists them"});
  }
  return diagnostics;
}

Diagnostics varied_and_set(const harness::SweepPlan& plan, const std::vector<std::string>& set) {
  Diagnostics diagnostics;
  for (const harness::Dimension& dimension : plan.dimensions) {
    for (const std::string& each : set) {
      if (!spec::sets(each, dimension.path())) continue;
      diagnostics.push_back(
          {"--vary " + dimension.written(),
           {1, 1},
           fmt::format("{} is varied, and set to one value too", dimension.path()),
           "leave out one of them"});
    }
  }
  return diagnostics;
}

}  // namespace

Result<SweepStudy> study_of(const SweepCommand& command) {
  SweepStudy study;
  study.metrics = command.metrics.empty() ? metrics_default : command.metrics;
  if (auto unknown = unknown_metrics(study.metrics); !unknown.empty()) {
    return tl::unexpected(std::move(unknown));
  }
  study.source.common = overrides_of(command.run);
  auto scenario = spec::load(command.run.scenario, study.source.common);
  if (!scenario) return tl::unexpected(std::move(scenario.error()));

  std::optional<harness::Sampling> sampling;
  if (command.samples) {
    sampling = {*command.samples, command.sample_seed.value_or(scenario->seed)};
  }
  auto plan = harness::plan_sweep(command.vary, sampling);
  if (!plan) return tl::unexpected(std::move(plan.error()));
  if (auto both = varied_and_set(*plan, study.source.common.set); !both.empty()) {
    return tl::unexpected(std::move(both));
  }
  study.plan = std::move(*plan);
  study.source.file = command.run.scenario;
  study.source.text = std::move(scenario->text);
  study.info = {.scenario = scenario->name,
                .digest = scenario->digest,
                .seed = scenario->seed,
                .replications = scenario->replications,
                .vary = command.vary,
                .sampling = sampling,
                .points = static_cast<std::uint32_t>(study.plan.points.size())};
  study.header = report::sweep_header(study.info, COALMINE_VERSION);
  return study;
}

}  // namespace coalmine::app
