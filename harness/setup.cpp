#include "harness/setup.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include "routing/bucketing/product.hpp"

namespace coalmine::harness {
namespace {

constexpr std::size_t canary = 1;

// Bugs are numbered by function, so that one more in another function moves no draw.
constexpr std::size_t traits_of_function_max = 1'000;

bool canary_is_worse(const models::Function& function) {
  return function.error_rate[canary] > function.error_rate[0] ||
         models::mean(function.latency[canary]) > models::mean(function.latency[0]);
}

bool limits_connections(const models::Function& function) {
  return std::any_of(function.calls.begin(), function.calls.end(),
                     [](const models::Call& call) { return call.connections.has_value(); });
}

bool has_platform_part(const models::System& system) {
  const bool limited =
      std::any_of(system.functions.begin(), system.functions.end(), [](const auto& function) {
        return !std::holds_alternative<std::monostate>(function.host) ||
               limits_connections(function);
      });
  const bool queued = std::any_of(
      system.streams.begin(), system.streams.end(),
      [](const auto& stream) { return !std::holds_alternative<std::monostate>(stream.delivery); });
  return limited || queued || system.gateway_timeout || system.events_late_after ||
         system.clients != models::Clients{};
}

bool keeps_order(const models::System& system) {
  return std::any_of(system.streams.begin(), system.streams.end(),
                     [](const auto& stream) { return stream.order != models::StreamOrder::none; });
}

// A record that there would not be, or that everybody could read, if nothing were released.
bool is_the_releases(const models::Poison& poison) {
  return poison.written_by == canary || !poison.unreadable_by[0];
}

spec::Policy policy_without_release(const spec::Scenario& scenario) {
  spec::Policy policy{.name = "stable only", .routing = {.route = routing::Weighted{}}};
  policy.plans.assign(scenario.release.functions.size(), {{routing::Step{}}});
  policy.starts = scenario.release.starts;
  return policy;
}

}  // namespace

Setup::Setup(const spec::Scenario& value, const Setup* alike)
    : scenario(value),
      traffic(value.traffic, value.trace.get(), value.duration),
      chain(models::unfold(value.system)),
      traits(value.system.functions.size()),
      moves(value.system.functions.size(), false),
      draws_faults(value.system.functions.size(), false),
      interacts(has_platform_part(value.system) || keeps_order(value.system)),
      has_platform(has_platform_part(value.system)),
      stable_only(policy_without_release(value)),
      counts_late(value.system.late_after || value.system.events_late_after),
      first_shift(*std::min_element(value.release.starts.begin(), value.release.starts.end())),
      window_begins(std::max(first_shift, Instant{value.warm_up})),
      ends(value.duration) {
  const models::System& system = scenario.system;
  find_meetings();
  if (value.release.start_skew) start_skew.emplace(*value.release.start_skew);
  if (value.traffic.logins) login_after.emplace(value.traffic.logins->after);
  for (std::size_t i = 0; i < value.policies.size(); ++i) add_positions(i);
  for (const models::FunctionIndex function : scenario.release.functions) moves[function] = true;
  for (std::size_t node = 0; node < chain.size(); ++node) {
    if (moves[chain[node].function]) moving_nodes |= std::uint64_t{1} << node;
  }
  for (std::size_t i = 0; i < system.functions.size(); ++i) {
    const models::Function& function = system.functions[i];
    latency.emplace_back();
    for (std::size_t version = 0; version < 2; ++version) {
      latency.back()[version] = table_of(function.latency[version], alike);
    }
    draws_faults[i] = function.error_rate[0] > 0 || function.error_rate[canary] > 0;
    faulty = faulty || (moves[i] && canary_is_worse(function));
  }
  for (const models::Bug& bug : system.bugs) {
    if (const auto* trait = std::get_if<models::TraitBug>(&bug.what)) {
      const auto number =
          static_cast<std::uint32_t>(traits_of_function_max * bug.in + traits[bug.in].size());
      traits[bug.in].push_back({number, trait->share});
    } else if (std::holds_alternative<models::FailsBug>(bug.what)) {
      draws_faults[bug.in] = true;
    }
  }
  faulty = faulty || !system.bugs.empty() || !system.field_changes.empty() ||
           std::any_of(system.poison.begin(), system.poison.end(), is_the_releases);
  for (const models::Incident& incident : system.incidents) {
    boundaries.push_back(Instant{incident.from});
    boundaries.push_back(Instant{incident.to});
    if (incident.error_rate) draws_faults[incident.in] = true;
  }
  std::sort(boundaries.begin(), boundaries.end());
  boundaries.erase(std::unique(boundaries.begin(), boundaries.end()), boundaries.end());
  behaviours_.push_back(behaviours_from(Instant{}));
  for (const Instant boundary : boundaries) behaviours_.push_back(behaviours_from(boundary));
}

const std::vector<models::PerVersion<Behaviour>>& Setup::behaviours(Instant at) const {
  const auto next = std::upper_bound(boundaries.begin(), boundaries.end(), at);
  return behaviours_[static_cast<std::size_t>(next - boundaries.begin())];
}

// Among those that there are so far, and those of `alike`.
LatencyTable Setup::table_of(const models::Distribution& distribution, const Setup* alike) const {
  for (const Setup* setup : {static_cast<const Setup*>(this), alike}) {
    if (setup == nullptr) continue;
    for (const auto& versions : setup->latency) {
      for (const LatencyTable& known : versions) {
        if (known.table && known.of == distribution) return known;
      }
    }
  }
  return {distribution, std::make_shared<const models::QuantileTable>(distribution)};
}

std::vector<models::PerVersion<Behaviour>> Setup::behaviours_from(Instant at) const {
  const models::System& system = scenario.system;
  std::vector<models::PerVersion<Behaviour>> now(system.functions.size());
  for (std::size_t i = 0; i < now.size(); ++i) {
    for (std::size_t version = 0; version < 2; ++version) {
      now[i][version] = {.latency = latency[i][version].table.get(),
                         .error_rate = system.functions[i].error_rate[version]};
    }
  }
  for (const models::Bug& bug : system.bugs) {
    Behaviour& broken = now[bug.in][canary];
    if (const auto* fails = std::get_if<models::FailsBug>(&bug.what)) {
      // Independent bugs: works only if none strikes.
      broken.bug_rate = 1 - (1 - broken.bug_rate) * (1 - fails->probability);
    } else if (const auto* slower = std::get_if<models::SlowerBug>(&bug.what)) {
      broken.slower *= slower->factor;
      broken.extra_ns += static_cast<double>(slower->extra.count());
    }
  }
  for (const models::Incident& incident : system.incidents) {
    if (at < Instant{incident.from} || at >= Instant{incident.to}) continue;
    for (std::size_t version = 0; version < 2; ++version) {
      if (!incident.versions[version]) continue;
      Behaviour& struck = now[incident.in][version];
      if (incident.error_rate) struck.error_rate = *incident.error_rate;
      struck.slower *= incident.slower;
    }
  }
  return now;
}

void Setup::find_meetings() {
  for (const models::ChainNode& node : chain) {
    auto& met = meetings.emplace_back();
    for (const models::FieldRead& read : node.reads) {
      const DataPair pair{chain[read.producer_node].function, node.function};
      auto known = std::find_if(pairs.begin(), pairs.end(), [&](const DataPair& other) {
        return other.producer == pair.producer && other.consumer == pair.consumer;
      });
      if (known == pairs.end()) known = pairs.insert(pairs.end(), pair);
      const auto place = static_cast<std::size_t>(known - pairs.begin());
      const bool counted = std::any_of(met.begin(), met.end(),
                                       [&](const Meeting& other) { return other.pair == place; });
      if (!counted) met.push_back({read.producer_node, place});
    }
  }
}

models::FunctionIndex Setup::function_named(std::string_view name) const {
  if (name.empty()) return 0;
  const auto& functions = scenario.system.functions;
  const auto found = std::find_if(functions.begin(), functions.end(),
                                  [&](const auto& function) { return function.name == name; });
  return static_cast<models::FunctionIndex>(found - functions.begin());
}

// Policies that route alike share them.
void Setup::add_positions(std::size_t policy) {
  const auto& policies = scenario.policies;
  for (std::size_t i = 0; i < policy; ++i) {
    if (policies[i].routing.route != policies[policy].routing.route) continue;
    positions_of_.push_back(positions_of_[i]);
    return;
  }
  positions_of_.push_back(positions_.size());
  positions_.push_back(find_positions(policies[policy]));
}

std::vector<std::uint64_t> Setup::find_positions(const spec::Policy& policy) const {
  std::vector<std::uint64_t> positions;
  const auto* bucketed = std::get_if<routing::Bucketed>(&policy.routing.route);
  if (bucketed == nullptr) return positions;
  const auto bucketing =
      routing::ProductBucketing::make(bucketed->product, bucketed->parameters).value();
  positions.reserve(scenario.traffic.users);
  for (std::uint64_t user = 0; user < scenario.traffic.users; ++user) {
    // spec/ has made sure that the product hashes such ids.
    positions.push_back(bucketing.position(models::id_of(scenario.traffic, user)).value());
  }
  return positions;
}

std::span<const std::uint64_t> Setup::positions(const spec::Policy& policy) const {
  const auto place = static_cast<std::size_t>(&policy - scenario.policies.data());
  return positions_[positions_of_[place]];
}

models::FunctionIndex Setup::watched() const {
  if (scenario.watched) return *scenario.watched;
  const auto first = std::find_if(chain.begin(), chain.end(), [&](const models::ChainNode& node) {
    return moves[node.function];
  });
  return first->function;
}

}  // namespace coalmine::harness
