#include "harness/theory/users.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <variant>

#include "base/math.hpp"
#include "harness/theory/activity.hpp"
#include "harness/theory/sessions.hpp"
#include "harness/theory/trace.hpp"

namespace coalmine::harness {
namespace {

// Those who are summed up one by one; this many take a hundredth of a second.
constexpr std::uint64_t single_users_max = 100'000;

enum class Wanted { users, share };

double even_window_ns(const Setup& setup) {
  return even_time_ns(setup.scenario.traffic.daily, setup.window_begins, setup.ends);
}

// Where request times are uniform on the even clock, a class of hits is known by one number: the
// even time in which its requests hit. Classes that agree in it are one: with a new salt at each of
// 10 equal steps, 1'024 are 11.
struct HitTime {
  double share;
  double even_ns;
};

std::vector<HitTime> hit_times(const Setup& setup, const Hits& hits) {
  std::map<double, double> share_by_time;
  for (const HitClass& of : hits.classes) {
    double even_ns = 0;
    for (std::size_t i = 0; i < of.hit.size(); ++i) {
      const Stretch& stretch = hits.stretches[i];
      even_ns += of.hit[i] * even_time_ns(setup.scenario.traffic.daily, stretch.from, stretch.to);
    }
    share_by_time[even_ns] += of.share;
  }
  std::vector<HitTime> times;
  for (const auto& [even_ns, share] : share_by_time) times.push_back({share, even_ns});
  return times;
}

// Of each user, independent of the others: P(active) and P(hit).
struct SingleUsers {
  std::vector<double> active;
  std::vector<double> hit;

  double figure(Wanted wanted) const {
    if (wanted == Wanted::users) return std::accumulate(hit.begin(), hit.end(), 0.0);
    return share_of_active(active, hit);
  }
};

SingleUsers zipf_users(const Setup& setup, double exponent, double mean_requests,
                       const std::vector<MeanHits>& hits) {
  SingleUsers users;
  for (const double rate : zipf_rates(setup.scenario.traffic.users, exponent)) {
    users.active.push_back(-math::expm1(-mean_requests * rate));
    double hit = 0;
    for (const MeanHits& of : hits) hit += of.share * -math::expm1(-of.mean * rate);
    users.hit.push_back(hit);
  }
  return users;
}

// Users with Poisson streams, of requests or of sessions: on average `mean` a user.
std::optional<double> of_streams(const Setup& setup, const models::RateSpread& spread, double mean,
                                 const std::vector<MeanHits>& hits, Wanted wanted) {
  const std::uint64_t users = setup.scenario.traffic.users;
  if (const auto* zipf = std::get_if<models::ZipfRates>(&spread)) {
    if (users > single_users_max) return std::nullopt;
    return zipf_users(setup, zipf->exponent, mean, hits).figure(wanted);
  }
  // Users that are alike and independent: the expectation of the ratio is the ratio for one user.
  double hit = 0;
  for (const MeanHits& of : hits) hit += of.share * hit_by_spread(spread, of.mean);
  if (wanted == Wanted::users) return static_cast<double>(users) * hit;
  return hit / hit_by_spread(spread, mean);
}

struct FigureOf {
  const Setup& setup;
  const Hits& hits;
  Wanted wanted;

  std::optional<double> operator()(const models::PoissonTraffic& traffic) const {
    const double rate_per_ns =
        traffic.rate_hz * 1e-9 / static_cast<double>(setup.scenario.traffic.users);
    std::vector<MeanHits> mean_hits;
    for (const HitTime& of : hit_times(setup, hits))
      mean_hits.push_back({of.share, rate_per_ns * of.even_ns});
    return of_streams(setup, traffic.spread, rate_per_ns * even_window_ns(setup), mean_hits,
                      wanted);
  }

  std::optional<double> operator()(const models::FixedTraffic& traffic) const {
    if (traffic.counts.size() > single_users_max) return std::nullopt;
    const std::vector<HitTime> times = hit_times(setup, hits);
    SingleUsers users;
    for (const std::uint32_t requests : traffic.counts) {
      users.active.push_back(hit_in(requests, of_observation(even_window_ns(setup))));
      double hit = 0;
      for (const HitTime& of : times)
        hit += of.share * hit_in(requests, of_observation(of.even_ns));
      users.hit.push_back(hit);
    }
    return users.figure(wanted);
  }

  std::optional<double> operator()(const models::TotalTraffic& traffic) const {
    const std::uint64_t users = setup.scenario.traffic.users;
    if (!ScatteredRequests::tractable(traffic.total, users)) return std::nullopt;
    const ScatteredRequests requests(traffic.total, users, of_observation(even_window_ns(setup)));
    double figure = 0;
    for (const HitTime& of : hit_times(setup, hits)) {
      const double hit = of.even_ns / even_window_ns(setup);
      figure += of.share *
                (wanted == Wanted::users ? requests.users_hit(hit) : requests.share_of_active(hit));
    }
    return figure;
  }

  std::optional<double> operator()(const models::SessionTraffic& traffic) const {
    const auto mean_hits = mean_sessions_hit(setup, traffic, hits);
    if (!mean_hits) return std::nullopt;
    const double sessions = traffic.sessions_hz * 1e-9 * even_window_ns(setup) /
                            static_cast<double>(setup.scenario.traffic.users);
    return of_streams(setup, traffic.spread, sessions, *mean_hits, wanted);
  }

  std::optional<double> operator()(const models::TraceTraffic&) const {
    const UserWindowCounts all = count_user_windows(setup, hits, setup.ends - setup.window_begins);
    return wanted == Wanted::users ? all.hit : all.hit / all.active;
  }

  double of_observation(double even_ns) const {
    return even_ns / static_cast<double>(setup.scenario.duration.count());
  }
};

struct RequestsOf {
  const Setup& setup;

  std::optional<double> operator()(const models::PoissonTraffic& traffic) const {
    return traffic.rate_hz * 1e-9 * even_window_ns(setup);
  }
  std::optional<double> operator()(const models::FixedTraffic& traffic) const {
    return std::accumulate(traffic.counts.begin(), traffic.counts.end(), 0.0) *
           share_of_observation();
  }
  std::optional<double> operator()(const models::TotalTraffic& traffic) const {
    return static_cast<double>(traffic.total) * share_of_observation();
  }
  std::optional<double> operator()(const models::SessionTraffic& traffic) const {
    return expected_session_requests(setup, traffic);
  }
  std::optional<double> operator()(const models::TraceTraffic&) const {
    return weighted_rows(setup, {{setup.window_begins, setup.ends, 1, 0}});
  }

  double share_of_observation() const {
    return even_window_ns(setup) / static_cast<double>(setup.scenario.duration.count());
  }
};

}  // namespace

Hits every_request(const Setup& setup) {
  return {{{setup.window_begins, setup.ends, 1, 0}}, {{1, {1}}}};
}

Hits thinned(Hits hits, double probability) {
  for (HitClass& of : hits.classes) {
    for (double& hit : of.hit) hit *= probability;
  }
  return hits;
}

Hits complement(Hits hits) {
  for (HitClass& of : hits.classes) {
    for (double& hit : of.hit) hit = 1 - hit;
  }
  return hits;
}

std::optional<double> users_hit(const Setup& setup, const Hits& hits) {
  return std::visit(FigureOf{setup, hits, Wanted::users}, setup.scenario.traffic.pattern);
}

std::optional<double> share_of_users_hit(const Setup& setup, const Hits& hits) {
  return std::visit(FigureOf{setup, hits, Wanted::share}, setup.scenario.traffic.pattern);
}

std::optional<double> expected_requests(const Setup& setup) {
  return std::visit(RequestsOf{setup}, setup.scenario.traffic.pattern);
}

std::optional<double> mean_weight(const Setup& setup, const WeightPath& stretches) {
  const double first = stretches.front().weight;
  if (std::all_of(stretches.begin(), stretches.end(),
                  [&](const Stretch& s) { return s.weight == first; })) {
    return first;
  }
  const models::TrafficSpec& traffic = setup.scenario.traffic;
  if (std::holds_alternative<models::SessionTraffic>(traffic.pattern)) return std::nullopt;
  if (std::holds_alternative<models::TraceTraffic>(traffic.pattern)) {
    return weighted_rows(setup, stretches) / *expected_requests(setup);
  }
  double weighted_ns = 0;
  for (const Stretch& stretch : stretches) {
    weighted_ns += stretch.weight * even_time_ns(traffic.daily, stretch.from, stretch.to);
  }
  return weighted_ns / even_window_ns(setup);
}

}  // namespace coalmine::harness
