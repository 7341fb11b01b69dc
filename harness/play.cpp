#include "harness/play.hpp"

namespace coalmine::harness {

Play::Play(const Setup& setup) : setup_(setup), batch_(std::make_unique<RequestBatch>()) {
  if (setup.interacts) {
    twin_ = std::make_unique<World>(setup, setup.stable_only, &outcomes_, true);
  }
}

void Play::play(std::uint32_t replication, std::span<World* const> worlds,
                const std::function<bool(std::size_t)>& is_done) {
  const bool may_end_early = is_done && !setup_.interacts;
  outcomes_.clear();
  if (twin_) twin_->begin(replication);
  for (World* world : worlds) world->begin(replication);
  Requests requests(setup_, replication);
  for (requests.next(*batch_); batch_->arrivals.size != 0; requests.next(*batch_)) {
    if (twin_) twin_->serve(*batch_);
    for (std::size_t i = 0; i < worlds.size(); ++i) {
      if (!may_end_early || !is_done(i)) worlds[i]->serve(*batch_);
    }
    outcomes_.forget_before(batch_->arrivals.first_request);
  }
  if (twin_) twin_->finish();
  for (World* world : worlds) world->finish();
}

std::uint64_t Play::events() const { return twin_ ? twin_->events() : 0; }

}  // namespace coalmine::harness
