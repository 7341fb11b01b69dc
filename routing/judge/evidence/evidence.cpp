#include "routing/judge/evidence/evidence.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cassert>
#include <chrono>
#include <cmath>

#include "routing/judge/evidence/sequential.hpp"
#include "routing/judge/evidence/shares.hpp"

namespace coalmine::routing::evidence {
namespace {

// The z that is exceeded by chance with probability `level`. In software arithmetic, so that the
// bits do not depend on the C library.
double upper_quantile(double level) {
  using Quad = boost::multiprecision::cpp_bin_float_quad;
  return static_cast<double>(boost::math::quantile(
      boost::math::complement(boost::math::normal_distribution<Quad>{}, Quad(level))));
}

Duration as_duration(double seconds) {
  return Duration{static_cast<Duration::rep>(seconds * 1e9 + 0.5)};
}

bool has_ended(State state) { return state != State::gathering && state != State::watching; }

}  // namespace

std::string_view name_of(State state) {
  switch (state) {
    case State::gathering:
      return "gathering";
    case State::watching:
      return "watching";
    case State::worse:
      return "worse";
    case State::not_shown_worse:
      return "not_shown_worse";
    case State::undecided:
      return "undecided";
  }
  return "";
}

std::string_view name_of(Signal signal) {
  switch (signal) {
    case Signal::too_little:
      return "too_little";
    case Signal::no_evidence:
      return "no_evidence";
    case Signal::evidence:
      return "evidence";
    case Signal::last_look:
      return "last_look";
  }
  return "";
}

std::vector<NamedRow> transitions_by_name() { return named(transitions); }

Evidence::Evidence(const Spec& spec, Instant began, double resolution)
    : spec_(spec),
      began_(began),
      resolution_(resolution),
      critical_z_(upper_quantile(spec.level)),
      rho_(growthbook_rho(spec.level, spec.planned)),
      next_look_(first_look()) {
  assert(check(spec).has_value());
}

Evidence Evidence::again(Instant began) const {
  Evidence other = *this;
  other.began_ = began;
  other.state_ = State::gathering;
  other.next_look_ = other.first_look();
  other.p_value_.reset();
  return other;
}

Instant Evidence::first_look() const {
  return began_ + (spec_.every > Duration{0} ? spec_.every : *spec_.until);
}

void Evidence::handle_look(const Seen& stable, const Seen& canary, Instant now) {
  assert(next_look_ && *next_look_ <= now);
  next_look_ = look_after(now);
  enter(judge(stable, canary));
  if (!has_ended(state_) && !next_look_) enter(Signal::last_look);
  if (has_ended(state_)) next_look_.reset();
}

std::optional<Instant> Evidence::look_after(Instant now) const {
  if (spec_.every == Duration{0}) return std::nullopt;
  const Instant next = began_ + spec_.every * ((now - began_) / spec_.every + 1);
  if (spec_.until && next > began_ + *spec_.until) return std::nullopt;
  return next;
}

void Evidence::enter(Signal signal) {
  const auto next = next_state(transitions, state_, signal);
  assert(next);
  state_ = *next;
}

bool Evidence::enough(const Seen& seen) const {
  if (spec_.clustered) {
    return seen.clusters.invocations >= spec_.min_requests &&
           seen.clusters.users >= spec_.min_users;
  }
  if (is_share(spec_.measure)) return seen.counts.invocations >= spec_.min_requests;
  const std::uint64_t invocations = count_of(seen.latencies);
  if (invocations < spec_.min_requests) return false;
  return spec_.measure == Measure::latency || bounds_quantile(invocations, spec_.quantile);
}

Signal Evidence::judge(const Seen& stable, const Seen& canary) {
  if (!enough(stable) || !enough(canary)) return Signal::too_little;
  if (spec_.method == Method::mann_whitney) {
    const auto z = mann_whitney_z(stable.latencies, canary.latencies, as_duration(spec_.margin));
    return z && *z > critical_z_ ? Signal::evidence : Signal::no_evidence;
  }
  const auto found = difference(stable, canary);
  return found && is_evidence(*found) ? Signal::evidence : Signal::no_evidence;
}

std::optional<Difference> Evidence::difference(const Seen& stable, const Seen& canary) const {
  const bool as_growthbook = spec_.method == Method::growthbook;
  if (spec_.clustered) {
    if (!as_growthbook) return cautious_difference_of_rates(stable.clusters, canary.clusters);
    if (variance_of_rate(stable.clusters) <= 0 || variance_of_rate(canary.clusters) <= 0) {
      return std::nullopt;
    }
    return difference_of_rates(stable.clusters, canary.clusters);
  }
  if (spec_.measure == Measure::quantile) {
    return difference_of_quantiles(stable.latencies, canary.latencies, spec_.quantile, resolution_);
  }
  if (as_growthbook && !(varies(stable.counts) && varies(canary.counts))) return std::nullopt;
  if (as_growthbook) return difference_of_shares(stable.counts, canary.counts, Variance::unpooled);
  // Pooled is of the test of no difference at all.
  const bool classical = spec_.method == Method::two_proportion && spec_.margin == 0;
  return difference_of_shares(stable.counts, canary.counts,
                              classical ? Variance::pooled : Variance::larger);
}

bool Evidence::is_evidence(const Difference& difference) {
  if (spec_.method == Method::two_proportion) {
    return (difference.value - spec_.margin) / std::sqrt(difference.variance) > critical_z_;
  }
  const double p_value = spec_.method == Method::msprt
                             ? msprt_p_value(difference, spec_.margin, spec_.mixture)
                             : growthbook_p_value(difference, spec_.margin, rho_);
  p_value_ = std::min(p_value_.value_or(1), p_value);
  return *p_value_ <= spec_.level;
}

}  // namespace coalmine::routing::evidence
