#include "routing/judge/flagger/plan.hpp"

namespace coalmine::routing::flagger {

Plan plan_of(const Spec& spec) {
  if (spec.skip_analysis) return Plan{{{Weight::all(), Duration{0}}}};
  Plan plan;
  if (spec.iterations > 0) plan.steps.push_back({Weight{}, until_advanced});
  if (spec.iterations == 0) {
    for (const std::uint32_t percent : weights_percent(spec)) {
      plan.steps.push_back({*Weight::make(percent / 100.0), until_advanced});
    }
  }
  plan.steps.push_back({Weight::all(), until_advanced});
  return plan;
}

}  // namespace coalmine::routing::flagger
