// CodeDeploy shifts traffic, and CloudWatch alarms stop it.
#include <algorithm>
#include <variant>

#include "routing/judge/cloudwatch/alarm_group.hpp"
#include "routing/judge/codedeploy/spec.hpp"
#include "spec/language.hpp"
#include "spec/language_judge_codedeploy_alarms.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

using namespace routing::codedeploy;
using routing::cloudwatch::AlarmSpec;
using routing::cloudwatch::CompositeAlarmSpec;
using routing::cloudwatch::CompositeRule;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Duration poll_max = hours{1};
constexpr Duration hook_max = hours{24};
constexpr Duration rollback_delay_max = hours{24};
constexpr Duration metric_delay_max = hours{1};
constexpr Duration alarm_phase_max = minutes{1} - seconds{1};

enum class Ending { failure, alarm, stop };

struct Written {
  std::vector<Placed<WrittenCloudwatchAlarm>> alarms;
  std::optional<std::vector<Name>> stops_on;
  Duration poll{};
  double poll_fails = 0;
  bool ignore_poll_failure = false;
  std::optional<Hook> before_hook;
  std::optional<Hook> after_hook;
  bool watches_in_hooks = true;
  std::vector<Ending> rollback_on;
  Duration rollback_delay{};
  LinearCompletion linear_completion{};
  Duration metric_delay{};
  Duration alarm_phase{};

  Spec spec;  // what all of that makes
};

// Judges look at full seconds.
Type<Duration> seconds_between(Duration least, Duration most) {
  auto type = duration_between(least, most);
  type.read = [read = type.read](const Node& node, Problems& problems) -> std::optional<Duration> {
    const auto value = read(node, problems);
    if (!value || *value % seconds{1} == Duration{0}) return value;
    refuse(node, {"must be whole seconds", ""}, problems);
    return std::nullopt;
  };
  return type;
}

Type<Hook> hook() {
  return Object<Hook>("hook", "A function that CodeDeploy invokes and that has to answer.")
      .required({"takes", "until it answers; after an hour it counts as failed", "30s"},
                &Hook::takes, seconds_between(Duration{0}, hook_max))
      .with_default({"fails", "whether it answers that it failed", "true"}, &Hook::fails, boolean(),
                    "false")
      .type();
}

// An alarm without a name is called by its place.
std::vector<AlarmSpec> alarms_of(const Written& written) {
  std::vector<AlarmSpec> alarms;
  for (const auto& [alarm, place] : written.alarms) {
    alarms.push_back(
        {alarm.name.value_or(fmt::format("alarm-{}", alarms.size() + 1)), alarm.alarm});
  }
  return alarms;
}

std::vector<std::string> names_of(const std::vector<AlarmSpec>& alarms) {
  std::vector<std::string> names;
  for (const AlarmSpec& alarm : alarms) names.push_back(alarm.name);
  return names;
}

// The alarms that the rule of a composite looks at; none of a metric alarm.
std::vector<std::string> children_of(const AlarmSpec& alarm) {
  const auto* composite = std::get_if<CompositeAlarmSpec>(&alarm.alarm);
  if (composite == nullptr) return {};
  return CompositeRule::parse(composite->rule).value().children();
}

bool all_known(const std::vector<std::string>& wanted, const std::vector<std::string>& names,
               Place place, Problems& problems) {
  bool known = true;
  for (const std::string& name : wanted) {
    if (std::ranges::find(names, name) != names.end()) continue;
    problems.add(place, fmt::format("unknown alarm \"{}\"", name), suggest(name, names));
    known = false;
  }
  return known;
}

// What no rule looks at: a composite stands for those that it watches.
std::vector<std::string> watched_by_default(const std::vector<AlarmSpec>& alarms) {
  std::vector<std::string> names = names_of(alarms);
  for (const AlarmSpec& alarm : alarms) {
    for (const std::string& child : children_of(alarm)) std::erase(names, child);
  }
  return names;
}

// Whether the alarms together make sense. Precondition: each alone does.
bool are_sound(const std::vector<AlarmSpec>& alarms, const Written& written, const Node& node,
               Problems& problems) {
  bool known = true;
  for (std::size_t i = 0; i < alarms.size(); ++i) {
    const auto& rule = written.alarms[i].value.rule;
    if (rule && !all_known(children_of(alarms[i]), names_of(alarms), rule->place, problems)) {
      known = false;
    }
  }
  if (!known) return false;
  const auto checked = routing::cloudwatch::check(alarms);
  if (!checked) refuse(*node.find("alarms"), {checked.error().message, ""}, problems);
  return checked.has_value();
}

bool each_is_sound(const Written& written, const Node& node) {
  const Node* list = node.find("alarms");
  return list != nullptr && written.alarms.size() == list->children.size() &&
         std::ranges::all_of(written.alarms, [](const auto& alarm) { return alarm.value.sound; });
}

// The alarms and which of them are watched; none where something is wrong with them, which is said
// once.
void make_alarms(Written& written, const Node& node, Problems& problems) {
  if (!each_is_sound(written, node)) return;
  const std::vector<AlarmSpec> alarms = alarms_of(written);
  if (!are_sound(alarms, written, node, problems)) return;
  Spec& spec = written.spec;
  spec.alarms = alarms;
  if (!written.stops_on) {
    spec.stops_on = watched_by_default(alarms);
    return;
  }
  for (const Name& name : *written.stops_on) {
    if (all_known({name.value}, names_of(alarms), name.place, problems)) {
      spec.stops_on.push_back(name.value);
    }
  }
}

Spec without_alarms(const Written& written) {
  const auto chosen = [&](Ending ending) {
    return std::ranges::find(written.rollback_on, ending) != written.rollback_on.end();
  };
  return {.poll = written.poll,
          .poll_fails = written.poll_fails,
          .ignore_poll_failure = written.ignore_poll_failure,
          .before_hook = written.before_hook,
          .after_hook = written.after_hook,
          .watches_in_hooks = written.watches_in_hooks,
          .rollback_on = {.failure = chosen(Ending::failure),
                          .alarm = chosen(Ending::alarm),
                          .stop = chosen(Ending::stop)},
          .rollback_delay = written.rollback_delay,
          .linear_completion = written.linear_completion,
          .metric_delay = written.metric_delay,
          .alarm_phase = written.alarm_phase};
}

void make_group(Written& written, const Node& node, Problems& problems) {
  written.spec = without_alarms(written);
  make_alarms(written, node, problems);
  const auto checked = check(written.spec);
  if (checked) return;
  // All that can be left to be wrong is the list of those that are watched.
  const Node* list = node.find("stops_on");
  refuse(list != nullptr ? *list : *node.find("alarms"), {checked.error().message, ""}, problems);
}

}  // namespace

Type<Spec> codedeploy_type() {
  return convert<Spec>(
      Object<Written>("codedeploy", "A CodeDeploy deployment group and its CloudWatch alarms.")
          .required({"alarms", "those that there are, with those that rules look at",
                     "[{ metric: errors, above: 0, datapoints: 2 of 2, dimension: version }]"},
                    &Written::alarms, list(placed(cloudwatch_alarm_type())))
          .optional(
              {"stops_on", "which of them the group watches, by name; at most 50", "[alarm-1]"},
              &Written::stops_on, list(name_of("alarm")), "those that no rule looks at")
          .with_default({"poll", "from one look at the alarms to the next", "30s"}, &Written::poll,
                        seconds_between(seconds{1}, poll_max), "10s")
          .with_default({"poll_fails", "share of these looks that cannot read them", "0.1%"},
                        &Written::poll_fails, share(), "0%")
          .with_default({"ignore_poll_failure",
                         "whether the deployment goes on when alarms cannot be read", "true"},
                        &Written::ignore_poll_failure, boolean(), "false")
          .optional({"before_hook", "BeforeAllowTraffic: it runs before any traffic shifts",
                     "{ takes: 30s }"},
                    &Written::before_hook, hook(), "no hook")
          .optional({"after_hook", "AfterAllowTraffic: it runs when all traffic has shifted",
                     "{ takes: 5m, fails: true }"},
                    &Written::after_hook, hook(), "no hook")
          .with_default(
              {"watches_in_hooks", "whether alarms stop the deployment during hooks, too", "false"},
              &Written::watches_in_hooks, boolean(), "true")
          .with_default({"rollback_on",
                         "what is rolled back automatically: a `failure` of a hook, an `alarm`, a "
                         "`stop` by hand. Otherwise the weight stays as it is",
                         "[alarm]"},
                        &Written::rollback_on,
                        list(choice<Ending>("reason to roll back", {{"failure", Ending::failure},
                                                                    {"alarm", Ending::alarm},
                                                                    {"stop", Ending::stop}})),
                        "[failure, alarm, stop]")
          .with_default({"rollback_delay", "until the old version serves everything again", "10s"},
                        &Written::rollback_delay, seconds_between(Duration{0}, rollback_delay_max),
                        "0s")
          .with_default({"linear_completion",
                         "when a linear rollout is complete and nobody watches any more: after "
                         "`n_intervals`, or with its `last_shift`",
                         "last_shift"},
                        &Written::linear_completion,
                        choice<LinearCompletion>("completion",
                                                 {{"n_intervals", LinearCompletion::n_intervals},
                                                  {"last_shift", LinearCompletion::last_shift}}),
                        "n_intervals")
          .with_default(
              {"metric_delay", "from the end of a minute until its datapoint is visible", "2m"},
              &Written::metric_delay, seconds_between(Duration{0}, metric_delay_max), "1m")
          .with_default({"alarm_phase", "alarms are evaluated so long after full minutes", "20s"},
                        &Written::alarm_phase, seconds_between(Duration{0}, alarm_phase_max), "0s")
          .check(make_group)
          .type(),
      [](Written written) { return std::move(written.spec); });
}

}  // namespace coalmine::spec
