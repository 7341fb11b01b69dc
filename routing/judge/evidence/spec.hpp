// A statistical test of canary against stable, as configured.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.hpp"
#include "base/time.hpp"

namespace coalmine::routing::evidence {

// What of the two versions is compared. The first two are shares of invocations: those that failed,
// and those slower than a limit, which is the exact way to speak of a percentile (p95 is at most
// 400 ms if and only if at most 5 % are slower than that).
enum class Measure : std::uint8_t { error_rate, slower_than, quantile, latency };

// The first two are made for one look at an amount of data that was fixed beforehand; the others
// may look as often as they like.
enum class Method : std::uint8_t { two_proportion, mann_whitney, msprt, growthbook };

struct Spec {
  Measure measure = Measure::error_rate;
  Duration limit{};     // of slower_than
  double quantile = 0;  // of quantile, in (0, 1)
  Method method = Method::msprt;
  // How often a healthy canary may be called worse, per rollout: of one side, because nobody rolls
  // back a canary that is better.
  double level = 0.05;
  Duration every = std::chrono::minutes{1};  // between two looks; 0: one look, at `until`
  std::optional<Duration> until{};           // since the rollout began; nothing: while it lasts
  Duration delay{};                          // what a look sees is so old at least
  bool clustered = false;                    // requests of one user are no independent evidence
  // Of each version. Below them nothing is said: variances are guesses, and sums are not normal.
  std::uint64_t min_requests = 100;
  std::uint64_t min_users = 40;  // where clustered
  double margin = 0;             // worse by so much is not worse: share, or seconds of latency
  double mixture = 0.05;         // of msprt: the size of difference it is tuned to, as `margin`
  double planned = 5'000;        // of growthbook: units of evidence at which it is sharpest
  friend bool operator==(const Spec&, const Spec&) = default;
};

// Are differences of this measure shares? Otherwise they are seconds.
constexpr bool is_share(Measure measure) {
  return measure == Measure::error_rate || measure == Measure::slower_than;
}

// Error: begins with the name of what is wrong, as in "level: ...". A test that cannot be made of
// the measure, clusters of anything but errors, a level outside (0, 0.5), a time that is not in
// full seconds or negative, no time of the only look, minima of nothing, a quantile, limit, margin,
// mixture or plan out of range.
Checked<Spec> check(Spec spec);

}  // namespace coalmine::routing::evidence
