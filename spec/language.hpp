// The scenario language, described once.
//
// Reader, JSON Schema and reference all come from this description (spec/type.hpp); each function
// is the type of one part of a scenario.
#pragma once

#include "spec/type.hpp"
#include "spec/written.hpp"

namespace coalmine::spec {

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
Type<WrittenStream> stream_type();
Type<WrittenIncident> incident_type();
Type<WrittenRelease> release_type();  // language_release.cpp
Type<routing::Plan> rollout_type();
Type<WrittenPolicy> policy_type();                      // language_policies.cpp
Type<std::vector<Placed<WrittenAlarm>>> alarms_type();  // language_alarms.cpp
Type<PolicyAlarms> policy_alarms_type();
Type<WrittenExpectation> expectation_type();  // language_expectations.cpp

}  // namespace coalmine::spec
