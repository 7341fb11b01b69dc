#include "harness/theory/rollback.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <variant>

#include "base/math.hpp"
#include "harness/theory/entry.hpp"
#include "harness/theory/memory.hpp"
#include "harness/theory/users.hpp"

namespace coalmine::harness {
namespace {

bool ends_by_operator(const Setup& setup, const spec::Policy& policy) {
  const auto& at = setup.scenario.release.rollback_at;
  return at && Instant{*at} >= setup.window_begins && Instant{*at} < setup.ends &&
         setup.chain.size() == 1 && !is_asked_first(policy);
}

bool is_forgotten_at_once(const spec::Policy& policy) {
  const auto& memory = policy.routing.memory;
  if (!memory) return true;
  const bool by_client = policy.holders.members == 0 && policy.holders.stale == 0;
  const bool outranked =
      memory->at_zero == routing::AtZero::evicted || memory->redraws || memory->step_bound;
  return by_client && outranked;
}

// Equal users, each of whom may have been put on the canary at some moment before the rollback.
class PinnedUsers {
 public:
  PinnedUsers(const Setup& setup, const spec::Policy& policy, Remembered of, double rate_hz)
      : of_(std::move(of)),
        rate_(rate_hz / static_cast<double>(setup.scenario.traffic.users)),
        rollback_(in_seconds(*setup.scenario.release.rollback_at)),
        ends_(in_seconds(setup.ends.time_since_epoch())),
        life_(policy.routing.memory->time_to_live[1]) {}

  // Of one user, the mean of `of_time_left`: a function of the time from the rollback until the
  // decision expires or the observation ends.
  template <class Function>
  double mean(Function of_time_left) const {
    double sum = 0;
    double drawn = 0;  // mean number of requests before that would have decided
    for (std::size_t i = 0; i < of_.ends; ++i) {
      const double from = in_seconds(of_.path[i].from.time_since_epoch());
      const double to = std::min(in_seconds(of_.path[i].to.time_since_epoch()), rollback_);
      const double weight = of_.path[i].weight;
      const double deciding = of_.both ? (of_.decides(i) ? rate_ : 0) : weight * rate_;
      const auto density = [&](double at) {
        return rate_ * weight * math::exp(-drawn - deciding * (at - from)) *
               of_time_left(std::max(0.0, left(at)));
      };
      const double bend = std::clamp(life_ ? ends_ - in_seconds(*life_) : from, from, to);
      sum += integral(density, from, bend) + integral(density, bend, to);
      drawn += deciding * (to - from);
    }
    return sum;
  }

  double rate() const { return rate_; }

 private:
  double left(double decided) const {
    const double until = life_ ? std::min(ends_, decided + in_seconds(*life_)) : ends_;
    return until - rollback_;
  }

  template <class Function>
  double integral(Function f, double from, double to) const {
    if (to <= from) return 0;
    constexpr double smooth = 8;  // mean requests of a user over which 25 points are exact
    const auto parts = 1 + static_cast<int>(rate_ * (to - from) / smooth);
    const double part = (to - from) / parts;
    double sum = 0;
    for (int i = 0; i < parts; ++i) {
      sum += boost::math::quadrature::gauss<double, 25>::integrate(f, from + i * part,
                                                                   from + (i + 1) * part);
    }
    return sum;
  }

  Remembered of_;
  double rate_;
  double rollback_;
  double ends_;
  std::optional<Duration> life_;
};

std::optional<PinnedUsers> pinned_users(const Setup& setup, const spec::Policy& policy) {
  const models::TrafficSpec& traffic = setup.scenario.traffic;
  const auto* poisson = std::get_if<models::PoissonTraffic>(&traffic.pattern);
  if (poisson == nullptr || !std::holds_alternative<models::EqualRates>(poisson->spread) ||
      !traffic.daily.factors.empty() || policy.routing.memory->renewal != routing::Renewal::fixed)
    return std::nullopt;
  auto of = remembered(setup, policy);
  // A life that ends before the rollback has its own theory, and not this one.
  if (!of || !of->stays) return std::nullopt;
  return PinnedUsers(setup, policy, *std::move(of), poisson->rate_hz);
}

}  // namespace

std::optional<double> exposed_after_rollback(const Setup& setup, const spec::Policy& policy) {
  if (!ends_by_operator(setup, policy)) return std::nullopt;
  if (!setup.moves[0] || is_forgotten_at_once(policy)) return 0;
  if (const auto late = remembered_late_hits(setup, policy))
    return share_of_users_hit(setup, *late);
  const auto pinned = pinned_users(setup, policy);
  const auto active = users_hit(setup, every_request(setup));
  if (!pinned || !active) return std::nullopt;
  const double users =
      pinned->mean([&](double left) { return -math::expm1(-pinned->rate() * left); });
  return users * static_cast<double>(setup.scenario.traffic.users) / *active;
}

// With D left, the last request before it comes at D less an exponential wait, if it comes at all.
std::optional<double> exposure_after_rollback(const Setup& setup, const spec::Policy& policy) {
  if (!ends_by_operator(setup, policy)) return std::nullopt;
  if (!setup.moves[0] || is_forgotten_at_once(policy)) return 0;
  const auto pinned = pinned_users(setup, policy);
  if (!pinned) return std::nullopt;
  const double seconds = pinned->mean(
      [&](double left) { return left + math::expm1(-pinned->rate() * left) / pinned->rate(); });
  return seconds * static_cast<double>(setup.scenario.traffic.users);
}

std::optional<double> exposure_ends_after(const Setup& setup, const spec::Policy& policy) {
  const bool at_once =
      ends_by_operator(setup, policy) && (!setup.moves[0] || is_forgotten_at_once(policy));
  return at_once ? std::optional(0.0) : std::nullopt;
}

}  // namespace coalmine::harness
