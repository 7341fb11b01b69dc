#include "harness/world.hpp"

#include <algorithm>
#include <cassert>
#include <variant>

namespace coalmine::harness {
namespace {

// By function.
std::vector<std::uint32_t> starters_in(const Setup& setup, const Panel& panel) {
  std::vector<std::uint32_t> starters;
  for (std::size_t i = 0; i < setup.scenario.system.functions.size(); ++i) {
    starters.push_back(panel.starters(static_cast<models::FunctionIndex>(i)));
  }
  return starters;
}

}  // namespace

World::World(const Setup& setup, const spec::Policy& policy, Outcomes* outcomes, bool twin)
    : setup_(setup),
      policy_(policy),
      beside_twin_(outcomes, twin),
      luck_(setup, 0),
      router_(policy.routing, setup.scenario.system.functions.size(), 0),
      panel_(setup, policy),
      release_(setup, policy, starters_in(setup, panel_)),
      meters_(setup, policy),
      users_(setup.scenario.traffic.users),
      tally_(setup.moving_nodes, setup.scenario.system.functions.size(), setup.pairs.size()),
      hosts_(setup),
      sources_(setup, policy.batches),
      people_(setup),
      entry_calls_(!setup.chain.front().calls.empty()),
      entry_publishes_(!setup.chain.front().events.empty()) {
  if (const auto* sticky = std::get_if<routing::Sticky>(&policy.routing.route)) {
    sticky_key_ = sticky->key;
  }
  if (Decider::is_needed(setup, policy)) decider_.emplace(setup, policy);
  for (const Duration length : setup.scenario.windows) {
    windows_.emplace_back(length, setup.scenario.traffic.users);
  }
  for (std::size_t i = 0; i < setup.chain.size(); ++i) {
    const models::ChainNode& node = setup.chain[i];
    const auto& calls = setup.scenario.system.functions[node.function].calls;
    const bool connects = std::any_of(
        calls.begin(), calls.end(), [](const auto& call) { return call.connections.has_value(); });
    places_.push_back({.is_call = i != 0 && node.stream == nullptr,
                       .is_record = sources_.reads(static_cast<std::uint8_t>(i)),
                       .is_limited = hosts_.is_limited(node.function),
                       .connects = connects});
    lanes_.emplace_back();
    if (node.stream != nullptr && std::holds_alternative<std::monostate>(node.stream->delivery) &&
        node.stream->order == models::StreamOrder::user) {
      lanes_.back().emplace(*node.stream);
    }
  }
}

void World::begin(std::uint32_t replication) {
  luck_ = LuckOf(setup_, replication);
  if (const auto* weighted = std::get_if<routing::Weighted>(&policy_.routing.route);
      weighted && weighted->deck != 0) {
    deck_.emplace(weighted->deck, setup_.scenario.seed, replication);
  }
  router_ = routing::Router(policy_.routing, setup_.scenario.system.functions.size(),
                            luck_.policy_salt());
  release_.begin(replication, router_);
  hosts_.begin(replication);
  hosts_.publish(router_, Instant{});
  sources_.begin();
  people_.begin(replication);
  if (decider_) decider_->begin(replication, router_);
  if (!panel_.empty()) panel_.begin(replication, release_);
  meters_.begin();
  users_.clear();
  for (UserWindows& windows : windows_) windows.clear();
  tally_.clear();
  queue_.clear();
  events_happened_ = 0;
  for (sim::Histogram& responses : responses_) responses.clear();
  gateway_errors_ = {};
  at_end_ = {};
  counted_records_ = 0;
  if (setup_.interacts) beside_twin_.begin(setup_.scenario.traffic.users);
  if (sources_.any()) delayed_users_.assign(setup_.scenario.traffic.users, false);
  behaviours_ = setup_.behaviours(Instant{});
  boundary_ = static_cast<std::size_t>(
      std::upper_bound(setup_.boundaries.begin(), setup_.boundaries.end(), Instant{}) -
      setup_.boundaries.begin());
  counting_ = draining_ = false;
  rollback_at_ = never;
  late_exposure_.clear();
  last_canary_at_ = step_began_ = before_all;
  step_users_.assign(policy_.plans.front().steps.size(), std::nullopt);
  find_next_control();
  const auto& system = setup_.scenario.system;
  for (std::size_t i = 0; i < system.poison.size(); ++i) {
    schedule(Instant{system.poison[i].at}, {.kind = Pending::Kind::poison, .what = i});
  }
  for (std::size_t i = 0; i < system.functions.size(); ++i) {
    if (const auto at = hosts_.next_scaling(static_cast<models::FunctionIndex>(i))) {
      schedule(*at, {.kind = Pending::Kind::scale, .what = i});
    }
  }
}

void World::serve(const RequestBatch& batch) {
  constexpr std::size_t lookahead = 16;  // requests between a prefetch and its use
  const models::ArrivalBatch& arrivals = batch.arrivals;
  const auto at = arrivals.at.begin();
  const auto size = static_cast<std::ptrdiff_t>(arrivals.size);
  beside_twin_.judge_suspects(users_, rollback_at_);
  for (std::ptrdiff_t i = 0; i < size;) {
    advance_to(at[i]);
    const std::ptrdiff_t segment_ends = std::lower_bound(at + i, at + size, next_control_) - at;
    for (; i < segment_ends; ++i) {
      const auto ahead =
          static_cast<std::size_t>(std::min<std::ptrdiff_t>(i + lookahead, size - 1));
      users_.prefetch(arrivals.user[ahead]);
      if (!queue_.empty()) run_events_before(at[i]);
      begin_request(batch, static_cast<std::size_t>(i));
    }
  }
}

void World::finish() {
  advance_to(setup_.ends);
  run_events_before(setup_.ends);
  meters_.end_segment(setup_.ends);
  meters_.close(release_.leader().weight().share(), users_.counts().exposed);
  sample_step(setup_.ends);
  end_observation();
  // Chains under way go on under the weights that come; nobody counts or judges any more.
  draining_ = true;
  counting_ = false;
  find_next_control();
  while (const auto at = queue_.next_at()) {
    advance_to(*at);
    run_events_before(*at + Duration{1});
  }
  beside_twin_.judge_suspects(users_, rollback_at_);
  assert(!beside_twin_.any_suspects() && flights_.size() == 0 && records_.size() == 0);
  meters_.settle(users_.counts().exposed, users_.first_harms());
}

void World::end_observation() {
  assert(records_.size() == sources_.waiting() + records_on_their_way_);
  at_end_ = {.events_waiting = counted_records_, .lanes_blocked = sources_.blocked(setup_.ends)};
}

void World::advance_to(Instant now) {
  while (next_control_ <= now) {
    const Instant at = next_control_;
    run_events_before(at);
    control(at);
  }
}

// What happens at one instant, in this order: counts are handed over, incidents begin and end,
// alarms and judges judge, weights move. So an alarm prevents a step of the same instant.
void World::control(Instant now) {
  if (!draining_) meters_.end_segment(now);
  if (boundary_ < setup_.boundaries.size() && setup_.boundaries[boundary_] <= now) {
    behaviours_ = setup_.behaviours(now);
    ++boundary_;
  }
  const std::uint32_t steps_before = release_.leader().steps_begun();
  if (!draining_) {
    for (const std::size_t alarm : meters_.evaluate(now)) release_.handle_alarm(alarm, now);
    ask_judges(now);
    meters_.roll_over(now, release_.leader().weight().share(), users_.counts().exposed);
    const auto deadline = release_.leader().next_deadline();
    if (deadline && *deadline <= now) sample_step(now);
  }
  const bool moved = release_.handle_deadlines(now, router_);
  if (moved && decider_) decider_->publish(router_, now);
  if (moved && hosts_.any_lambda()) hosts_.publish(router_, now);
  if (!draining_) rollback_at_ = release_.rollback_at().value_or(never);
  if (release_.leader().steps_begun() != steps_before) step_began_ = now;
  counting_ = now >= setup_.window_begins && !draining_;
  find_next_control();
}

void World::ask_judges(Instant now) {
  if (panel_.next() > now) return;
  for (const Wish& wish : panel_.look(now, release_)) {
    if (wish.command == Command::advance) sample_step(now);
    release_.handle_wish(wish, now);
  }
}

// A step of no length at all has no end to be seen at.
void World::sample_step(Instant now) {
  const std::uint32_t step = release_.leader().steps_begun();
  if (step == 0 || now <= step_began_ || step_users_[step - 1]) return;
  step_users_[step - 1] = users_.counts().on_canary;
}

void World::find_next_control() {
  next_control_ = release_.next();
  if (!draining_) next_control_ = std::min({next_control_, meters_.next(), panel_.next()});
  if (!draining_ && !counting_) next_control_ = std::min(next_control_, setup_.window_begins);
  if (boundary_ < setup_.boundaries.size()) {
    next_control_ = std::min(next_control_, setup_.boundaries[boundary_]);
  }
}

void World::begin_request(const RequestBatch& batch, std::size_t i) {
  const models::ArrivalBatch& arrivals = batch.arrivals;
  const Instant now = arrivals.at[i];
  if (setup_.interacts) {
    receive({arrivals.first_request + i, now, arrivals.session[i], arrivals.user[i]}, now);
    return;
  }
  Flight flight{.request = {arrivals.first_request + i, now, arrivals.session[i], arrivals.user[i]},
                .counted = counting_};
  const routing::Invocation invocation{
      .key = key_of(flight.request),
      .draw = deck_ ? deck_->draw(flight.request.number) : batch.route[i]};
  const routing::Version version =
      decider_ && setup_.moves[0]
          ? decide({flight.request, 0, 0, invocation.draw, std::nullopt, now}, flight)
          : router_.decide(invocation);
  note_run(0, flight, version, now);
  if (counting_) {
    users_.serve(flight.request.user, version);
    for (UserWindows& windows : windows_)
      windows.serve(flight.request.user, now - setup_.window_begins);
  }
  const RequestBatch::OnVersion& entry = batch.entry[static_cast<std::size_t>(version)];
  const std::optional<Cause> failure = entry.failure[i];
  flight.excused = exceeds_timeout(0, batch.entry[0].work[i]);
  if (entry_calls_ || (entry_publishes_ && !failure)) {
    const Invoked run{version, router_.onward(invocation, version), entry.work[i], failure};
    proceed(Visit{.flight = flights_.create(flight)}, run, now, {});
    return;
  }
  const Ended ended = ended_at(0, now, now + entry.work[i], failure);
  flight.late = is_late(ended.at - now);
  flight.facts.failure = ended.failure;
  flight.failed_at = now;
  measure(0, version, now, ended.at - now, ended.failure.has_value(), flight.request.user);
  settle(flight);
}

}  // namespace coalmine::harness
