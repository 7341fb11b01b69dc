#include "harness/theory/sessions.hpp"

#include <algorithm>
#include <variant>

#include "base/math.hpp"

namespace coalmine::harness {
namespace {

// The gap between the requests of a session, where it is always the same.
std::optional<Duration> constant_gap(const models::SessionTraffic& traffic) {
  const auto* constant = std::get_if<models::Constant>(&traffic.gap);
  if (constant == nullptr) return std::nullopt;
  return Duration{static_cast<std::int64_t>(constant->value * 1e9 + 0.5)};
}

// P(a session has a request j, counted from 0).
double goes_on_to(const models::SessionLength& length, double j) {
  if (j == 0) return 1;
  if (!length.geometric) return j < length.mean ? 1 : 0;
  return length.mean <= 1 ? 0 : math::exp(j * math::log1p(-1 / length.mean));
}

// How much even time there is for a session to begin, if its request j is to be in the window.
double even_time_for_starts_ns(const Setup& setup, Duration gap, std::int64_t j) {
  const Duration observation = setup.scenario.duration;
  if (gap > Duration{} && j > observation / gap) return 0;
  const Duration delay = gap * j;
  const Instant from = std::max(Instant{}, setup.window_begins - delay);
  return even_time_ns(setup.scenario.traffic.daily, from, setup.ends - delay);
}

// The sum over j of P(a session has a request j and it is in the window) * factor^j, times the even
// time in which sessions begin. With factor 1 it counts requests; h times that with factor 1 - h is
// P(a session hits), because its first hit is request j with probability h (1 - h)^j.
double sum_over_requests_ns(const Setup& setup, const models::SessionTraffic& traffic, Duration gap,
                            double factor) {
  constexpr double negligible = 1e-18;
  double sum_ns = 0;
  double power = 1;
  for (std::int64_t j = 0;; ++j, power *= factor) {
    const double weight = power * goes_on_to(traffic.length, static_cast<double>(j));
    const double starts_ns = even_time_for_starts_ns(setup, gap, j);
    if (weight < negligible || starts_ns <= 0) return sum_ns;
    sum_ns += weight * starts_ns;
  }
}

}  // namespace

std::optional<std::vector<MeanHits>> mean_sessions_hit(const Setup& setup,
                                                       const models::SessionTraffic& traffic,
                                                       const Hits& hits) {
  const auto gap = constant_gap(traffic);
  if (!gap || setup.window_begins != Instant{}) return std::nullopt;
  const double sessions_per_ns =
      traffic.sessions_hz * 1e-9 / static_cast<double>(setup.scenario.traffic.users);
  std::vector<MeanHits> by_class;
  MeanHits together{1, 0};
  for (const HitClass& of : hits.classes) {
    const double hit = of.hit.front();
    if (std::any_of(of.hit.begin(), of.hit.end(), [&](double h) { return h != hit; }))
      return std::nullopt;
    const double hit_ns = hit == 0 ? 0 : hit * sum_over_requests_ns(setup, traffic, *gap, 1 - hit);
    by_class.push_back({of.share, sessions_per_ns * hit_ns});
    together.mean += of.share * sessions_per_ns * hit_ns;
  }
  if (hits.by_session) return std::vector{together};
  return by_class;
}

std::optional<double> expected_session_requests(const Setup& setup,
                                                const models::SessionTraffic& traffic) {
  const auto gap = constant_gap(traffic);
  if (!gap) return std::nullopt;
  return traffic.sessions_hz * 1e-9 * sum_over_requests_ns(setup, traffic, *gap, 1);
}

}  // namespace coalmine::harness
