#include "harness/theory/memory_share.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <variant>

#include "base/math.hpp"
#include "harness/theory/memory.hpp"
#include "harness/theory/users.hpp"

namespace coalmine::harness {
namespace {

// Requests of equal Poisson users, on the even clock.
class EqualUsers {
 public:
  EqualUsers(const Setup& setup, double rate_hz)
      : setup_(setup),
        users_(static_cast<double>(setup.scenario.traffic.users)),
        window_ns_(even_ns(setup.window_begins, setup.ends)),
        requests_(rate_hz * 1e-9 * window_ns_) {}

  double even_ns(Instant from, Instant to) const {
    return even_time_ns(setup_.scenario.traffic.daily, from, to);
  }
  double window_ns() const { return window_ns_; }
  double requests_of_user_in(double even_ns) const {
    return requests_ / users_ * even_ns / window_ns_;
  }

  // Given one request: that none of its user's others is among those of `even_ns` of the window.
  double none_in(double even_ns) const {
    const double p = even_ns / window_ns_ / users_;
    const double nobody = math::exp(-requests_);
    return (math::exp(-requests_ * p) - nobody) / ((1 - p) * (1 - nobody));
  }

  // The integral of none_in from `from_ns` on, over so much time, of which a share `weight` counts.
  double none_over(double from_ns, double even_ns, double weight) const {
    constexpr double smooth = 8;  // 25 points integrate exp(-8 x) to the last digit
    const auto parts = 1 + static_cast<int>(requests_of_user_in(weight * even_ns) / smooth);
    const double part_ns = even_ns / parts;
    double sum = 0;
    for (int part = 0; part < parts; ++part) {
      sum += boost::math::quadrature::gauss<double, 25>::integrate(
          [&](double ns) { return none_in(from_ns + weight * ns); }, part * part_ns,
          (part + 1) * part_ns);
    }
    return sum;
  }

 private:
  const Setup& setup_;
  double users_;
  double window_ns_;
  double requests_;
};

// Who is on stable draws: at time t there is still a share none_in(all weight so far) of them.
double share_of_canary_only(const Remembered& of, const EqualUsers& users) {
  double canary_ns = 0;
  double weight_ns = 0;
  for (std::size_t i = 0; i < of.path.size(); ++i) {
    const auto& [from, to, weight, step] = of.path[i];
    const double length_ns = users.even_ns(from, to);
    if (i >= of.ends && !of.stays) break;
    canary_ns += length_ns - (1 - weight) * users.none_over(weight_ns, length_ns, weight);
    weight_ns += weight * length_ns;
  }
  return canary_ns / users.window_ns();
}

// In stretch i: those whose first request was in an earlier one k have its weight; all others have
// that of stretch i, whether this is their first request or one before it was.
double share_of_first(const Setup& setup, const Remembered& of, const EqualUsers& users) {
  double canary_ns = 0;
  double decided = 0;  // share of requests, by users who decided in a stretch before, on the canary
  double deciding_ns = 0;
  double newcomers = 1;  // those without a request before the window
  for (std::size_t i = 0; i < of.path.size(); ++i) {
    const auto& [from, to, weight, step] = of.path[i];
    const double length_ns = users.even_ns(from, to);
    if (from < setup.window_begins) {
      newcomers = math::exp(-users.requests_of_user_in(length_ns));
      continue;
    }
    if (i >= of.ends && !of.stays) break;
    canary_ns += (decided + weight * users.none_in(deciding_ns)) * length_ns;
    const double before = users.none_in(deciding_ns);
    if (of.decides(i)) deciding_ns += length_ns;
    decided += weight * (before - users.none_in(deciding_ns));
  }
  return newcomers * canary_ns / users.window_ns();
}

}  // namespace

// Either every decision is made at one and the same weight, and forgotten without regard to what it
// was; or it is brought up to date, or made anew, when the weight moves.
bool follows_weight(const Setup& setup, const spec::Policy& policy) {
  const routing::Memory& memory = *policy.routing.memory;
  const auto* weighted = std::get_if<routing::Weighted>(&policy.routing.route);
  const bool forgets_alike = memory.remembers[0] && memory.remembers[1] &&
                             memory.time_to_live[0] == memory.time_to_live[1];
  if (weighted == nullptr || weighted->deck != 0 || !forgets_alike || policy.holders.members > 0)
    return false;
  if (memory.redraws || memory.step_bound) return policy.holders == models::Holders{};
  const bool clean = Instant{setup.scenario.release.starts.front()} >= setup.window_begins &&
                     (!memory.at_rest || setup.window_begins == Instant{});
  const WeightPath path = planned_weights_in_window(setup, policy, 0);
  const double weight = path.front().weight;
  return clean && weight > 0 && std::all_of(path.begin(), path.end(), [&](const Stretch& stretch) {
           return stretch.weight == weight;
         });
}

std::optional<double> remembered_share(const Setup& setup, const spec::Policy& policy) {
  const auto* poisson = std::get_if<models::PoissonTraffic>(&setup.scenario.traffic.pattern);
  if (poisson == nullptr || !std::holds_alternative<models::EqualRates>(poisson->spread))
    return std::nullopt;
  const auto of = remembered(setup, policy);
  if (!of || (of->stays && !outlives_window(setup, policy, *of))) return std::nullopt;
  const EqualUsers users(setup, poisson->rate_hz);
  return of->both ? share_of_first(setup, *of, users) : share_of_canary_only(*of, users);
}

}  // namespace coalmine::harness
