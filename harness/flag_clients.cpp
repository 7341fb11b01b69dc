#include "harness/flag_clients.hpp"

#include <algorithm>
#include <variant>

namespace coalmine::harness {
namespace {

// Draws about an instance that are about no configuration; numbers of those are below.
constexpr std::uint32_t poll_phase = (1U << 24) - 1;
constexpr std::uint32_t life_phase = (1U << 24) - 2;

Duration part_of(Duration whole, std::uint64_t bits) {
  return Duration{
      static_cast<std::int64_t>(below(static_cast<std::uint64_t>(whole.count()), bits))};
}

constexpr Instant long_ago{Duration::min() / 2};

}  // namespace

FlagClients::FlagClients(const models::FlagDelivery& delivery, std::size_t functions,
                         std::size_t instances)
    : delivery_(delivery), instances_(instances), draws_(0, 0, Purpose::flag_update) {
  if (const auto* streaming = std::get_if<models::Streaming>(&delivery.how)) {
    delay_.emplace(streaming->delay);
  }
  if (std::holds_alternative<models::OnInvocation>(delivery.how)) {
    fetched_.resize(functions * instances);
  }
}

void FlagClients::begin(std::uint64_t seed, std::uint32_t replication) {
  draws_ = RandomStream(seed, replication, Purpose::flag_update);
  published_.clear();
  fetched_.assign(fetched_.size(), Fetched{long_ago, 0});
}

std::optional<std::size_t> FlagClients::known_to(models::FunctionIndex function,
                                                 std::uint32_t instance, Instant now) {
  const std::uint64_t index = std::uint64_t{function} * instances_ + instance;
  const std::size_t known = fetched_.empty() ? delivered(index, now) : fetched_by(index, now);
  if (!delivery_.cold_start) return known;
  const Instant first_fetch = after_outage(born(index, now) + delivery_.cold_start->first_fetch);
  if (now < first_fetch) return std::nullopt;
  return std::max(known, current_at(first_fetch));
}

std::size_t FlagClients::current_at(Instant at) const {
  const auto after = std::upper_bound(published_.begin(), published_.end(), at);
  return after == published_.begin() ? 0 : static_cast<std::size_t>(after - published_.begin()) - 1;
}

Instant FlagClients::after_outage(Instant at) const {
  const auto& outage = delivery_.outage;
  const bool during = outage && at >= Instant{outage->from} && at < Instant{outage->to};
  return during ? Instant{outage->to} : at;
}

// When the instance learns of configuration `number`.
Instant FlagClients::arrival(std::uint64_t instance, std::size_t number) const {
  const Instant at = published_[number];
  if (delay_) {
    const std::uint64_t luck = draws_.at(instance, static_cast<std::uint32_t>(number)).first;
    return after_outage(at + delay_->duration_at(luck));
  }
  const auto& polling = std::get<models::Polling>(delivery_.how);
  const Duration phase = part_of(polling.period, draws_.at(instance, poll_phase).first);
  const Duration since_poll = (at.time_since_epoch() + phase) % polling.period;
  return after_outage(at - since_poll + polling.period) + polling.latency;
}

// The newest configuration that has arrived. An older one that comes later is not gone back to.
std::size_t FlagClients::delivered(std::uint64_t instance, Instant now) const {
  for (std::size_t number = published_.size(); number-- > 1;) {
    if (arrival(instance, number) <= now) return number;
  }
  return 0;
}

std::size_t FlagClients::fetched_by(std::uint64_t instance, Instant now) {
  const auto& on_invocation = std::get<models::OnInvocation>(delivery_.how);
  Fetched& last = fetched_[instance];
  const bool answers = after_outage(now) == now;
  if (now - last.at < on_invocation.period || !answers) return last.number;
  const std::size_t before = last.number;
  last = {now, current_at(now)};
  return on_invocation.waits ? last.number : before;
}

// Since when the instance lives: lives follow one another from a random phase on.
Instant FlagClients::born(std::uint64_t instance, Instant now) const {
  const Duration life = delivery_.cold_start->life;
  const Duration phase = part_of(life, draws_.at(instance, life_phase).second);
  return now - (now.time_since_epoch() + phase) % life;
}

}  // namespace coalmine::harness
