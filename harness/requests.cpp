#include "harness/requests.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

namespace coalmine::harness {

LuckOf::LuckOf(const Setup& setup, std::uint32_t replication)
    : setup_(&setup),
      invocations_(setup.scenario.seed, replication, Purpose::invocation),
      faults_(setup.scenario.seed, replication, Purpose::fault),
      hops_(setup.scenario.seed, replication, Purpose::hop),
      traits_(setup.scenario.seed, replication, Purpose::user_trait),
      salts_(setup.scenario.seed, replication, Purpose::policy_salt),
      decks_(setup.scenario.seed, replication, Purpose::deck) {}

Requests::Requests(const Setup& setup, std::uint32_t replication)
    : setup_(setup),
      luck_(setup, replication),
      arrivals_(models::make_arrivals(setup.scenario.traffic, setup.scenario.trace.get(),
                                      setup.scenario.duration, setup.scenario.seed, replication)),
      behaviours_(setup.behaviours(Instant{})),
      cards_(setup.deck) {}

void Requests::next(RequestBatch& batch) {
  arrivals_->next(batch.arrivals);
  const std::size_t n = batch.arrivals.size;
  const std::uint64_t first = batch.arrivals.first_request;
  luck_.invocations_.fill(first, std::span(batch.route).first(n), std::span(service_).first(n));
  if (setup_.draws_faults.front()) {
    luck_.faults_.fill(first, std::span(baseline_).first(n), std::span(bug_).first(n));
  }
  const auto at = batch.arrivals.at.begin();
  for (std::size_t done = 0; done < n;) {
    while (boundary_ < setup_.boundaries.size() && setup_.boundaries[boundary_] <= at[done]) {
      behaviours_ = setup_.behaviours(setup_.boundaries[boundary_++]);
    }
    const Instant until = boundary_ < setup_.boundaries.size() ? setup_.boundaries[boundary_] : never;
    const auto last = static_cast<std::size_t>(std::lower_bound(at + done, at + n, until) - at);
    run_entries(batch, done, last);
    done = last;
  }
  if (setup_.deck != 0) deal(batch);
}

// Requests [first, last) of the batch, under the behaviours of the moment.
void Requests::run_entries(RequestBatch& batch, std::size_t first, std::size_t last) {
  const models::PerVersion<Behaviour>& entry = behaviours_.front();
  const bool has_traits = !setup_.traits.front().empty();
  const bool draws_faults = setup_.draws_faults.front();
  for (std::size_t version = 0; version < 2; ++version) {
    const Behaviour& behaviour = entry[version];
    RequestBatch::OnVersion& run = batch.entry[version];
    for (std::size_t i = first; i < last; ++i) run.work[i] = work_time(behaviour, service_[i]);
    for (std::size_t i = first; i < last; ++i) {
      const bool struck = has_traits && version == 1 && luck_.has_trait(0, batch.arrivals.user[i]);
      const std::optional<Cause> of_data = struck ? std::optional(Cause::bug) : std::nullopt;
      run.failure[i] = draws_faults ? fault_of(entry, version, {baseline_[i], bug_[i]}, of_data) : of_data;
    }
  }
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
