#include "harness/replicate.hpp"

namespace coalmine::harness {

Replicator::Replicator(const Setup& setup)
    : setup_(setup), batch_(std::make_unique<RequestBatch>()) {
  if (setup.interacts) {
    twin_ = std::make_unique<World>(setup, setup.stable_only, &outcomes_, true);
  }
  for (const spec::Policy& policy : setup.scenario.policies) {
    worlds_.push_back(std::make_unique<World>(setup, policy, &outcomes_));
  }
}

std::vector<PolicyRun> Replicator::run(std::uint32_t replication) {
  outcomes_.clear();
  if (twin_) twin_->begin(replication);
  for (const auto& world : worlds_) world->begin(replication);
  Requests requests(setup_, replication);
  for (requests.next(*batch_); batch_->arrivals.size != 0; requests.next(*batch_)) {
    if (twin_) twin_->serve(*batch_);
    for (const auto& world : worlds_) world->serve(*batch_);
    outcomes_.forget_before(batch_->arrivals.first_request);
  }
  if (twin_) twin_->finish();
  std::vector<PolicyRun> runs;
  for (std::size_t i = 0; i < worlds_.size(); ++i) {
    worlds_[i]->finish();
    runs.push_back({figures(setup_, setup_.scenario.policies[i], *worlds_[i]),
                    worlds_[i]->meters().timeline()});
  }
  return runs;
}

std::uint64_t Replicator::events() const {
  std::uint64_t events = twin_ ? twin_->events() : 0;
  for (const auto& world : worlds_) events += world->events();
  return events;
}

}  // namespace coalmine::harness
