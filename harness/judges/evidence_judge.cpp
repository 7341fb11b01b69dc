// The adapter of tests: adds up what each version did since the rollout began.
#include "harness/judges/evidence_judge.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <numeric>
#include <vector>

#include "base/log_linear.hpp"
#include "harness/judges/user_snapshots.hpp"
#include "routing/judge/evidence/evidence.hpp"

namespace coalmine::harness {
namespace {

using namespace routing::evidence;
using routing::Version;

// How coarse latencies are in a histogram.
constexpr double resolution = 1.0 / static_cast<double>(log_linear::sub_buckets);

class EvidenceJudge : public Judge {
 public:
  explicit EvidenceJudge(const Spec& spec) : spec_(spec), any_test_(spec, Instant{}, resolution) {}

  TelemetryNeeds needs() const override;
  void begin(Instant at, const RandomStream&, std::uint64_t) override { start(at); }
  std::optional<Instant> next() const override;
  Command look(const Look& look) override;

 private:
  // Of one version, since the rollout began.
  struct Known {
    Observed observed;
    Clusters clusters;
    std::vector<Tied> latencies;  // of `observed`
  };

  void start(Instant at);
  void learn(const Look& look);
  Seen seen(Known& known) const;
  bool looks_at_latency() const { return spec_.measure != Measure::error_rate; }

  Spec spec_;
  Evidence any_test_;             // of no rollout in particular
  std::optional<Evidence> test_;  // nothing once the rollout has ended
  std::array<Known, 2> known_;    // by Version
  Instant known_until_;
  std::optional<UserSnapshots> snapshots_;  // where clustered
};

TelemetryNeeds EvidenceJudge::needs() const {
  const Duration interval = spec_.every > Duration{0} ? spec_.every : *spec_.until;
  TelemetryNeeds needs;
  needs.slice = Duration{std::gcd(interval.count(), spec_.delay.count())};
  needs.memory = interval + spec_.delay;
  needs.latency = looks_at_latency();
  needs.clusters = spec_.clustered;
  return needs;
}

void EvidenceJudge::start(Instant at) {
  test_ = any_test_.again(at);
  known_ = {};
  known_until_ = at;
  if (spec_.clustered) snapshots_.emplace(at, *test_->next_look(), spec_.every, spec_.delay);
}

std::optional<Instant> EvidenceJudge::next() const {
  if (!test_ || !test_->next_look()) return std::nullopt;
  if (!snapshots_) return test_->next_look();
  return std::min(*test_->next_look(), snapshots_->next().value_or(never));
}

Command EvidenceJudge::look(const Look& look) {
  using routing::Phase;
  const Phase phase = look.rollout.phase();
  if (phase == Phase::pending) {  // another judge holds the start back
    start(look.now);
    return Command::none;
  }
  if (phase != Phase::shifting && phase != Phase::held) {
    test_.reset();
    return Command::none;
  }
  if (snapshots_ && snapshots_->next().value_or(never) <= look.now) {
    snapshots_->take(look.telemetry);
  }
  if (*test_->next_look() > look.now) return Command::none;
  learn(look);
  test_->handle_look(seen(known_[0]), seen(known_[1]), look.now);
  return test_->state() == State::worse ? Command::roll_back : Command::none;
}

void EvidenceJudge::learn(const Look& look) {
  if (snapshots_) {
    const auto users = snapshots_->pop();
    for (std::size_t v = 0; v < known_.size(); ++v) known_[v].clusters = users[v];
    return;
  }
  const Instant until = look.now - spec_.delay;
  if (until <= known_until_) return;
  for (const Version version : {Version::stable, Version::canary}) {
    Observed& known = known_[static_cast<std::size_t>(version)].observed;
    if (looks_at_latency()) {
      known += look.telemetry.observed(version, known_until_, until);
    } else {
      known.counts += look.telemetry.counts(version, known_until_, until);
    }
  }
  known_until_ = until;
}

Seen EvidenceJudge::seen(Known& known) const {
  Seen seen{.counts = known.observed.counts, .clusters = known.clusters};
  if (spec_.measure == Measure::slower_than) {
    const sim::Histogram& latency = known.observed.latency;
    seen.counts.errors = latency.count() - latency.count_at_or_below(spec_.limit);
  } else if (looks_at_latency()) {
    known.latencies.clear();
    known.observed.latency.for_each([&](Duration latency, std::uint64_t count) {
      known.latencies.push_back({latency, count});
    });
    seen.latencies = known.latencies;
  }
  return seen;
}

}  // namespace

std::unique_ptr<Judge> judge_of(const routing::evidence::Spec& spec, const Setup&) {
  return std::make_unique<EvidenceJudge>(spec);
}

}  // namespace coalmine::harness
