#include "harness/judges/engines.hpp"

#include <array>

#include "routing/judge/argo/analyses.hpp"
#include "routing/judge/argo/analysis_run.hpp"
#include "routing/judge/argo/metric_run.hpp"
#include "routing/judge/burn_rate/alert.hpp"
#include "routing/judge/cloudwatch/state.hpp"
#include "routing/judge/codedeploy/deployment.hpp"
#include "routing/judge/evidence/evidence.hpp"
#include "routing/judge/flagger/canary.hpp"
#include "routing/judge/kayenta/analysis.hpp"
#include "routing/rollout.hpp"

namespace coalmine::harness {
namespace {

constexpr std::array<std::string_view, std::variant_size_v<spec::Engine>> names{
    "codedeploy", "argo", "flagger", "kayenta", "evidence", "burn_rate"};

std::vector<routing::NamedRow> of_rollout() {
  std::vector<routing::NamedRow> rows;
  for (const routing::Transition& row : routing::transitions) {
    rows.push_back({name_of(row.from), name_of(row.signal), name_of(row.to)});
  }
  return rows;
}

}  // namespace

std::vector<EngineInfo> engines() {
  using namespace routing;
  return {
      {"codedeploy",
       "CodeDeploy on Lambda with the CloudWatch alarms that it watches",
       {{"deployment", codedeploy::transitions_by_name()},
        {"alarm", cloudwatch::transitions_by_name()}}},
      {"argo",
       "analyses of Argo Rollouts, in the background or as steps",
       {{"rollout's analyses", argo::transitions_by_name()},
        {"analysis run", argo::run_transitions_by_name()},
        {"metric", argo::metric_transitions_by_name()}}},
      {"flagger",
       "Flagger, which also moves the weight",
       {{"canary", flagger::transitions_by_name()}}},
      {"kayenta",
       "Kayenta, Spinnaker's judge of metrics side by side",
       {{"analysis", kayenta::transitions_by_name()}}},
      {"evidence",
       "statistical tests of canary against stable, for one look or for many",
       {{"test", evidence::transitions_by_name()}}},
      {"burn_rate",
       "alerts on how fast the error budget of an objective burns",
       {{"alert", burn_rate::transitions_by_name()}}},
      {"rollout", "the rollout that all of them act upon", {{"rollout", of_rollout()}}},
  };
}

std::string_view engine_name(const spec::Engine& engine) { return names[engine.index()]; }

}  // namespace coalmine::harness
