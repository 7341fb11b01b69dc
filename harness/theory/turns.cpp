#include "harness/theory/turns.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <variant>
#include <vector>

#include "harness/theory/users.hpp"
#include "harness/theory/weights.hpp"
#include "routing/round_robin.hpp"

namespace coalmine::harness {
namespace {

constexpr double requests_max = 2e6;

routing::Weight as_weight(double share) { return routing::Weight::make(share).value(); }

// One turn, from its first request in the window on.
bool begins_with_window(const Setup& setup, const spec::Policy& policy) {
  const auto* in_turn = std::get_if<routing::RoundRobin>(&policy.routing.route);
  return in_turn != nullptr && in_turn->proxies == 1 &&
         Instant{setup.scenario.release.starts.front()} >= setup.window_begins;
}

std::optional<routing::Weight> only_weight(const WeightPath& path) {
  const double first = path.front().weight;
  const bool moves = std::any_of(path.begin(), path.end(),
                                 [&](const Stretch& stretch) { return stretch.weight != first; });
  return moves ? std::nullopt : std::optional(as_weight(first));
}

// By n from 0: how many of the first n requests go to the canary.
std::vector<double> counts_up_to(std::size_t n, routing::Weight weight) {
  routing::Turn turn;
  std::vector<double> counts{0};
  while (counts.size() <= n) {
    const bool canary = turn.next(weight) == routing::Version::canary;
    counts.push_back(counts.back() + (canary ? 1 : 0));
  }
  return counts;
}

double share_of_number(std::uint64_t requests, routing::Weight weight) {
  return counts_up_to(requests, weight).back() / static_cast<double>(requests);
}

// The mean of share_of_number over a Poisson number that is not 0. Probabilities are taken from the
// likeliest number outwards, in multiples of its own.
double share_of_poisson(double mean, routing::Weight weight) {
  constexpr double deviations = 12;  // beyond, there is nothing that a double would see
  const double reach = deviations * (std::sqrt(mean) + deviations);
  const auto likeliest = static_cast<std::size_t>(std::max(1.0, std::floor(mean)));
  const auto most = static_cast<std::size_t>(mean + reach) + 1;
  const std::vector<double> counts = counts_up_to(most, weight);
  double sum = 0;
  double total = 0;
  const auto add = [&](std::size_t n, double probability) {
    sum += probability * counts[n] / static_cast<double>(n);
    total += probability;
  };
  double probability = 1;
  for (std::size_t n = likeliest; n <= most; ++n) {
    add(n, probability);
    probability *= mean / static_cast<double>(n + 1);
  }
  probability = 1;
  for (std::size_t n = likeliest; n > 1 && probability > 0; --n) {
    probability *= static_cast<double>(n) / mean;
    add(n - 1, probability);
  }
  return sum / total;
}

double share_of_rows(const Setup& setup, const WeightPath& path) {
  routing::Turn turn;
  std::size_t stretch = 0;
  double canary = 0;
  double rows = 0;
  for (const Instant at : setup.scenario.trace->at) {
    if (at < setup.window_begins || at >= setup.ends) continue;
    while (at >= path[stretch].to) ++stretch;
    canary += turn.next(as_weight(path[stretch].weight)) == routing::Version::canary ? 1 : 0;
    rows += 1;
  }
  return canary / rows;
}

}  // namespace

std::optional<double> share_in_turn(const Setup& setup, const spec::Policy& policy) {
  if (!begins_with_window(setup, policy)) return std::nullopt;
  const models::TrafficPattern& pattern = setup.scenario.traffic.pattern;
  const WeightPath path = planned_weights_in_window(setup, policy, 0);
  if (std::holds_alternative<models::TraceTraffic>(pattern)) return share_of_rows(setup, path);
  const auto weight = only_weight(path);
  const auto requests = expected_requests(setup);
  if (!weight || !requests || *requests > requests_max) return std::nullopt;
  if (const auto* poisson = std::get_if<models::PoissonTraffic>(&pattern)) {
    const bool drawn = std::holds_alternative<models::GammaRates>(poisson->spread) ||
                       std::holds_alternative<models::LognormalRates>(poisson->spread);
    // The sum of drawn rates is drawn as well, and with it the number of requests.
    return drawn ? std::nullopt : std::optional(share_of_poisson(*requests, *weight));
  }
  const bool counted = std::holds_alternative<models::FixedTraffic>(pattern) ||
                       std::holds_alternative<models::TotalTraffic>(pattern);
  if (!counted || setup.window_begins != Instant{}) return std::nullopt;
  return share_of_number(static_cast<std::uint64_t>(*requests + 0.5), *weight);
}

bool meets_canary_each_session(const Setup& setup, const spec::Policy& policy) {
  const auto* sessions = std::get_if<models::SessionTraffic>(&setup.scenario.traffic.pattern);
  if (sessions == nullptr || sessions->length.geometric || !begins_with_window(setup, policy))
    return false;
  const auto* gap = std::get_if<models::Constant>(&sessions->gap);
  const auto weight = only_weight(planned_weights_in_window(setup, policy, 0));
  if (gap == nullptr || gap->value != 0 || !weight) return false;
  constexpr std::size_t turns = 100'000;  // the pattern repeats itself long before
  const std::vector<double> counts = counts_up_to(turns, *weight);
  const auto length = static_cast<std::size_t>(sessions->length.mean);
  for (std::size_t n = length; n < counts.size(); ++n) {
    if (counts[n] == counts[n - length]) return false;
  }
  return true;
}

}  // namespace coalmine::harness
