#include "routing/judge/flagger/spec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace coalmine::routing::flagger {
namespace {

// Why a part is refused, beginning with the field that is wrong; empty if it is not.
using Refusal = std::string;

bool is_weight(std::uint32_t percent) { return percent >= 1 && percent <= total_weight_percent; }

bool is_whole(Duration duration) {
  return duration >= Duration{0} && duration % query_grain == Duration{0};
}

Refusal check_loop(const Spec& spec) {
  if (spec.interval < interval_min || !is_whole(spec.interval)) {
    return fmt::format("interval: {:g} s, expected whole seconds, {:g} or more",
                       in_seconds(spec.interval), in_seconds(interval_min));
  }
  if (spec.threshold == 0) return "threshold: 0, expected 1 or more";
  return {};
}

Refusal check_strategy(const Spec& spec) {
  const int strategies =
      (spec.step_weight_percent > 0) + !spec.step_weights_percent.empty() + (spec.iterations > 0);
  if (strategies > 1) return "only one of step_weight, step_weights and iterations";
  if (strategies == 0 && !spec.skip_analysis) return "no step_weight, step_weights or iterations";
  return {};
}

Refusal check_weights(const Spec& spec) {
  const auto& steps = spec.step_weights_percent;
  if (spec.step_weight_percent > total_weight_percent) return "step_weight: above 100 %";
  if (!std::all_of(steps.begin(), steps.end(), is_weight)) {
    return "step_weights: one is not within 1 % to 100 %";
  }
  if (!is_weight(spec.max_weight_percent)) return "max_weight: not within 1 % to 100 %";
  if (spec.step_weight_promotion_percent > total_weight_percent) {
    return "step_weight_promotion: above 100 %";
  }
  const auto no_rise = [](std::uint32_t one, std::uint32_t next) { return next <= one; };
  if (std::adjacent_find(steps.begin(), steps.end(), no_rise) != steps.end()) {
    return "step_weights: they do not rise, and Flagger would stay where they stop";
  }
  return {};
}

Refusal check_gate(const char* name, const std::optional<Gate>& gate) {
  if (!gate) return {};
  if (!is_whole(gate->closed_from) || (gate->closed_to && !is_whole(*gate->closed_to))) {
    return fmt::format("{}: expected whole seconds", name);
  }
  if (gate->closed_to && *gate->closed_to <= gate->closed_from) {
    return fmt::format("{}: it opens before it closes", name);
  }
  return {};
}

Refusal check_gates(const Spec& spec) {
  Refusal refusal = check_gate("confirm_rollout", spec.confirm_rollout);
  if (refusal.empty()) {
    refusal = check_gate("confirm_traffic_increase", spec.confirm_traffic_increase);
  }
  return refusal.empty() ? check_gate("confirm_promotion", spec.confirm_promotion) : refusal;
}

Refusal check_metrics(const Spec& spec) {
  for (const Metric& metric : spec.metrics) {
    if (const auto checked = check(metric); !checked) return checked.error().message;
  }
  return {};
}

Refusal refusal_of(const Spec& spec) {
  for (auto part : {check_loop, check_strategy, check_weights, check_gates, check_metrics}) {
    if (auto refusal = part(spec); !refusal.empty()) return refusal;
  }
  return {};
}

// What the built-in duration is compared as. Half a nanosecond, because seconds are no exact
// doubles.
double in_whole_ms(double seconds) {
  return static_cast<double>(static_cast<std::int64_t>(seconds * 1e3 + 0.5e-6));
}

// From `weight` on. Never 0: the steps rise.
std::uint32_t next_weight(const Spec& spec, std::uint32_t weight) {
  if (spec.step_weight_percent > 0) {
    return std::min(weight + spec.step_weight_percent, total_weight_percent);
  }
  const auto& steps = spec.step_weights_percent;
  return *std::upper_bound(steps.begin(), steps.end(), weight);
}

}  // namespace

bool passes(const Metric& metric, std::optional<double> value) {
  if (!value) return false;
  const auto scaled = [&](double written) {
    return metric.whole_ms ? in_whole_ms(written) : written;
  };
  if (metric.min && scaled(*value) < scaled(*metric.min)) return false;
  return !(metric.max && scaled(*value) > scaled(*metric.max));
}

Checked<Metric> check(Metric metric) {
  if (const auto query = check(metric.query); !query) return tl::unexpected(query.error());
  if (metric.min && metric.max && *metric.min > *metric.max) {
    return tl::unexpected(Error{"max: below min"});
  }
  return metric;
}

Checked<Spec> check(Spec spec) {
  if (Refusal refusal = refusal_of(spec); !refusal.empty()) {
    return tl::unexpected(Error{std::move(refusal)});
  }
  return spec;
}

std::vector<std::uint32_t> weights_percent(const Spec& spec) {
  const auto& steps = spec.step_weights_percent;
  if (spec.step_weight_percent == 0 && steps.empty()) return {};
  const std::uint32_t enough = steps.empty() ? spec.max_weight_percent : steps.back();
  std::vector<std::uint32_t> weights;
  std::uint32_t weight = 0;
  while (weight < enough) {
    weight = next_weight(spec, weight);
    weights.push_back(weight);
  }
  return weights;
}

}  // namespace coalmine::routing::flagger
