#include "harness/requests.hpp"

#include <numeric>
#include <span>
#include <utility>

namespace coalmine::harness {

LuckOf::LuckOf(const Setup& setup, std::uint32_t replication)
    : draws_faults_(setup.draws_faults),
      invocations_(setup.scenario.seed, replication, Purpose::invocation),
      faults_(setup.scenario.seed, replication, Purpose::fault),
      hops_(setup.scenario.seed, replication, Purpose::hop),
      traits_(setup.scenario.seed, replication, Purpose::user_trait),
      salts_(setup.scenario.seed, replication, Purpose::policy_salt),
      decks_(setup.scenario.seed, replication, Purpose::deck) {}

Luck LuckOf::invocation(std::uint64_t request, std::uint8_t node) const {
  const Draw run = invocations_.at(request, node);
  if (!draws_faults_) return {run.first, run.second, 0, 0};
  const Draw fault = faults_.at(request, node);
  return {run.first, run.second, fault.first, fault.second};
}

Requests::Requests(const Setup& setup, std::uint32_t replication)
    : setup_(setup),
      luck_(setup, replication),
      arrivals_(models::make_arrivals(setup.scenario.traffic, setup.scenario.trace.get(),
                                      setup.scenario.duration, setup.scenario.seed, replication)),
      cards_(setup.deck) {}

void Requests::next(RequestBatch& batch) {
  arrivals_->next(batch.arrivals);
  const std::size_t n = batch.arrivals.size;
  const std::uint64_t first = batch.arrivals.first_request;
  luck_.invocations_.fill(first, std::span(batch.route).first(n), std::span(batch.service).first(n));
  if (setup_.draws_faults) {
    luck_.faults_.fill(first, std::span(batch.baseline).first(n), std::span(batch.bug).first(n));
  }
  if (setup_.deck != 0) deal(batch);
}

// Request i gets card i mod deck of deck i / deck, shuffled by Fisher and Yates; the draw is the
// middle of the card's share of [0, 1), so that a weight of k / deck takes exactly k cards.
void Requests::deal(RequestBatch& batch) {
  const std::uint64_t deck = setup_.deck;
  for (std::size_t i = 0; i < batch.arrivals.size; ++i) {
    const std::uint64_t request = batch.arrivals.first_request + i;
    const std::uint64_t place = request % deck;
    if (place == 0) {
      std::iota(cards_.begin(), cards_.end(), 0U);
      for (std::uint32_t left = setup_.deck; left > 1; --left) {
        const std::uint64_t bits = luck_.decks_.at(request / deck, left).first;
        std::swap(cards_[left - 1], cards_[below(left, bits)]);
      }
    }
    const double middle = (static_cast<double>(cards_[place]) + 0.5) / static_cast<double>(deck);
    batch.dealt[i] = static_cast<std::uint64_t>(middle * 0x1p64);
  }
}

}  // namespace coalmine::harness
