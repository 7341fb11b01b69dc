// Judges: engines that decide whether a canary goes on.
#include "spec/language.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

Type<Engine> engine_type() {
  return OneOf<Engine>("engine", "What decides, configured as its product is.")
      .when({"codedeploy", "CodeDeploy and the CloudWatch alarms it watches",
             "{ alarms: [{ metric: errors, above: 0, datapoints: 2 of 2, dimension: version }] }"},
            codedeploy_type())
      .when({"argo", "an analysis of Argo Rollouts", "{}"}, argo_type())
      .when({"flagger", "Flagger, which also moves the weight", "{}"}, flagger_type())
      .when({"kayenta", "Kayenta, the judge of Spinnaker", "{}"}, kayenta_type())
      .when({"evidence", "a statistical test of canary against stable", "{}"}, evidence_type())
      .when({"burn_rate", "alerts on how fast an error budget burns", "{}"}, burn_rate_type())
      .type();
}

}  // namespace

Type<WrittenJudge> judge_type() {
  return Object<WrittenJudge>("judge", "Who decides whether the canary goes on.")
      .required({"engine", "what decides, configured as its product is", "{ argo: {} }"},
                &WrittenJudge::engine, placed(engine_type()))
      .optional(
          {"functions", "which functions it watches, each by an instance of its own", "[api]"},
          &WrittenJudge::functions, function_or_functions(), "those that move")
      .type();
}

}  // namespace coalmine::spec
