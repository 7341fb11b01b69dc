// The part of the router that runs when a weight moves, and the rarer ways to decide.
#include "routing/router.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "routing/bucketing/product.hpp"
#include "routing/partitions.hpp"
#include "routing/replicas.hpp"

namespace coalmine::routing {
namespace {

// Which partition a key falls into is a property of the stream, not of the policy.
constexpr std::uint64_t partition_salt = 0x7061'7274'6974'696f;

ProductBucketing bucketing_of(const Bucketed& bucketed) {
  auto made = ProductBucketing::make(bucketed.product, bucketed.parameters);
  assert(made.has_value());
  return *std::move(made);
}

}  // namespace

Router::Router(Policy policy, std::size_t functions, std::uint64_t salt)
    : policy_(std::move(policy)), functions_(functions), salt_(salt) {
  const Route& route = policy_.route;
  if (std::holds_alternative<Weighted>(route) || std::holds_alternative<Replicas>(route)) {
    ticket_source_ = TicketSource::draw;
  } else if (const auto* sticky = std::get_if<Sticky>(&route)) {
    ticket_source_ = sticky->buckets == 0 ? TicketSource::bucket : TicketSource::coarse_bucket;
    divisor_ = sticky->buckets;
    salt_per_ = sticky->salt_per;
    without_key_ = sticky->without_key;
    if (!sticky->salt.empty()) salt_ = key_of(sticky->salt);
  } else if (const auto* bucketed = std::get_if<Bucketed>(&route)) {
    ticket_source_ = TicketSource::cut;
    without_key_ = bucketed->without_key;
    cuts_.resize(functions);
  } else if (std::holds_alternative<Partitioned>(route)) {
    ticket_source_ = TicketSource::cut;
    cuts_.resize(functions);
  } else if (const auto* wrong = std::get_if<WrongRendezvous>(&route)) {
    ticket_source_ = TicketSource::rendezvous;
    divisor_ = wrong->processes;
  }
  is_plain_ =
      policy_.rules.empty() && !policy_.memory && !std::holds_alternative<RoundRobin>(route);
  for (std::size_t id = 0; id < functions_.size(); ++id) {
    functions_[id].salt = salt_per_ == SaltScope::function ? mix(id, salt_) : salt_;
  }
}

void Router::set_weight(FunctionId id, FunctionWeight weight) {
  assert(id < functions_.size());
  Function& function = functions_[id];
  function.weight = weight.weight;
  function.step = weight.step;
  function.in_release = true;
  if (salt_per_ == SaltScope::step) function.salt = mix(weight.step, salt_);
  if (const auto* replicas = std::get_if<Replicas>(&policy_.route)) {
    function.weight =
        routing::weight_of(replica_counts(weight.weight, replicas->count, replicas->surge));
  } else if (const auto* bucketed = std::get_if<Bucketed>(&policy_.route)) {
    // Some products let a few in at 0 %; but a weight of 0 says that the canary is gone.
    cuts_[id] =
        weight.weight == Weight{} ? Cut{} : bucketing_of(*bucketed).cut(weight.weight.share());
  } else if (const auto* parts = std::get_if<Partitioned>(&policy_.route)) {
    const auto rotation =
        parts->moves ? static_cast<std::uint32_t>(mix(weight.step, salt_) % parts->partitions) : 0;
    cuts_[id] =
        Cut::slots(canary_partitions(weight.weight, parts->partitions, parts->workers, rotation));
  }
}

bool Router::covers_rarely(const Function& function, const Invocation& invocation) const noexcept {
  if (!invocation.key) {
    return without_key_ == WithoutKey::draw &&
           function.weight.covers(Ticket::from_bits(invocation.draw));
  }
  if (ticket_source_ == TicketSource::cut) {
    const bool by_partition = std::holds_alternative<Partitioned>(policy_.route);
    return cuts_[invocation.function].covers(by_partition ? mix(*invocation.key, partition_salt)
                                                          : *invocation.key);
  }
  const auto ticket = ticket_for(invocation);
  return ticket && function.weight.covers(*ticket);
}

std::optional<Ticket> Router::ticket_for(const Invocation& invocation) const noexcept {
  const Function& function = at(invocation.function);
  switch (ticket_source_) {
    case TicketSource::first:
      return Ticket{0};  // every weight above 0 covers it
    case TicketSource::draw:
      return Ticket::from_bits(invocation.draw);
    case TicketSource::bucket:
    case TicketSource::coarse_bucket: {
      if (!invocation.key) return Ticket::from_bits(invocation.draw);
      const std::uint64_t bits = mix(*invocation.key, function.salt);
      if (ticket_source_ == TicketSource::bucket) return Ticket::from_bits(bits);
      // The first ticket of the bucket: the weight covers a bucket whole or not at all.
      const std::uint64_t number = below(divisor_, bits);
      return Ticket{
          static_cast<std::uint64_t>((Uint128{number} * whole + divisor_ - 1) / divisor_)};
    }
    case TicketSource::rendezvous:
      return rendezvous_ticket(function, invocation);
    case TicketSource::cut:
      return std::nullopt;
  }
  return std::nullopt;
}

// The canary wins iff w * u2 > (1 - w) * u1, which is u1 / (u1 + u2) < w: a ticket, but one that is
// not uniform. Which process serves is as random as the request.
Ticket Router::rendezvous_ticket(const Function& function,
                                 const Invocation& invocation) const noexcept {
  const std::uint64_t process = below(divisor_, invocation.draw);
  const std::uint64_t seed = mix(process, function.salt);
  const std::uint64_t u1 = bucket(invocation.key.value_or(0), mix(1, seed)).value;
  const std::uint64_t u2 = bucket(invocation.key.value_or(0), mix(2, seed)).value;
  if (u1 + u2 == 0) return Ticket{0};
  const auto value = static_cast<std::uint64_t>(Uint128{u1} * whole / (u1 + u2));
  return Ticket{std::min(value, whole - 1)};
}

// A cut has no tickets; what falls into it is one that the weight covers, or one that it does not.
Ticket Router::any_ticket_for(const Invocation& invocation) const noexcept {
  if (const auto ticket = ticket_for(invocation)) return *ticket;
  return covers_rarely(at(invocation.function), invocation) ? Ticket{0} : Ticket{whole - 1};
}

}  // namespace coalmine::routing
