// The scenario language, described once.
//
// Reader, JSON Schema and reference all come from this description (spec/type.hpp); each function
// is the type of one part of a scenario.
#pragma once

#include "spec/type.hpp"
#include "spec/written.hpp"

namespace coalmine::spec {

// A chain of the longest delays stays within the clock's range.
inline constexpr Duration delay_max = std::chrono::hours{24 * 30};

inline constexpr std::uint32_t replications_max = 1'000'000;

const Type<WrittenScenario>& scenario_type();  // the whole language, put together once

Type<WrittenRoute> route_type();    // language_routes.cpp
Type<WrittenRoute> cookie_route();  // this and the next four: language_memory.cpp
Type<WrittenRoute> connection_route();
Type<WrittenRoute> process_route();
Type<WrittenRoute> entrypoint_route();
Type<WrittenRoute> redraw_route();
Type<WrittenRule> rule_type();                    // language_rules.cpp
Type<WrittenStaleness> staleness_type();          // language_staleness.cpp
Type<models::Distribution> distribution_type();   // language_distribution.cpp
Type<WrittenTraffic> traffic_type();              // language_traffic.cpp
Type<WrittenFunction> function_type();            // language_system.cpp
Type<std::vector<Name>> function_or_functions();  // a name, or a list of names
Type<WrittenIncident> incident_type();
Type<models::PerVersion<bool>> versions_type();
Type<WrittenStream> stream_type();  // language_streams.cpp
Type<WrittenPoison> poison_type();
Type<models::KinesisDelivery> kinesis_type();  // language_delivery.cpp
Type<models::SqsDelivery> sqs_type();
Type<models::AsyncDelivery> async_type();
Type<models::Backoff> backoff_type();
Type<models::PerVersion<std::vector<Name>>> fields_type(
    const std::string& key);  // language_schema.cpp
Type<models::PerVersion<std::uint32_t>> writes_schema_type();
Type<models::PerVersion<std::vector<Placed<std::uint32_t>>>> reads_schemas_type();
Type<models::LambdaHost> lambda_type();  // language_hosts.cpp
Type<models::ServerHost> servers_type();
Type<models::Connections> connections_type();
Type<models::Account> account_type();
Type<WrittenClients> clients_type();  // language_clients.cpp
Type<Duration> gateway_type();
Type<WrittenRelease> release_type();  // language_release.cpp
Type<routing::Plan> rollout_type();
Type<WrittenPolicy> policy_type();                      // language_policies.cpp
Type<std::vector<Placed<WrittenAlarm>>> alarms_type();  // language_alarms.cpp
Type<PolicyAlarms> policy_alarms_type();
Type<Datapoints> datapoints_type();                 // M of N
Type<WrittenJudge> judge_type();                    // language_judges.cpp
Type<routing::codedeploy::Spec> codedeploy_type();  // language_judge_codedeploy.cpp, and so on
Type<routing::argo::Spec> argo_type();
Type<routing::flagger::Spec> flagger_type();
Type<routing::kayenta::Spec> kayenta_type();
Type<routing::evidence::Spec> evidence_type();
Type<routing::burn_rate::Spec> burn_rate_type();
Type<WrittenExpectation> expectation_type();  // language_expectations.cpp
Type<std::vector<WrittenPrecision>> precision_type();

}  // namespace coalmine::spec
