// A group of alarms: names become places, and composites come after what they watch.
#include "routing/judge/cloudwatch/alarm_group.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <map>
#include <string>
#include <utility>

namespace coalmine::routing::cloudwatch {
namespace {

constexpr std::size_t name_max = 255;

// A composite whose children have been found.
struct Linked {
  std::size_t place;
  CompositeRule rule;
  std::vector<std::size_t> children;
};

tl::unexpected<Error> refused(const AlarmSpec& alarm, std::string_view why) {
  return tl::unexpected(Error{fmt::format("alarm \"{}\": {}", alarm.name, why)});
}

using Places = std::map<std::string_view, std::size_t>;

Checked<Places> places_of(const std::vector<AlarmSpec>& alarms) {
  Places places;
  for (const AlarmSpec& alarm : alarms) {
    const std::string& name = alarm.name;
    if (name.empty() || name.size() > name_max) {
      return tl::unexpected(Error{fmt::format(
          "the name of an alarm has {} characters, expected 1 to {}", name.size(), name_max)});
    }
    if (!places.emplace(name, places.size()).second) return refused(alarm, "is there twice");
  }
  return places;
}

Checked<Linked> linked(const std::vector<AlarmSpec>& alarms, std::size_t place,
                       const Places& places) {
  const auto& spec = std::get<CompositeAlarmSpec>(alarms[place].alarm);
  auto rule = CompositeRule::parse(spec.rule);
  if (!rule) return refused(alarms[place], rule.error().message);
  std::vector<std::size_t> children;
  for (const std::string& child : rule->children()) {
    const auto found = places.find(child);
    if (found == places.end()) {
      return refused(alarms[place], fmt::format("there is no alarm \"{}\" to watch", child));
    }
    children.push_back(found->second);
  }
  return Linked{place, *std::move(rule), std::move(children)};
}

// Children before those who watch them. Error: some watch each other.
Checked<std::vector<Linked>> in_order(std::vector<Linked> composites,
                                      const std::vector<AlarmSpec>& alarms) {
  std::vector<Linked> ordered;
  std::vector<bool> is_waiting(alarms.size(), false);
  for (const Linked& composite : composites) is_waiting[composite.place] = true;
  const auto waits = [&](const Linked& composite) {
    return std::any_of(composite.children.begin(), composite.children.end(),
                       [&](std::size_t child) { return is_waiting[child]; });
  };
  while (!composites.empty()) {
    const auto next = std::find_if_not(composites.begin(), composites.end(), waits);
    if (next == composites.end()) {
      return refused(alarms[composites.front().place], "its rule depends on itself");
    }
    is_waiting[next->place] = false;
    ordered.push_back(std::move(*next));
    composites.erase(next);
  }
  return ordered;
}

Checked<std::vector<Linked>> composites_of(const std::vector<AlarmSpec>& alarms) {
  const auto places = places_of(alarms);
  if (!places) return tl::unexpected(places.error());
  std::vector<Linked> composites;
  for (std::size_t place = 0; place < alarms.size(); ++place) {
    if (!std::holds_alternative<CompositeAlarmSpec>(alarms[place].alarm)) continue;
    auto composite = linked(alarms, place, *places);
    if (!composite) return tl::unexpected(composite.error());
    composites.push_back(*std::move(composite));
  }
  return in_order(std::move(composites), alarms);
}

}  // namespace

Checked<std::vector<AlarmSpec>> check(std::vector<AlarmSpec> alarms) {
  if (const auto composites = composites_of(alarms); !composites) {
    return tl::unexpected(composites.error());
  }
  for (const AlarmSpec& alarm : alarms) {
    const auto* const spec = std::get_if<MetricAlarmSpec>(&alarm.alarm);
    if (spec == nullptr) continue;
    if (const auto checked = check(*spec); !checked) {
      return refused(alarm, checked.error().message);
    }
  }
  return alarms;
}

AlarmGroup::AlarmGroup(const std::vector<AlarmSpec>& alarms, Instant created_at) {
  assert(check(alarms).has_value());
  std::vector<Linked> composites = composites_of(alarms).value();
  for (const Linked& composite : composites) composites_.push_back(composite.place);
  const auto by_place = [](const Linked& a, const Linked& b) { return a.place < b.place; };
  std::sort(composites.begin(), composites.end(), by_place);

  auto next_composite = composites.begin();
  for (const AlarmSpec& spec : alarms) {
    if (const auto* const metric = std::get_if<MetricAlarmSpec>(&spec.alarm)) {
      members_.push_back({spec.name, Alarm{*metric, created_at}});
    } else {
      Linked& composite = *next_composite++;
      members_.push_back(
          {spec.name, Composite{std::move(composite.rule), std::move(composite.children)}});
    }
  }
}

std::optional<std::size_t> AlarmGroup::find(std::string_view name) const {
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [name](const Member& member) { return member.name == name; });
  if (found == members_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - members_.begin());
}

const Alarm* AlarmGroup::metric_alarm(std::size_t place) const {
  return std::get_if<Alarm>(&members_[place].alarm);
}

State AlarmGroup::state(std::size_t place) const {
  const Member& member = members_[place];
  if (const Alarm* alarm = std::get_if<Alarm>(&member.alarm)) return alarm->state();
  return std::get<Composite>(member.alarm).machine.state();
}

void AlarmGroup::handle_evaluation(std::size_t place, std::span<const Point> range, Instant now) {
  Alarm* const alarm = std::get_if<Alarm>(&members_[place].alarm);
  assert(alarm != nullptr);
  alarm->handle_evaluation(range, now);
}

void AlarmGroup::handle_settled(Instant now) {
  for (const std::size_t place : composites_) {
    auto& composite = std::get<Composite>(members_[place].alarm);
    scratch_.clear();
    for (const std::size_t child : composite.children) scratch_.push_back(state(child));
    const bool holds = composite.rule.holds(scratch_);
    composite.machine.handle_outcome(holds ? Outcome::alarm : Outcome::ok, now);
  }
}

void AlarmGroup::handle_reset(Instant created_at) {
  for (Member& member : members_) {
    if (Alarm* alarm = std::get_if<Alarm>(&member.alarm)) {
      alarm->handle_reset(created_at);
    } else {
      std::get<Composite>(member.alarm).machine = StateMachine{};
    }
  }
}

}  // namespace coalmine::routing::cloudwatch
