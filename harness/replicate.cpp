#include "harness/replicate.hpp"

namespace coalmine::harness {

Replicator::Replicator(const Setup& setup)
    : setup_(setup), batch_(std::make_unique<RequestBatch>()) {
  for (const spec::Policy& policy : setup.scenario.policies) {
    worlds_.push_back(std::make_unique<World>(setup, policy));
  }
}

std::vector<PolicyRun> Replicator::run(std::uint32_t replication) {
  for (const auto& world : worlds_) world->begin(replication);
  Requests requests(setup_, replication);
  for (requests.next(*batch_); batch_->arrivals.size != 0; requests.next(*batch_)) {
    for (const auto& world : worlds_) world->serve(*batch_);
  }
  std::vector<PolicyRun> runs;
  for (std::size_t i = 0; i < worlds_.size(); ++i) {
    worlds_[i]->finish();
    runs.push_back({figures(setup_, setup_.scenario.policies[i], *worlds_[i]),
                    worlds_[i]->meters().timeline()});
  }
  return runs;
}

}  // namespace coalmine::harness
