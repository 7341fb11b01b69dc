#include "harness/requests.hpp"

#include <algorithm>
#include <span>

namespace coalmine::harness {

LuckOf::LuckOf(const Setup& setup, std::uint32_t replication)
    : setup_(&setup),
      invocations_(setup.scenario.seed, replication, Purpose::invocation),
      faults_(setup.scenario.seed, replication, Purpose::fault),
      hops_(setup.scenario.seed, replication, Purpose::hop),
      traits_(setup.scenario.seed, replication, Purpose::user_trait),
      salts_(setup.scenario.seed, replication, Purpose::policy_salt) {}

Requests::Requests(const Setup& setup, std::uint32_t replication)
    : setup_(setup),
      luck_(setup, replication),
      arrivals_(setup.traffic.replicate(setup.scenario.seed, replication)),
      behaviours_(setup.behaviours(Instant{})) {}

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
    const Instant until =
        boundary_ < setup_.boundaries.size() ? setup_.boundaries[boundary_] : never;
    const auto last = static_cast<std::size_t>(std::lower_bound(at + done, at + n, until) - at);
    run_entries(batch, done, last);
    done = last;
  }
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
      run.failure[i] =
          draws_faults ? fault_of(entry, version, {baseline_[i], bug_[i]}, of_data) : of_data;
    }
  }
}

}  // namespace coalmine::harness
