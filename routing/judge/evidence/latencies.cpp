#include "routing/judge/evidence/latencies.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace coalmine::routing::evidence {
namespace {

constexpr double z95 = 1.959963984540054;  // two-sided 95 %

// How far from p a rank lies that bounds the p-quantile.
double rank_error(std::uint64_t invocations, double p) {
  return z95 * std::sqrt(p * (1 - p) / static_cast<double>(invocations));
}

// The latency of rank ceil(share * n), counted from 1.
Duration latency_at(Latencies latencies, double share, std::uint64_t n) {
  const double rank =
      std::clamp(std::ceil(share * static_cast<double>(n)), 1.0, static_cast<double>(n));
  std::uint64_t up_to = 0;
  for (const Tied& tied : latencies) {
    up_to += tied.count;
    if (static_cast<double>(up_to) >= rank) return tied.latency;
  }
  return latencies.back().latency;
}

struct Quantile {
  double value_s;
  double variance;
};

Quantile quantile_of(Latencies latencies, double p, double resolution) {
  const std::uint64_t n = count_of(latencies);
  const double error = rank_error(n, p);
  const double value_s = in_seconds(latency_at(latencies, p, n));
  const double low_s = in_seconds(latency_at(latencies, p - error, n));
  const double high_s = in_seconds(latency_at(latencies, p + error, n));
  const double deviation = std::max((high_s - low_s) / (2 * z95), value_s * resolution);
  return {value_s, deviation * deviation};
}

// What is summed while two lists are merged.
struct Ranks {
  double wins = 0;  // pairs in which the canary is slower; half of those that are equal
  double ties = 0;  // sum of t^3 - t over groups of t equal latencies
};

Ranks merge(Latencies stable, Latencies canary, Duration margin) {
  Ranks ranks;
  double stable_below = 0;
  std::size_t s = 0;
  std::size_t c = 0;
  while (s < stable.size() || c < canary.size()) {
    const bool has_stable = s < stable.size();
    const bool has_canary = c < canary.size();
    const Duration of_canary = has_canary ? canary[c].latency - margin : Duration::max();
    const Duration latency = has_stable ? std::min(stable[s].latency, of_canary) : of_canary;
    const bool takes_stable = has_stable && stable[s].latency == latency;
    const bool takes_canary = has_canary && of_canary == latency;
    const double tied_stable = takes_stable ? static_cast<double>(stable[s].count) : 0;
    const double tied_canary = takes_canary ? static_cast<double>(canary[c].count) : 0;
    const double tied = tied_stable + tied_canary;
    ranks.wins += tied_canary * (stable_below + tied_stable / 2);
    ranks.ties += tied * tied * tied - tied;
    stable_below += tied_stable;
    s += takes_stable ? 1 : 0;
    c += takes_canary ? 1 : 0;
  }
  return ranks;
}

}  // namespace

std::uint64_t count_of(Latencies latencies) {
  std::uint64_t count = 0;
  for (const Tied& tied : latencies) count += tied.count;
  return count;
}

bool bounds_quantile(std::uint64_t invocations, double p) {
  if (invocations == 0) return false;
  const double error = rank_error(invocations, p);
  return p - error > 0 && p + error < 1;
}

std::optional<Difference> difference_of_quantiles(Latencies stable, Latencies canary, double p,
                                                  double resolution) {
  const std::uint64_t stable_n = count_of(stable);
  const std::uint64_t canary_n = count_of(canary);
  if (!bounds_quantile(stable_n, p) || !bounds_quantile(canary_n, p)) return std::nullopt;
  const Quantile of_stable = quantile_of(stable, p, resolution);
  const Quantile of_canary = quantile_of(canary, p, resolution);
  const double variance = of_stable.variance + of_canary.variance;
  if (variance <= 0) return std::nullopt;
  return Difference{of_canary.value_s - of_stable.value_s, variance,
                    static_cast<double>(stable_n + canary_n)};
}

std::optional<double> mann_whitney_z(Latencies stable, Latencies canary, Duration margin) {
  const auto stable_n = static_cast<double>(count_of(stable));
  const auto canary_n = static_cast<double>(count_of(canary));
  if (stable_n == 0 || canary_n == 0) return std::nullopt;
  const Ranks ranks = merge(stable, canary, margin);
  const double n = stable_n + canary_n;
  const double variance = stable_n * canary_n / 12 * (n + 1 - ranks.ties / (n * (n - 1)));
  if (variance <= 0) return std::nullopt;
  const double above_mean = ranks.wins - stable_n * canary_n / 2;
  const double towards_mean = std::clamp(above_mean, -0.5, 0.5);
  return (above_mean - towards_mean) / std::sqrt(variance);
}

}  // namespace coalmine::routing::evidence
