#include "routing/judge/codedeploy/spec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "routing/judge/cloudwatch/alarm_group.hpp"

namespace coalmine::routing::codedeploy {
namespace {

constexpr Duration second = std::chrono::seconds{1};

std::optional<Error> problem_with_list(const Spec& spec) {
  const auto& list = spec.stops_on;
  if (list.size() > alarms_max) {
    return Error{
        fmt::format("{} alarms are watched, expected at most {}", list.size(), alarms_max)};
  }
  for (auto name = list.begin(); name != list.end(); ++name) {
    if (std::ranges::find(spec.alarms, *name, &cloudwatch::AlarmSpec::name) == spec.alarms.end()) {
      return Error{fmt::format("no alarm is named \"{}\"", *name)};
    }
    if (std::find(list.begin(), name, *name) != name) {
      return Error{fmt::format("alarm \"{}\" is watched twice", *name)};
    }
  }
  return std::nullopt;
}

std::optional<Error> problem_with(const char* what, Duration duration) {
  if (duration < Duration{0}) {
    return Error{fmt::format("{} is {:g} s, expected 0 or more", what, in_seconds(duration))};
  }
  if (duration % second != Duration{0}) {
    return Error{fmt::format("{} is {:g} s, expected whole seconds", what, in_seconds(duration))};
  }
  return std::nullopt;
}

std::optional<Error> problem_with_durations(const Spec& spec) {
  std::vector<std::pair<const char*, Duration>> durations{{"poll", spec.poll},
                                                          {"rollback delay", spec.rollback_delay},
                                                          {"metric delay", spec.metric_delay},
                                                          {"alarm phase", spec.alarm_phase}};
  if (spec.before_hook) durations.emplace_back("hook before traffic", spec.before_hook->takes);
  if (spec.after_hook) durations.emplace_back("hook after traffic", spec.after_hook->takes);
  for (const auto& [what, duration] : durations) {
    if (auto problem = problem_with(what, duration)) return problem;
  }
  if (spec.poll == Duration{0}) return Error{"poll is 0 s, expected above 0"};
  return std::nullopt;
}

}  // namespace

Checked<Spec> check(Spec spec) {
  auto alarms = cloudwatch::check(std::move(spec.alarms));
  if (!alarms) return tl::unexpected(alarms.error());
  spec.alarms = std::move(*alarms);
  if (auto problem = problem_with_list(spec)) return tl::unexpected(*problem);
  if (auto problem = problem_with_durations(spec)) return tl::unexpected(*problem);
  if (!(spec.poll_fails >= 0 && spec.poll_fails <= 1)) {  // so written that it refuses a NaN, too
    return tl::unexpected(
        Error{fmt::format("share of failing polls is {}, expected 0 to 1", spec.poll_fails)});
  }
  return spec;
}

}  // namespace coalmine::routing::codedeploy
