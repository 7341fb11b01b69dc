#include "routing/judge/argo/spec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace coalmine::routing::argo {
namespace {

// Why a part is refused, beginning with the field that is wrong; empty if it is not.
using Refusal = std::string;

Refusal check_wait(const char* name, Duration wait, Duration least) {
  if (wait >= least && wait % query_grain == Duration{0}) return {};
  return fmt::format("{}: {:g} s, expected whole seconds, {:g} or more", name, in_seconds(wait),
                     in_seconds(least));
}

// As the product's validation of a metric.
Refusal check_counts(const Metric& metric) {
  if (metric.count > 1 && !metric.interval) return "count: above 1 it needs an interval";
  if (metric.count > 0 && metric.failure_limit > static_cast<std::int64_t>(metric.count)) {
    return fmt::format("count: {} is below the failure limit of {}", metric.count,
                       metric.failure_limit);
  }
  if (metric.count > 0 && metric.inconclusive_limit > metric.count) {
    return fmt::format("count: {} is below the inconclusive limit of {}", metric.count,
                       metric.inconclusive_limit);
  }
  if (metric.failure_limit < -1) {
    return fmt::format("failure_limit: {}, expected -1 or more", metric.failure_limit);
  }
  if (metric.failure_limit == -1 && metric.consecutive_success_limit == 0) {
    return "failure_limit: -1 needs a consecutive success limit";
  }
  return {};
}

Refusal check_metrics(const std::vector<Metric>& metrics) {
  for (const Metric& metric : metrics) {
    if (const auto checked = check(metric); !checked) return checked.error().message;
  }
  return {};
}

Refusal check_analysis(const StepAnalysis& analysis, const Spec& spec) {
  if (analysis.step == 0) return "analyses: steps are counted from 1";
  const auto at_the_step =
      std::count_if(spec.analyses.begin(), spec.analyses.end(),
                    [&](const StepAnalysis& other) { return other.step == analysis.step; });
  if (at_the_step > 1) return fmt::format("analyses: two at step {}", analysis.step);
  if (metrics_of(analysis, spec).empty()) return "metrics: an analysis without metrics";
  if (auto refusal = check_wait("analyses", analysis.after, Duration{0}); !refusal.empty()) {
    return refusal;
  }
  return check_metrics(analysis.metrics);
}

Refusal check_rollout(const Spec& spec) {
  if (!spec.background && spec.analyses.empty()) {
    return "background: no analysis, in the background or at a step";
  }
  if (spec.background && spec.metrics.empty()) return "metrics: an analysis without metrics";
  if (spec.starting_step == 0) return "starting_step: steps are counted from 1";
  return check_wait("pods_ready_after", spec.pods_ready_after, Duration{0});
}

Refusal refusal_of(const Metric& metric) {
  if (const auto query = check(metric.query); !query) return query.error().message;
  auto refusal = check_wait("initial_delay", metric.initial_delay, Duration{0});
  if (refusal.empty() && metric.interval) {
    refusal = check_wait("interval", *metric.interval, query_grain);
  }
  return refusal.empty() ? check_counts(metric) : refusal;
}

}  // namespace

std::optional<std::uint32_t> effective_count(const Metric& metric) {
  if (metric.count > 0) return metric.count;
  if (metric.interval) return std::nullopt;
  return 1;
}

Checked<Metric> check(Metric metric) {
  if (Refusal refusal = refusal_of(metric); !refusal.empty()) {
    return tl::unexpected(Error{std::move(refusal)});
  }
  return metric;
}

Checked<Spec> check(Spec spec) {
  Refusal refusal = check_rollout(spec);
  if (refusal.empty()) refusal = check_metrics(spec.metrics);
  for (const StepAnalysis& analysis : spec.analyses) {
    if (refusal.empty()) refusal = check_analysis(analysis, spec);
  }
  if (!refusal.empty()) return tl::unexpected(Error{std::move(refusal)});
  return spec;
}

const std::vector<Metric>& metrics_of(const StepAnalysis& analysis, const Spec& spec) {
  return analysis.metrics.empty() ? spec.metrics : analysis.metrics;
}

}  // namespace coalmine::routing::argo
