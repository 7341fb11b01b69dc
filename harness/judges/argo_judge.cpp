// The adapter of Argo's analyses: tells them when steps begin, and answers their queries.
#include "harness/judges/argo_judge.hpp"

#include <numeric>
#include <vector>

#include "harness/judges/store_query.hpp"
#include "routing/judge/argo/analyses.hpp"

namespace coalmine::harness {
namespace {

using namespace routing::argo;

// How often it looks whether a step has begun that it has not seen coming.
constexpr Duration watch_interval = error_retry_interval;

Command command_of(Action action) {
  switch (action) {
    case Action::start:
      return Command::start;
    case Action::advance:
      return Command::advance;
    case Action::pause:
      return Command::hold;
    case Action::abort:
      return Command::roll_back;
  }
  return Command::none;
}

bool has_ended(routing::Phase phase) {
  return phase != routing::Phase::pending && phase != routing::Phase::shifting &&
         phase != routing::Phase::held;
}

TelemetryNeeds needs_of(const Metric& metric) {
  Duration every{std::gcd(error_retry_interval.count(), metric.initial_delay.count())};
  if (metric.interval) every = Duration{std::gcd(every.count(), metric.interval->count())};
  return harness::needs_of(metric.query, every);
}

class ArgoJudge : public Judge {
 public:
  explicit ArgoJudge(const Spec& spec) : spec_(spec), analyses_(spec, Instant{}) {}

  TelemetryNeeds needs() const override;
  bool starts() const override { return spec_.pods_ready_after > Duration{0}; }
  bool moves() const override { return !spec_.analyses.empty(); }
  void begin(Instant at, const RandomStream& draws, std::uint64_t place) override;
  std::optional<Instant> next() const override;
  Command look(const Look& look) override;

 private:
  void take_steps(const routing::Rollout& rollout, Instant now);
  std::vector<std::optional<double>> answers(const Look& look) const;
  Instant next_watch(const routing::Rollout& rollout, Instant now) const;
  Instant on_grid(Instant at) const;

  Spec spec_;
  Analyses analyses_;
  Instant begun_at_;
  std::optional<Instant> watches_at_;  // when it looks for a step that has begun
  bool ended_ = true;
};

TelemetryNeeds ArgoJudge::needs() const {
  TelemetryNeeds needs{.slice = error_retry_interval};
  for (const Metric& metric : spec_.metrics) needs.merge(needs_of(metric));
  std::vector<Duration> waits{spec_.pods_ready_after};
  for (const StepAnalysis& analysis : spec_.analyses) {
    for (const Metric& metric : analysis.metrics) needs.merge(needs_of(metric));
    waits.push_back(analysis.after);
  }
  for (const Duration wait : waits) {
    needs.slice = Duration{std::gcd(needs.slice.count(), wait.count())};
  }
  return needs;
}

void ArgoJudge::begin(Instant at, const RandomStream&, std::uint64_t) {
  analyses_ = Analyses(spec_, at);
  begun_at_ = at;
  watches_at_ = at;
  ended_ = false;
}

std::optional<Instant> ArgoJudge::next() const {
  if (ended_) return std::nullopt;
  const auto deadline = analyses_.next_deadline();
  if (!deadline || !watches_at_) return deadline ? deadline : watches_at_;
  return std::min(*deadline, *watches_at_);
}

Command ArgoJudge::look(const Look& look) {
  ended_ = has_ended(look.rollout.phase());
  if (ended_) return Command::none;
  take_steps(look.rollout, look.now);
  analyses_.handle_answers(answers(look), look.now);
  auto action = analyses_.poll_action();
  if (!action) {
    analyses_.handle_deadline(look.now);
    action = analyses_.poll_action();
  }
  watches_at_.reset();
  if (analyses_.awaits_step()) watches_at_ = next_watch(look.rollout, look.now);
  return action ? command_of(*action) : Command::none;
}

// A step that is due now begins now: judges look before weights move.
void ArgoJudge::take_steps(const routing::Rollout& rollout, Instant now) {
  const auto deadline = rollout.next_deadline();
  const bool moves_now = deadline && *deadline <= now;
  analyses_.handle_step(rollout.steps_begun() + (moves_now ? 1 : 0), now);
}

std::vector<std::optional<double>> ArgoJudge::answers(const Look& look) const {
  std::vector<std::optional<double>> answers;
  for (const Question& question : analyses_.questions(look.now)) {
    answers.push_back(answer(question.query, look.telemetry, look.now));
  }
  return answers;
}

// When the step under way ends, if that is known.
Instant ArgoJudge::next_watch(const routing::Rollout& rollout, Instant now) const {
  const Instant ends = rollout.next_deadline().value_or(never);
  return ends > now && ends < never ? on_grid(ends) : now + watch_interval;
}

// The first instant from `at` on at which it can look.
Instant ArgoJudge::on_grid(Instant at) const {
  const Duration slice = needs().slice;
  const Duration past = (at - begun_at_) % slice;
  return past == Duration{0} ? at : at + (slice - past);
}

}  // namespace

std::unique_ptr<Judge> judge_of(const routing::argo::Spec& spec, const Setup&) {
  return std::make_unique<ArgoJudge>(spec);
}

}  // namespace coalmine::harness
