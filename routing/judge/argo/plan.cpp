#include "routing/judge/argo/plan.hpp"

namespace coalmine::routing::argo {

Plan with_analyses(Plan plan, const Spec& spec) {
  for (const StepAnalysis& analysis : spec.analyses) {
    if (analysis.step <= plan.steps.size()) plan.steps[analysis.step - 1].hold = until_advanced;
  }
  return plan;
}

}  // namespace coalmine::routing::argo
