// The adapter of Flagger: brings it the values of its metrics at every tick.
#include "harness/judges/flagger_judge.hpp"

#include <vector>

#include "harness/judges/store_query.hpp"
#include "routing/judge/flagger/canary.hpp"

namespace coalmine::harness {
namespace {

using namespace routing::flagger;

Command command_of(Action action) {
  switch (action) {
    case Action::none:
      return Command::none;
    case Action::start:
      return Command::start;
    case Action::advance:
      return Command::advance;
    case Action::roll_back:
      return Command::roll_back;
  }
  return Command::none;
}

bool has_ended(routing::Phase phase) {
  return phase != routing::Phase::pending && phase != routing::Phase::shifting &&
         phase != routing::Phase::held;
}

class FlaggerJudge : public Judge {
 public:
  explicit FlaggerJudge(const Spec& spec) : spec_(spec), canary_(spec, Instant{}) {}

  TelemetryNeeds needs() const override;
  bool starts() const override { return true; }
  bool moves() const override { return true; }
  void begin(Instant at, const RandomStream&, std::uint64_t) override {
    canary_ = Canary(spec_, at);
    ended_ = false;
  }
  std::optional<Instant> next() const override {
    return ended_ ? std::nullopt : canary_.next_tick();
  }
  Command look(const Look& look) override;

 private:
  Spec spec_;
  Canary canary_;
  bool ended_ = true;
};

TelemetryNeeds FlaggerJudge::needs() const {
  TelemetryNeeds needs{.slice = spec_.interval};
  for (const Metric& metric : spec_.metrics) needs.merge(needs_of(metric.query, spec_.interval));
  return needs;
}

Command FlaggerJudge::look(const Look& look) {
  ended_ = has_ended(look.rollout.phase());
  if (ended_) return Command::none;
  std::vector<std::optional<double>> values;
  for (const Metric& metric : spec_.metrics) {
    values.push_back(answer(metric.query, look.telemetry, look.now));
  }
  return command_of(canary_.handle_tick(values, look.now));
}

}  // namespace

std::unique_ptr<Judge> judge_of(const routing::flagger::Spec& spec, const Setup&) {
  return std::make_unique<FlaggerJudge>(spec);
}

}  // namespace coalmine::harness
