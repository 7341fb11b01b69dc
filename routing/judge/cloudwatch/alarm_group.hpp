// All alarms of an account together: metric alarms, and composites that watch them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "routing/judge/cloudwatch/alarm.hpp"
#include "routing/judge/cloudwatch/composite_rule.hpp"

namespace coalmine::routing::cloudwatch {

// All alarms of an account, in any order.
//
// Error: a name that is empty, longer than 255 or there twice; an alarm that is not valid; a rule
// that is not valid, that names an alarm which does not exist, or that depends on itself (W20).
Checked<std::vector<AlarmSpec>> check(std::vector<AlarmSpec> alarms);

// An alarm is known by its place in the list it was made from.
class AlarmGroup {
 public:
  // Created at `created_at`, all in INSUFFICIENT_DATA. Precondition: check(alarms) holds.
  explicit AlarmGroup(const std::vector<AlarmSpec>& alarms, Instant created_at = {});

  std::optional<std::size_t> find(std::string_view name) const;

  // The metric alarm at `place`; null for a composite.
  const Alarm* metric_alarm(std::size_t place) const;

  // In. The metric alarm at `place` is evaluated (see Alarm::handle_evaluation).
  void handle_evaluation(std::size_t place, std::span<const Point> range, Instant now);
  // In. Composites look at the alarms they watch: call it after all evaluations of an instant, so
  // that none sees half of them. A composite is in ALARM while its rule holds and in OK otherwise;
  // it leaves INSUFFICIENT_DATA at the first call for good.
  void handle_settled(Instant now);
  // In. Everything as created.
  void handle_reset(Instant created_at);

  // Out.
  std::size_t size() const { return members_.size(); }
  State state(std::size_t place) const;

 private:
  struct Composite {
    CompositeRule rule;
    std::vector<std::size_t> children;  // places, in the order of the rule's children
    StateMachine machine{};
  };
  struct Member {
    std::string name;
    std::variant<Alarm, Composite> alarm;
  };

  std::vector<Member> members_;
  std::vector<std::size_t> composites_;  // places, children before those who watch them
  std::vector<State> scratch_;           // of the children of the composite that looks
};

}  // namespace coalmine::routing::cloudwatch
