#include "spec/standard_judges.hpp"

#include <cassert>
#include <utility>

namespace coalmine::spec {

std::string_view standard_judges() {
  return R"(judges:
  # CloudWatch alarms that stop a CodeDeploy deployment.
  # As AWS recommends for Lambda: any error in three minutes running, of both versions together.
  errors-function:
    engine: { codedeploy: { alarms: [{ metric: errors, above: 0, datapoints: 3 of 3, dimension: function, missing: not_breaching }] } }
  # As the example of SAM: any error in two minutes running, of the new version.
  errors-version:
    engine: { codedeploy: { alarms: [{ metric: errors, above: 0, datapoints: 2 of 2, dimension: version, missing: not_breaching }] } }
  # A rate instead of a count, which does not grow with the traffic.
  rate-alias:
    engine:
      codedeploy:
        alarms:
          - expression: errors / invocations
            metrics: { errors: { metric: errors }, invocations: { metric: invocations } }
            above: 1%
            datapoints: 2 of 3
            missing: not_breaching
  rate-version:
    engine:
      codedeploy:
        alarms:
          - expression: errors / invocations
            metrics:
              errors: { metric: errors, dimension: version }
              invocations: { metric: invocations, dimension: version }
            above: 1%
            datapoints: 2 of 3
            missing: not_breaching
  # What the release adds to what was there before.
  rate-difference:
    engine:
      codedeploy:
        alarms:
          - expression: errors / invocations - stable_errors / stable_invocations
            metrics:
              errors: { metric: errors, dimension: version }
              invocations: { metric: invocations, dimension: version }
              stable_errors: { metric: errors, dimension: stable }
              stable_invocations: { metric: invocations, dimension: stable }
            above: 1%
            datapoints: 2 of 3
            missing: not_breaching
  # A dimension with a typing error: the alarm that is always green.
  errors-nowhere:
    engine: { codedeploy: { alarms: [{ metric: errors, above: 0, dimension: nowhere, missing: not_breaching }] } }

  # Controllers of Kubernetes, with the settings of their documents.
  argo:
    engine: { argo: { metrics: [{ measure: success_rate, success: ">= 95%", window: 1m, interval: 1m, failure_limit: 3 }] } }
  flagger:
    engine:
      flagger:
        interval: 1m
        threshold: 5
        step_weight: 10%
        max_weight: 50%
        metrics: [{ request_success_rate: { min: 99% } }, { request_duration: { max: 500ms } }]

  # Spinnaker's judge, over all data since the beginning.
  kayenta:
    engine:
      kayenta:
        interval: 5m
        step: 10s
        metrics:
          - { measure: error_rate, direction: increase, critical: true, groups: [errors] }
          - { measure: latency.p99, direction: increase, allowed_increase: 1.25, groups: [latency] }

  # Tests of canary against stable at the 5 % level. The first looks once, after five minutes; the
  # second is the same test looked at every minute, as it must not be. The others may look so often.
  two-proportion:
    engine: { evidence: { measure: error_rate, test: two_proportion, at: 5m } }
  two-proportion-peeked:
    engine: { evidence: { measure: error_rate, test: two_proportion, every: 1m } }
  msprt:
    engine: { evidence: { measure: error_rate, test: msprt, every: 1m } }
  growthbook:
    engine: { evidence: { measure: error_rate, test: growthbook, every: 1m } }
  # Users, and not their requests, are the evidence: for sticky routes, and bugs that strike some.
  msprt-clustered:
    engine: { evidence: { measure: error_rate, test: msprt, every: 1m, clustered: true } }
  mann-whitney:
    engine: { evidence: { measure: latency, test: mann_whitney, at: 5m } }

  # The first two alerts of the SRE workbook, for an objective of 99.9 %.
  burn-rate:
    engine:
      burn_rate:
        objective: 99.9%
        alerts: [{ rate: 14.4, long: 1h, short: 5m }, { rate: 6, long: 6h, short: 30m }]
)";
}

void add_standard_judges(Node& root, Problems& problems) {
  if (root.kind != Kind::map || root.find("judges") != nullptr) return;
  const std::uint32_t source = problems.add_source("standard judges");
  auto written = read_yaml(standard_judges(), source, problems);
  assert(written && written->children.size() == 1);
  root.children.push_back(std::move(written->children.front()));
}

}  // namespace coalmine::spec
