// The adapter of burn-rate alerts: counts what is bad in each window.
#include "harness/judges/burn_rate_judge.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "routing/judge/burn_rate/alerts.hpp"
#include "routing/judge/burn_rate/history.hpp"

namespace coalmine::harness {
namespace {

using namespace routing::burn_rate;
using routing::Counts;
using routing::Version;

constexpr Instant observed_from{};  // as in base/time.hpp

class BurnRateJudge : public Judge {
 public:
  explicit BurnRateJudge(const Spec& spec) : spec_(spec), alerts_(spec, Instant{}) {}

  TelemetryNeeds needs() const override;
  void begin(Instant at, const RandomStream&, std::uint64_t) override {
    alerts_ = BurnAlerts(spec_, at);
    ended_ = false;
  }
  std::optional<Instant> next() const override;
  Command look(const Look& look) override;

 private:
  Counts in_window(const Telemetry& telemetry, Duration window, Instant to) const;
  Counts of_version(const Telemetry& telemetry, Version version, Instant from, Instant to) const;

  Spec spec_;
  BurnAlerts alerts_;
  std::vector<Windows> windows_;  // by alert
  bool ended_ = false;
};

TelemetryNeeds BurnRateJudge::needs() const {
  TelemetryNeeds needs;
  Duration::rep slice = std::gcd(spec_.every.count(), spec_.delay.count());
  for (const AlertSpec& alert : spec_.alerts) {
    slice = std::gcd(slice, std::gcd(alert.long_window.count(), alert.short_window.count()));
    needs.memory = std::max(needs.memory, alert.long_window + spec_.delay);
  }
  needs.slice = Duration{slice};
  needs.latency = spec_.bad == Bad::slow;
  return needs;
}

std::optional<Instant> BurnRateJudge::next() const {
  if (ended_) return std::nullopt;
  return alerts_.next_evaluation();
}

Command BurnRateJudge::look(const Look& look) {
  using routing::Phase;
  const Phase phase = look.rollout.phase();
  ended_ = phase != Phase::pending && phase != Phase::shifting && phase != Phase::held;
  if (ended_) return Command::none;
  const Instant to = look.now - spec_.delay;
  windows_.clear();
  for (const AlertSpec& alert : spec_.alerts) {
    windows_.push_back({in_window(look.telemetry, alert.long_window, to),
                        in_window(look.telemetry, alert.short_window, to)});
  }
  alerts_.handle_evaluation(windows_, look.now);
  return alerts_.pages() ? Command::roll_back : Command::none;
}

// Of what is in scope.
Counts BurnRateJudge::in_window(const Telemetry& telemetry, Duration window, Instant to) const {
  const Instant from = to - window;
  Counts counts = of_version(telemetry, Version::canary, from, to);
  if (spec_.scope == routing::Dimension::version) return counts;
  const Counts stable = of_version(telemetry, Version::stable, from, to);
  counts += stable;
  const bool reaches_back = from < observed_from && observed_from < to;
  if (spec_.history == History::none || !reaches_back) return counts;
  counts += as_before(counts, stable, to - observed_from, observed_from - from);
  return counts;
}

Counts BurnRateJudge::of_version(const Telemetry& telemetry, Version version, Instant from,
                                 Instant to) const {
  if (spec_.bad == Bad::failed) return telemetry.counts(version, from, to);
  const sim::Histogram latency = telemetry.observed(version, from, to).latency;
  return {latency.count(), latency.count() - latency.count_at_or_below(spec_.limit)};
}

}  // namespace

std::unique_ptr<Judge> judge_of(const routing::burn_rate::Spec& spec, const Setup&) {
  return std::make_unique<BurnRateJudge>(spec);
}

}  // namespace coalmine::harness
