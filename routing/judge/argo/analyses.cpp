#include "routing/judge/argo/analyses.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace coalmine::routing::argo {
namespace {

Signal signal_of(Phase unsuccessful_phase) {
  switch (unsuccessful_phase) {
    case Phase::inconclusive:
      return Signal::inconclusive;
    case Phase::failed:
      return Signal::failed;
    case Phase::error:
    case Phase::pending:
    case Phase::running:
    case Phase::successful:
      break;
  }
  return Signal::error;
}

void ask(const std::optional<AnalysisRun>& run, Question::Of of, Instant now,
         std::vector<Question>& questions) {
  if (!run) return;
  for (const std::size_t metric : run->due(now)) {
    questions.push_back({of, metric, run->metrics()[metric].metric().query});
  }
}

bool is_completed(const std::optional<AnalysisRun>& run) { return run && completed(run->phase()); }

std::optional<Instant> earlier(std::optional<Instant> one, std::optional<Instant> other) {
  if (!one || !other) return one ? one : other;
  return std::min(*one, *other);
}

}  // namespace

std::string_view name_of(State state) {
  switch (state) {
    case State::progressing:
      return "progressing";
    case State::paused:
      return "paused";
    case State::aborted:
      return "aborted";
  }
  return "";
}

std::string_view name_of(Signal signal) {
  switch (signal) {
    case Signal::background_successful:
      return "background_successful";
    case Signal::step_successful:
      return "step_successful";
    case Signal::inconclusive:
      return "inconclusive";
    case Signal::failed:
      return "failed";
    case Signal::error:
      return "error";
  }
  return "";
}

std::vector<NamedRow> transitions_by_name() { return named(transitions); }

// The background analysis begins with the ReplicaSet unless it waits for a step, or for traffic.
Analyses::Analyses(const Spec& spec, Instant created_at) : spec_(spec) {
  if (spec_.pods_ready_after == Duration{0}) return;
  pods_ready_at_ = created_at + spec_.pods_ready_after;
  if (spec_.starting_step == 1 && !spec_.waits_for_traffic) begin_background(created_at);
}

void Analyses::handle_step(std::uint32_t step, Instant now) {
  if (state_ != State::progressing || step <= step_) return;
  step_ = step;
  pods_ready_at_.reset();
  of_step_.reset();
  if (step_ >= spec_.starting_step) begin_background(now);
  for (const StepAnalysis& analysis : spec_.analyses) {
    if (analysis.step != step_) continue;
    of_step_.emplace(metrics_of(analysis, spec_), now + analysis.after);
  }
}

void Analyses::handle_deadline(Instant now) {
  if (!pods_ready_at_ || *pods_ready_at_ > now) return;
  action_ = Action::start;
  handle_step(1, now);
}

void Analyses::handle_answers(const std::vector<std::optional<double>>& answers, Instant now) {
  const std::vector<Question> asked = questions(now);
  assert(asked.size() == answers.size());
  std::vector<Answer> of_background;
  std::vector<Answer> of_step;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    auto& of_run = asked[i].of == Question::Of::background ? of_background : of_step;
    of_run.push_back({asked[i].metric, answers[i]});
  }
  if (!of_background.empty()) background_->handle_answers(of_background, now);
  if (!of_step.empty()) of_step_->handle_answers(of_step, now);
  assess(now);
}

std::vector<Question> Analyses::questions(Instant now) const {
  std::vector<Question> questions;
  ask(background_, Question::Of::background, now, questions);
  ask(of_step_, Question::Of::step, now, questions);
  return questions;
}

std::optional<Action> Analyses::poll_action() { return std::exchange(action_, std::nullopt); }

std::optional<Instant> Analyses::next_deadline() const {
  std::optional<Instant> next = pods_ready_at_;
  if (background_) next = earlier(next, background_->next_deadline());
  if (of_step_) next = earlier(next, of_step_->next_deadline());
  return next;
}

bool Analyses::awaits_step() const {
  if (state_ != State::progressing) return false;
  if (spec_.background && !background_begun_) return true;
  return std::any_of(spec_.analyses.begin(), spec_.analyses.end(),
                     [&](const StepAnalysis& analysis) { return analysis.step > step_; });
}

void Analyses::begin_background(Instant now) {
  if (!spec_.background || background_begun_) return;
  background_begun_ = true;
  background_.emplace(spec_.metrics, now);
}

// The worst run decides: what fails beside a step's success still aborts.
void Analyses::assess(Instant now) {
  Phase worst = Phase::successful;
  if (is_completed(background_)) worst = worse_of(worst, background_->phase());
  if (is_completed(of_step_)) worst = worse_of(worst, of_step_->phase());
  if (unsuccessful(worst)) {
    enter(signal_of(worst), now);
    return;
  }
  if (is_completed(background_)) enter(Signal::background_successful, now);
  if (is_completed(of_step_)) enter(Signal::step_successful, now);
}

void Analyses::enter(Signal signal, Instant now) {
  const auto next = next_state(transitions, state_, signal);
  assert(next.has_value());
  state_ = *next;

  if (state_ != State::progressing) {
    action_ = state_ == State::paused ? Action::pause : Action::abort;
    background_.reset();
    of_step_.reset();
    pods_ready_at_.reset();
  } else if (signal == Signal::background_successful) {
    background_.reset();
  } else {
    action_ = Action::advance;
    handle_step(step_ + 1, now);
  }
}

}  // namespace coalmine::routing::argo
