#include "harness/theory/renewal.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <variant>
#include <vector>

#include "base/math.hpp"
#include "harness/theory/weights.hpp"
#include "models/distribution.hpp"

namespace coalmine::harness {
namespace {

// One user, times in seconds: `rate` requests a second, observed for `window`.
struct User {
  double rate;
  double window;
  double active() const { return -math::expm1(-rate * window); }
};

// The number of draws of a user, which is 0 for one who is not active.
struct Draws {
  double mean;
  std::function<double(double z)> generating;  // E z^draws
};

constexpr double draws_max = 1000;  // of them all a probability is worked out

// The n-th draw comes after n exponential waits and n - 1 lives, so P(draws >= n) is a gamma
// distribution function.
std::optional<Draws> after_fixed_life(const User& user, double life) {
  if (user.window / life > draws_max) return std::nullopt;
  constexpr double negligible = 1e-18;
  std::vector<double> at_least;  // by n - 1
  double mean = 0;
  for (double n = 1;; ++n) {
    const double waits = user.window - (n - 1) * life;
    const double reached = waits <= 0 ? 0 : models::cdf(models::Gamma{n, n / user.rate}, waits);
    if (reached < negligible) break;
    at_least.push_back(reached);
    mean += reached;
  }
  return Draws{mean, [at_least](double z) {
                 double sum = 0;
                 for (std::size_t n = at_least.size(); n-- > 0;) sum = sum * z + at_least[n];
                 return 1 - (1 - z) * sum;
               }};
}

// A request draws if none came in the `life` before it. With f(t) = E z^(draws by t) that is
// f'(t) = -(1 - z) rate e^(-rate life) f(t - life) from one life on; in the first, only the first
// request draws. By the method of steps: in each life f is a polynomial of the time passed in it,
// and a multiple of e^(-rate time).
double generating_of_sliding(const User& user, double life, double z) {
  constexpr std::size_t terms = 24;  // of a series in powers of at most 1/e, over n!
  const double lives = user.window / life;
  const double slope = (1 - z) * math::exp(-user.rate * life);  // of the exponential part
  const double decay = slope * user.rate * life;
  std::vector<double> polynomial(terms, 0.0);  // in time / life
  polynomial[0] = z;
  double exponential = 1 - z;
  const auto value = [&](double time) {
    double sum = 0;
    for (std::size_t i = terms; i-- > 0;) sum = sum * time + polynomial[i];
    return sum + exponential * math::exp(-user.rate * life * time);
  };
  for (double begun = 1; begun < lives; ++begun) {
    const double reached = value(1);
    for (std::size_t i = terms; i-- > 1;) {
      polynomial[i] = -decay * polynomial[i - 1] / static_cast<double>(i);
    }
    exponential *= slope;
    polynomial[0] = reached - exponential;
  }
  const double whole = std::max(0.0, std::ceil(lives) - 1);
  return value(lives - whole);
}

std::optional<Draws> after_sliding_life(const User& user, double life) {
  if (user.window / life > 1000 * draws_max) return std::nullopt;
  const double first = std::min(user.window, life);
  const double mean = -math::expm1(-user.rate * first) +
                      user.rate * (user.window - first) * math::exp(-user.rate * life);
  return Draws{mean, [=](double z) { return generating_of_sliding(user, life, z); }};
}

// Two states, with a connection and without; a draw leads to the first, and its end to the second.
Draws after_exponential_life(const User& user, double life) {
  const double ends = 1 / life;
  const double both = user.rate + ends;
  const double mean =
      user.rate / both * (ends * user.window - user.rate / both * math::expm1(-both * user.window));
  const auto generating = [=](double z) {
    const double root = std::sqrt(both * both - 4 * user.rate * ends * (1 - z));
    const double slow = -2 * user.rate * ends * (1 - z) / (both + root);
    const double fast = -(both + root) / 2;
    const double share = (-user.rate * (1 - z) - fast) / (slow - fast);
    return share * math::exp(slow * user.window) + (1 - share) * math::exp(fast * user.window);
  };
  return {mean, generating};
}

// Every draw is as good as any other: canary with probability `weight`.
Redrawing of_either(const User& user, const Draws& draws, double weight) {
  const double active = user.active();
  const double idle = 1 - active;
  const double all_stable = draws.generating(1 - weight) - idle;
  const double all_canary = draws.generating(weight) - idle;
  return {.exposed = 1 - all_stable / active,
          .mixed = std::max(0.0, 1 - (all_stable + all_canary) / active),
          .flips = 2 * weight * (1 - weight) * std::max(0.0, draws.mean / active - 1),
          .draws = draws.mean / active};
}

// A draw for the canary is the last. Until then draws come as if all were for stable, and a share
// `weight` of them is for the canary.
Redrawing of_stable_alone(const User& user, const Draws& draws, double weight) {
  const double exposed = (1 - draws.generating(1 - weight)) / user.active();
  const double later = std::max(0.0, exposed - weight);
  return {.exposed = exposed,
          .mixed = later,
          .flips = later,
          .draws = weight > 0 ? exposed / weight : draws.mean / user.active()};
}

// The user, if all are equal, come steadily, and nobody drew before the window.
std::optional<User> equal_user(const Setup& setup, const routing::Memory& memory, Instant until) {
  const models::TrafficSpec& traffic = setup.scenario.traffic;
  const auto* poisson = std::get_if<models::PoissonTraffic>(&traffic.pattern);
  const bool clean = Instant{setup.scenario.release.starts.front()} >= setup.window_begins &&
                     (!memory.at_rest || setup.window_begins == Instant{});
  if (poisson == nullptr || !std::holds_alternative<models::EqualRates>(poisson->spread) ||
      !traffic.daily.factors.empty() || !clean)
    return std::nullopt;
  return User{poisson->rate_hz / static_cast<double>(traffic.users),
              in_seconds(until - setup.window_begins)};
}

std::optional<double> constant_weight(const Setup& setup, const spec::Policy& policy) {
  const WeightPath path = planned_weights_in_window(setup, policy, 0);
  const double first = path.front().weight;
  const bool moves = std::any_of(path.begin(), path.end(),
                                 [&](const Stretch& stretch) { return stretch.weight != first; });
  return moves || first == 0 ? std::nullopt : std::optional(first);
}

bool is_drawn(const routing::Route& route) {
  const auto* weighted = std::get_if<routing::Weighted>(&route);
  return weighted != nullptr && weighted->deck == 0;
}

}  // namespace

std::optional<Redrawing> redrawing(const Setup& setup, const spec::Policy& policy, Instant until) {
  if (!policy.routing.memory || !setup.moves[0]) return std::nullopt;
  const routing::Memory& memory = *policy.routing.memory;
  const models::Holders& holders = policy.holders;
  const bool plain = is_drawn(policy.routing.route) && policy.routing.rules.empty() &&
                     !policy.flags && holders.members == 0 && holders.stale == 0 &&
                     memory.remembers[0] && memory.remembers[1] && !memory.step_bound &&
                     !memory.redraws;
  const auto user = equal_user(setup, memory, until);
  const auto weight = constant_weight(setup, policy);
  if (!plain || !user || !weight) return std::nullopt;
  const auto& [of_stable, of_canary] = memory.time_to_live;
  const bool sliding = memory.renewal == routing::Renewal::sliding && !holders.life;
  const auto life = holders.life ? holders.life : of_stable;
  if (!life) return std::nullopt;
  const double seconds = in_seconds(*life);
  const auto draws = holders.life && holders.ages == models::Ages::exponential
                         ? std::optional(after_exponential_life(*user, seconds))
                     : sliding ? after_sliding_life(*user, seconds)
                               : after_fixed_life(*user, seconds);
  if (!draws) return std::nullopt;
  if (holders.life || of_stable == of_canary) return of_either(*user, *draws, *weight);
  const bool canary_stays = !of_canary || *of_canary >= until - setup.window_begins;
  return canary_stays ? std::optional(of_stable_alone(*user, *draws, *weight)) : std::nullopt;
}

}  // namespace coalmine::harness
