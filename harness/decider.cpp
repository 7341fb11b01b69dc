#include "harness/decider.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <variant>

#include "base/math.hpp"
#include "models/distribution.hpp"

namespace coalmine::harness {
namespace {

using routing::Held;
using routing::Recalled;
using routing::Router;
using routing::StickyKey;
using routing::Version;

std::optional<StickyKey> key_kind(const routing::Route& route) {
  if (const auto* sticky = std::get_if<routing::Sticky>(&route)) return sticky->key;
  if (const auto* parts = std::get_if<routing::Partitioned>(&route)) return parts->key;
  if (std::holds_alternative<routing::Bucketed>(route) ||
      std::holds_alternative<routing::WrongRendezvous>(route)) {
    return StickyKey::user;
  }
  return std::nullopt;
}

bool expires(const spec::Policy& policy) {
  const auto& memory = *policy.routing.memory;
  return memory.time_to_live[0] || memory.time_to_live[1] || policy.holders.life ||
         policy.holders.stale > 0;
}

}  // namespace

Decider::Decider(const Setup& setup, const spec::Policy& policy)
    : setup_(setup),
      policy_(policy),
      key_(key_kind(policy.routing.route)),
      positions_(setup.positions(policy)),
      holders_(0, 0, Purpose::holder),
      ages_(holders_),
      instances_(holders_),
      groups_(holders_),
      logins_(holders_),
      headers_(holders_),
      without_key_(holders_) {
  const std::size_t functions = setup.scenario.system.functions.size();
  const std::uint64_t users = setup.scenario.traffic.users;
  if (policy.routing.memory && policy.holders.members == 0) users_.emplace(users, expires(policy));
  members_.resize(functions * policy.holders.members);
  if (const auto* in_turn = std::get_if<routing::RoundRobin>(&policy.routing.route)) {
    turns_.resize(functions * in_turn->proxies);
  }
  if (policy.flags) {
    flags_.emplace(*policy.flags, functions,
                   policy.flags->instances == 0 ? users : policy.flags->instances);
  }
  if (policy.keeps_first_key) bucketed_as_device_.resize(users);
}

bool Decider::is_needed(const Setup& setup, const spec::Policy& policy) {
  const routing::Policy& routing = policy.routing;
  const auto* sticky = std::get_if<routing::Sticky>(&routing.route);
  const bool plain_key = sticky == nullptr || sticky->key == StickyKey::request ||
                         sticky->key == StickyKey::session || sticky->key == StickyKey::tenant ||
                         (sticky->key == StickyKey::user && !setup.scenario.traffic.logins);
  const bool plain_route = std::holds_alternative<routing::AllAtOnce>(routing.route) ||
                           std::holds_alternative<routing::Weighted>(routing.route) ||
                           std::holds_alternative<routing::Replicas>(routing.route) ||
                           (sticky != nullptr && plain_key && policy.without_key == 0);
  return !plain_route || routing.memory || !routing.rules.empty() || policy.flags.has_value();
}

void Decider::begin(std::uint32_t replication, const Router& router) {
  const std::uint64_t seed = setup_.scenario.seed;
  holders_ = RandomStream(seed, replication, Purpose::holder);
  ages_ = RandomStream(seed, replication, Purpose::holder_age);
  instances_ = RandomStream(seed, replication, Purpose::flag_instance);
  groups_ = RandomStream(seed, replication, Purpose::group);
  logins_ = RandomStream(seed, replication, Purpose::login);
  headers_ = RandomStream(seed, replication, Purpose::header);
  without_key_ = RandomStream(seed, replication, Purpose::without_key);
  device_salt_ = RandomStream(seed, replication, Purpose::policy_salt).at(1).first;
  if (users_) users_->clear();
  for (std::uint64_t i = 0; i < members_.size(); ++i) members_[i].held = first_held(i);
  turns_.assign(turns_.size(), {});
  if (flags_) flags_->begin(seed, replication);
  configurations_.clear();
  bucketed_as_device_.assign(bucketed_as_device_.size(), false);
  publish(router, Instant{});
}

void Decider::publish(const Router& router, Instant now) {
  if (users_) users_->publish({router.weight_of(0), router.step_of(0)});
  if (!flags_) return;
  flags_->publish(now);
  configurations_.push_back(router);
}

Decided Decider::decide(const Router& router, const Asked& asked) {
  if (!flags_ || asked.carried) return decide_with(router, asked);
  const models::FlagDelivery& delivery = *policy_.flags;
  const auto instance =
      delivery.instances == 0
          ? asked.request.user
          : static_cast<std::uint32_t>(
                below(delivery.instances, instances_.at(asked.request.number, asked.node).first));
  const auto known = flags_->known_to(asked.function, instance, asked.now);
  if (!known) return {.version = delivery.canary_by_default ? Version::canary : Version::stable};
  const Router& configured = configurations_[*known];
  Decided decided = decide_with(configured, asked);
  decided.stale = configured.weight_of(asked.function) != router.weight_of(asked.function) ||
                  configured.step_of(asked.function) != router.step_of(asked.function);
  return decided;
}

Decided Decider::decide_with(const Router& router, const Asked& asked) {
  if (!asked.carried) {
    if (const auto version = by_rule(router, asked)) return {.version = *version};
    if (!turns_.empty()) {
      const std::size_t proxies = turns_.size() / setup_.scenario.system.functions.size();
      const std::size_t proxy = below(proxies, holders_.at(asked.request.number, asked.node).first);
      routing::Turn& turn = turns_[asked.function * proxies + proxy];
      return {.version = turn.next(router.weight_of(asked.function))};
    }
  }
  const routing::Invocation invocation{asked.function, key_of(asked.request, asked.now), asked.draw,
                                       asked.carried};
  // A user's cookie is seen at the edge alone.
  const bool remembers = (users_ && asked.node == 0) || !members_.empty();
  if (!remembers) return {.version = router.decide(invocation)};
  const Recalled recalled = users_ ? recall_of_user(router, asked, invocation)
                                   : recall_of_member(router, asked, invocation);
  return {.version = recalled.version, .drew = recalled.drew};
}

std::optional<Version> Decider::by_rule(const Router& router, const Asked& asked) const {
  const auto& rules = policy_.routing.rules;
  if (rules.empty()) return std::nullopt;
  constexpr std::size_t headers_max = 16;
  std::array<routing::HeaderField, headers_max> headers;
  std::size_t carried = 0;
  for (std::size_t i = 0; i < rules.size() && carried < headers_max; ++i) {
    const auto* with = std::get_if<routing::WithHeader>(&rules[i].when);
    if (with == nullptr) continue;
    const std::uint64_t bits =
        headers_.at(asked.request.number, static_cast<std::uint32_t>(i)).first;
    if (unit(bits) >= policy_.header_rate[i]) continue;
    headers[carried++] = {with->name, with->value ? std::string_view(*with->value) : ""};
  }
  const models::TrafficSpec& traffic = setup_.scenario.traffic;
  const routing::RequestFacts facts{
      .user = asked.request.user,
      .tenant = traffic.tenants == 0 ? 0 : asked.request.user % traffic.tenants,
      .groups = groups_of(asked.request.user),
      .headers = std::span(headers).first(carried)};
  const bool has_cookie = users_ && asked.node == 0;
  return router.decide_by_rule(
      asked.function, facts, has_cookie ? users_->at(asked.request.user) : std::nullopt, asked.now);
}

std::uint64_t Decider::groups_of(std::uint32_t user) const {
  const auto& groups = setup_.scenario.traffic.groups;
  std::uint64_t bits = 0;
  for (std::uint32_t i = 0; i < groups.size(); ++i) {
    const bool belongs = unit(groups_.at(user, i).first) < groups[i].share;
    bits |= static_cast<std::uint64_t>(belongs) << i;
  }
  return bits;
}

Recalled Decider::recall_of_user(const Router& router, const Asked& asked,
                                 const routing::Invocation& invocation) {
  const std::uint32_t user = asked.request.user;
  std::optional<Held> held = users_->at(user);
  const Recalled recalled = router.decide(invocation, held, asked.now);
  if (!recalled.changed) return recalled;
  const models::Holders& holders = policy_.holders;
  if (recalled.drew && held) {
    if (holders.life) {
      held->until = asked.now + life_from(holders_.at(asked.request.number, asked.node).second);
    }
    if (holders.stale > 0 && unit(ages_.at(user).first) < holders.stale) {
      held->until = asked.now + holders.stale_life;
    }
  }
  users_->keep(user, held);
  return recalled;
}

Recalled Decider::recall_of_member(const Router& router, const Asked& asked,
                                   const routing::Invocation& invocation) {
  const Draw luck = holders_.at(asked.request.number, asked.node);
  const std::uint64_t pool = std::uint64_t{asked.function} * policy_.holders.members;
  Member& member = members_[pool + below(policy_.holders.members, luck.first)];
  const std::optional<Held> before = member.held;
  const Recalled recalled = router.decide(invocation, member.held, asked.now);
  // Lives follow one another without a gap, whenever it is that a request comes.
  if (recalled.drew && member.held && policy_.holders.life) {
    const Duration life = life_from(luck.second);
    const bool follows = policy_.holders.ages == models::Ages::fixed && before;
    member.held->until = follows ? before->until + ((asked.now - before->until) / life + 1) * life
                                 : asked.now + life;
  }
  return recalled;
}

// Members are there before the release: stable, and somewhere in the middle of their lives.
std::optional<Held> Decider::first_held(std::uint64_t member) const {
  const models::Holders& holders = policy_.holders;
  if (!policy_.routing.memory->at_rest) return std::nullopt;
  if (!holders.life) return Held{};
  const std::uint64_t bits = ages_.at(member).first;
  if (holders.ages == models::Ages::exponential) return Held{.until = Instant{} + life_from(bits)};
  const auto left = below(static_cast<std::uint64_t>(holders.life->count()), bits);
  return Held{.until = Instant{} + Duration{static_cast<std::int64_t>(left) + 1}};
}

Duration Decider::life_from(std::uint64_t bits) const {
  const Duration life = *policy_.holders.life;
  if (policy_.holders.ages == models::Ages::fixed) return life;
  const double exponential = -math::log1p(-unit(bits));
  const double life_ns = exponential * static_cast<double>(life.count());
  constexpr auto longest = static_cast<double>(models::QuantileTable::longest.count());
  return Duration{1 + static_cast<std::int64_t>(std::min(life_ns, longest))};
}

std::optional<std::uint64_t> Decider::key_of(const Request& request, Instant now) {
  if (!key_) return 0;
  if (policy_.without_key > 0 && unit(without_key_.at(request.user).first) < policy_.without_key) {
    return std::nullopt;
  }
  if (!positions_.empty()) return positions_[request.user];
  switch (*key_) {
    case StickyKey::user:
      return user_key(request.user, now);
    case StickyKey::session:
      return request.session;
    case StickyKey::tenant:
      return request.user % setup_.scenario.traffic.tenants;
    case StickyKey::request:
      return request.number;
    case StickyKey::device:
      return routing::mix(request.user, device_salt_);
    case StickyKey::address:
      return request.user % setup_.scenario.traffic.addresses;
  }
  return 0;
}

// Who is not logged in is known by the device, and with a policy that keeps the first key stays so.
std::uint64_t Decider::user_key(std::uint32_t user, Instant now) {
  if (!setup_.login_after) return user;
  const Draw luck = logins_.at(user);
  const bool ever = unit(luck.first) < setup_.scenario.traffic.logins->share;
  const auto after_ns = setup_.login_after->at(luck.second) * 1e9;
  bool by_device = !ever || static_cast<double>(now.time_since_epoch().count()) < after_ns;
  if (!bucketed_as_device_.empty()) {
    by_device = by_device || bucketed_as_device_[user];
    bucketed_as_device_[user] = by_device;
  }
  return by_device ? routing::mix(user, device_salt_) : user;
}

}  // namespace coalmine::harness
