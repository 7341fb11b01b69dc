#include "harness/theory/cohort.hpp"

#include <algorithm>
#include <cassert>
#include <map>
#include <variant>

#include "routing/router.hpp"

namespace coalmine::harness {
namespace {

constexpr std::uint64_t questions_max = 1'000'000;  // take some hundredths of a second
constexpr std::size_t stretches_max = 64;

struct AreAlike {
  bool operator()(const models::PoissonTraffic& traffic) const { return by(traffic.spread); }
  bool operator()(const models::SessionTraffic& traffic) const { return by(traffic.spread); }
  bool operator()(const models::FixedTraffic& traffic) const {
    return std::all_of(traffic.counts.begin(), traffic.counts.end(),
                       [&](std::uint32_t count) { return count == traffic.counts.front(); });
  }
  bool operator()(const models::TotalTraffic&) const { return true; }
  bool operator()(const models::TraceTraffic&) const { return false; }

  static bool by(const models::RateSpread& spread) {
    return !std::holds_alternative<models::ZipfRates>(spread);
  }
};

// As written, before the route makes something else of it.
routing::FunctionWeight planned(const spec::Policy& policy, const Stretch& stretch) {
  if (stretch.step == 0) return {};
  return {policy.plans.front().steps[stretch.step - 1].weight, stretch.step};
}

}  // namespace

bool picks_users(const spec::Policy& policy) {
  const routing::Route& route = policy.routing.route;
  if (std::holds_alternative<routing::Bucketed>(route)) return true;
  if (const auto* parts = std::get_if<routing::Partitioned>(&route)) return !parts->moves;
  const auto* sticky = std::get_if<routing::Sticky>(&route);
  return sticky != nullptr && !sticky->salt.empty();
}

std::optional<std::vector<BucketClass>> picked_users(const Setup& setup, const spec::Policy& policy,
                                                     const WeightPath& path) {
  assert(picks_users(policy));
  const models::TrafficSpec& traffic = setup.scenario.traffic;
  const auto* sticky = std::get_if<routing::Sticky>(&policy.routing.route);
  const auto* parts = std::get_if<routing::Partitioned>(&policy.routing.route);
  const bool by_user = (sticky == nullptr || sticky->key == routing::StickyKey::user) &&
                       (parts == nullptr || parts->key == routing::StickyKey::user);
  const bool asks_ids = sticky == nullptr && parts == nullptr;
  // What a login changes is the key that is hashed here, not the id that a product hashes.
  if (!by_user || (traffic.logins && !asks_ids) || !std::visit(AreAlike{}, traffic.pattern) ||
      path.size() > stretches_max || traffic.users > questions_max / path.size())
    return std::nullopt;
  const auto positions = setup.positions(policy);
  std::vector<routing::Router> routers(
      path.size(), routing::Router(policy.routing, setup.scenario.system.functions.size(), 0));
  for (std::size_t i = 0; i < path.size(); ++i) routers[i].set_weight(0, planned(policy, path[i]));
  std::map<std::uint64_t, double> users;  // by the stretches on the canary, a bit each
  for (std::uint64_t user = 0; user < traffic.users; ++user) {
    std::uint64_t canary = 0;
    for (std::size_t i = 0; i < routers.size(); ++i) {
      const auto version = routers[i].decide({.key = asks_ids ? positions[user] : user});
      canary |= static_cast<std::uint64_t>(version == routing::Version::canary) << i;
    }
    ++users[canary];
  }
  std::vector<BucketClass> classes;
  for (const auto& [canary, number] : users) {
    BucketClass of{number / static_cast<double>(traffic.users), {}};
    for (std::size_t i = 0; i < routers.size(); ++i)
      of.canary.push_back((canary >> i) % 2 == 1 ? 1 : 0);
    classes.push_back(std::move(of));
  }
  return classes;
}

}  // namespace coalmine::harness
