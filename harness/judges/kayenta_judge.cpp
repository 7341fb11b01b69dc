#include "harness/judges/kayenta_judge.hpp"

#include <algorithm>
#include <numeric>

#include "harness/judges/kayenta_points.hpp"
#include "routing/judge/kayenta/analysis.hpp"

namespace coalmine::harness {
namespace {

namespace kayenta = routing::kayenta;

bool needs_latency(const kayenta::Spec& spec) {
  return std::any_of(spec.metrics.begin(), spec.metrics.end(), [](const kayenta::Metric& metric) {
    return metric.measure.statistic == kayenta::Statistic::latency;
  });
}

class KayentaJudge : public Judge {
 public:
  explicit KayentaJudge(const kayenta::Spec& spec)
      : spec_(spec), points_(spec_), analysis_(spec_, Instant{}) {}

  TelemetryNeeds needs() const override {
    TelemetryNeeds needs;
    needs.slice = Duration{std::gcd(spec_.step.count(), spec_.begin_after.count())};
    // The first run looks at a whole window, a later one at what was not published yet.
    const Duration interval = kayenta::interval_of(spec_);
    needs.memory = std::max(interval + spec_.publication_delay + spec_.step,
                            spec_.lookback.value_or(interval));
    needs.latency = needs_latency(spec_);
    return needs;
  }

  void begin(Instant at, const RandomStream&, std::uint64_t) override {
    analysis_ = kayenta::Analysis(spec_, at);
    points_.clear();
  }

  std::optional<Instant> next() const override { return analysis_.next_run(); }

  Command look(const Look& look) override {
    const routing::Phase phase = look.rollout.phase();
    if (phase == routing::Phase::pending) {  // another judge holds the start back
      analysis_ = kayenta::Analysis(spec_, look.now);
      return Command::none;
    }
    if (phase != routing::Phase::shifting && phase != routing::Phase::held) {
      analysis_.handle_rollout_ended();
      return Command::none;
    }
    points_.move_to(analysis_.window(), look.telemetry);
    analysis_.handle_run(points_.judge().score, look.now);
    return analysis_.state() == kayenta::State::failed ? Command::roll_back : Command::none;
  }

 private:
  kayenta::Spec spec_;
  KayentaPoints points_;
  kayenta::Analysis analysis_;
};

}  // namespace

std::unique_ptr<Judge> judge_of(const routing::kayenta::Spec& spec, const Setup&) {
  return std::make_unique<KayentaJudge>(spec);
}

}  // namespace coalmine::harness
