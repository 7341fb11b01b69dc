// The adapter of CodeDeploy: puts evaluations, polls and hooks on one line of time.
#include "harness/judges/codedeploy_judge.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <vector>

#include "harness/judges/cloudwatch_alarms.hpp"
#include "routing/judge/codedeploy/deployment.hpp"

namespace coalmine::harness {
namespace {

using namespace routing::codedeploy;

class CodedeployJudge : public Judge {
 public:
  explicit CodedeployJudge(const Spec& spec)
      : spec_(spec),
        alarms_(spec.alarms, spec.metric_delay, spec.alarm_phase),
        deployment_(spec, Instant{}) {
    for (const std::string& name : spec.stops_on) {
      watched_.push_back(*alarms_.states().find(name));
    }
  }

  TelemetryNeeds needs() const override;
  bool starts() const override;
  void begin(Instant at, const RandomStream& draws, std::uint64_t place) override;
  std::optional<Instant> next() const override;
  Command look(const Look& look) override;

 private:
  // What may happen next; at one instant in this order.
  enum class Event { evaluation, deadline, poll, hook };
  struct Next {
    Event event;
    Instant at;
  };

  Next next_event() const;
  void handle(const Next& next, const Telemetry& telemetry);
  void take_news(const routing::Rollout& rollout, Instant now);
  bool is_shifted(const routing::Rollout& rollout) const;
  bool poll_matters() const;
  bool any_in_alarm() const;
  Poll poll();
  const std::optional<Hook>& hook() const;  // of the lifecycle event
  Instant hook_answers_at() const;
  Command command() const;

  Spec spec_;
  CloudwatchAlarms alarms_;
  std::vector<std::size_t> watched_;  // places in alarms_
  Deployment deployment_;
  std::optional<RandomStream> draws_;
  std::uint64_t place_ = 0;
  std::uint32_t polls_ = 0;
  bool taken_back_ = false;  // by somebody else
};

TelemetryNeeds CodedeployJudge::needs() const {
  TelemetryNeeds needs = alarms_.needs();
  std::vector<Duration> times{spec_.poll, spec_.rollback_delay};
  if (spec_.before_hook) times.push_back(spec_.before_hook->takes);
  if (spec_.after_hook) times.push_back(spec_.after_hook->takes);
  for (const Duration time : times) {
    needs.slice = Duration{std::gcd(needs.slice.count(), time.count())};
  }
  return needs;
}

// A rollout that begins when planned needs nobody to start it: what stops the deployment at that
// very instant takes the rollout back before it begins, unless that takes time or does not happen.
bool CodedeployJudge::starts() const {
  return spec_.before_hook || !spec_.rollback_on.alarm || spec_.rollback_delay > Duration{0};
}

void CodedeployJudge::begin(Instant at, const RandomStream& draws, std::uint64_t place) {
  alarms_.begin();
  deployment_ = Deployment(spec_, at);
  draws_ = draws;
  place_ = place;
  polls_ = 0;
  taken_back_ = false;
}

std::optional<Instant> CodedeployJudge::next() const {
  if (deployment_.ended() || taken_back_) return std::nullopt;
  Instant next = std::min(alarms_.next(), hook_answers_at());
  next = std::min(next, deployment_.next_deadline().value_or(never));
  if (poll_matters()) next = std::min(next, deployment_.next_poll().value_or(never));
  if (next == never) return std::nullopt;
  return next;
}

Command CodedeployJudge::look(const Look& look) {
  const State before = deployment_.state();
  take_news(look.rollout, look.now);
  for (Next next = next_event(); next.at <= look.now && !deployment_.ended() && !taken_back_;
       next = next_event()) {
    handle(next, look.telemetry);
  }
  return deployment_.state() == before ? Command::none : command();
}

CodedeployJudge::Next CodedeployJudge::next_event() const {
  Next next{Event::evaluation, alarms_.next()};
  const auto sooner = [&](Event event, std::optional<Instant> at) {
    if (at && *at < next.at) next = {event, *at};
  };
  sooner(Event::deadline, deployment_.next_deadline());
  sooner(Event::poll, deployment_.next_poll());
  sooner(Event::hook, hook_answers_at());
  return next;
}

void CodedeployJudge::handle(const Next& next, const Telemetry& telemetry) {
  switch (next.event) {
    case Event::evaluation:
      return alarms_.evaluate(telemetry);
    case Event::deadline:
      return deployment_.handle_deadline(next.at);
    case Event::poll:
      return deployment_.handle_poll(poll(), next.at);
    case Event::hook:
      return deployment_.handle_hook(!hook()->fails, next.at);
  }
}

void CodedeployJudge::take_news(const routing::Rollout& rollout, Instant now) {
  using routing::Phase;
  if (rollout.phase() == Phase::stopped) deployment_.handle_stop(now);
  if (is_shifted(rollout)) deployment_.handle_traffic_shifted(now);
  const bool going_back =
      rollout.phase() == Phase::stopping || rollout.phase() == Phase::rolled_back;
  if (going_back) taken_back_ = true;
}

bool CodedeployJudge::is_shifted(const routing::Rollout& rollout) const {
  if (rollout.phase() == routing::Phase::completed) return true;
  return spec_.linear_completion == LinearCompletion::last_shift &&
         rollout.weight() == routing::Weight::all();
}

// Whether a poll can find anything. What it cannot find it need not be woken for: thousands of
// replications are judged at once. A hook after the shift begins at the poll that finds it done.
bool CodedeployJudge::poll_matters() const {
  return spec_.poll_fails > 0 || spec_.after_hook || any_in_alarm();
}

bool CodedeployJudge::any_in_alarm() const {
  return std::ranges::any_of(watched_, [&](std::size_t place) {
    return alarms_.states().state(place) == routing::cloudwatch::State::alarm;
  });
}

Poll CodedeployJudge::poll() {
  const std::uint32_t number = polls_++;
  if (spec_.poll_fails > 0 && unit(draws_->at(place_, number).first) < spec_.poll_fails) {
    return Poll::unreadable;
  }
  return any_in_alarm() ? Poll::in_alarm : Poll::none_in_alarm;
}

const std::optional<Hook>& CodedeployJudge::hook() const {
  return deployment_.state() == State::before_allow_traffic ? spec_.before_hook : spec_.after_hook;
}

Instant CodedeployJudge::hook_answers_at() const {
  const auto began = deployment_.hook_began();
  return began ? *began + hook()->takes : never;
}

// What the state that the deployment has just come to means for the rollout.
Command CodedeployJudge::command() const {
  switch (deployment_.state()) {
    case State::created:
    case State::before_allow_traffic:
    case State::after_allow_traffic:
    case State::succeeded:
      return Command::none;
    case State::allow_traffic:
      return Command::start;
    case State::failed:  // the weight stays until a person does something (C18)
    case State::stopped:
    case State::rolling_back:
      return Command::hold;
    case State::rolled_back:
      return Command::roll_back;
  }
  return Command::none;
}

}  // namespace

std::unique_ptr<Judge> judge_of(const Spec& spec, const Setup&) {
  return std::make_unique<CodedeployJudge>(spec);
}

}  // namespace coalmine::harness
