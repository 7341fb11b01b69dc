// A CodeDeploy deployment group on Lambda with the CloudWatch alarms it watches, as configured.
//
// What no document says is a field with the default that the facts give it (docs/JUDGES.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "routing/judge/cloudwatch/spec.hpp"

namespace coalmine::routing::codedeploy {

// A Lambda function that CodeDeploy invokes once, and that has to answer (AWS fact C10).
struct Hook {
  Duration takes{};    // until it answers
  bool fails = false;  // what it answers
  friend bool operator==(const Hook&, const Hook&) = default;
};

// Which ends of a deployment the group rolls back by itself (C16). All: what SAM sets.
struct RollbackOn {
  bool failure = true;  // DEPLOYMENT_FAILURE: a hook failed
  bool alarm = true;    // DEPLOYMENT_STOP_ON_ALARM: also where alarms could not be read
  bool stop = true;     // DEPLOYMENT_STOP_ON_REQUEST
  friend bool operator==(const RollbackOn&, const RollbackOn&) = default;
};

// When a linear deployment is complete, on which documents disagree (C6). It decides how long
// alarms are watched after all traffic has shifted.
enum class LinearCompletion : std::uint8_t { n_intervals, last_shift };

struct Spec {
  std::vector<cloudwatch::AlarmSpec> alarms;  // all there are, with those that composites need
  std::vector<std::string> stops_on;          // names of the watched ones: the group's list
  Duration poll = std::chrono::seconds{10};   // from one look at them to the next (C15)
  double poll_fails = 0;                      // share of the polls that cannot read them
  bool ignore_poll_failure = false;           // C14
  std::optional<Hook> before_hook;            // BeforeAllowTraffic
  std::optional<Hook> after_hook;             // AfterAllowTraffic
  bool watches_in_hooks = true;               // C15
  RollbackOn rollback_on;
  Duration rollback_delay{};  // until the old version serves everything again (C17)
  LinearCompletion linear_completion = LinearCompletion::n_intervals;
  Duration metric_delay = std::chrono::minutes{1};  // from the end of a minute to its point (W3)
  Duration alarm_phase{};  // evaluations fall so long after full minutes (W7)
  friend bool operator==(const Spec&, const Spec&) = default;
};

inline constexpr std::size_t alarms_max = 50;         // in a group's list (C14)
inline constexpr std::size_t alarms_documented = 10;  // by older documents, still the default

// Error: alarms that are not valid; a list of more than `alarms_max`, with a name that is not there
// or that is there twice; a poll that is not above 0; a share outside [0, 1]; a duration below 0 or
// that is no multiple of a second.
Checked<Spec> check(Spec spec);

}  // namespace coalmine::routing::codedeploy
