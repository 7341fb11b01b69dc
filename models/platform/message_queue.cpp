#include "models/platform/message_queue.hpp"

#include <algorithm>
#include <cassert>

namespace coalmine::models {

MessageQueue::MessageQueue(const SqsDelivery& delivery) : delivery_(delivery), fleet_(delivery) {
  assert(delivery.batch > 0);
  clear();
}

void MessageQueue::clear() {
  records_ = {};
  batches_ = {};
  hidden_.clear();
  hidden_so_far_ = 0;
  wake_at_.fill(never);
  fleet_ = PollerFleet(delivery_);
  new_ = {};
  returned_ = {};
  window_ends_ = never;
  groups_ = {};
  blocked_ = {};
}

void MessageQueue::add(const EventRecord& record, Instant now, SourceActions& actions) {
  if (delivery_.fifo) {
    const auto [group, added] = groups_.find_or_add(record.key);
    records_.push_back(groups_.at(group).waiting, record, now);
    if (added) groups_.push_ready(group);
  } else {
    records_.push_back(new_, record, now);
  }
  receive(now, actions);
}

void MessageQueue::wake(std::uint32_t lane, Instant now, SourceActions& actions) {
  assert(lane < wake_at_.size());
  if (wake_at_[lane] != now) return;
  wake_at_[lane] = never;
  reveal_due(now, actions);
  receive(now, actions);
}

void MessageQueue::finish(std::uint32_t batch, const BatchOutcome& outcome, Instant now,
                          SourceActions& actions) {
  Batch done = batches_.at(batch);
  batches_.destroy(batch);
  settle(done, outcome, now, actions);
  if (!done.records.empty()) {
    hide(done, now, actions);
  } else if (delivery_.fifo) {
    free_group(done.group, now);
  }
  receive(now, actions);
}

void MessageQueue::read(std::uint32_t batch, std::vector<EventRecord>& records) const {
  records_.copy(batches_.at(batch).records, records);
}

bool MessageQueue::seen_later(const Hidden& a, const Hidden& b) {
  return a.visible_at != b.visible_at ? a.visible_at > b.visible_at : a.sequence > b.sequence;
}

void MessageQueue::ask(Lane lane, Instant at, SourceActions& actions) {
  if (wake_at(lane) == at) return;
  wake_at(lane) = at;
  if (at != never) actions.wakes.push_back({at, static_cast<std::uint32_t>(lane)});
}

// Leaves in the batch what comes back.
void MessageQueue::settle(Batch& batch, const BatchOutcome& outcome, Instant now,
                          SourceActions& actions) {
  if (outcome.kind == BatchOutcome::Kind::refused) return records_.mark_refused(batch.records);
  const Stays reported = delivery_.fifo ? Stays::from_first : Stays::failed;
  records_.settle(batch.records, outcome, delivery_.partial ? reported : Stays::all, actions);
  if (batch.records.empty()) return;
  if (delivery_.fifo) {
    blocked_.disturb(groups_.at(batch.group).disturbed, batch.received_at, now);
  } else if (!delivery_.partial) {
    fleet_.slow_down(now);  // E14
  }
}

void MessageQueue::hide(const Batch& batch, Instant now, SourceActions& actions) {
  Hidden hidden{.visible_at = std::max(batch.received_at + delivery_.visibility, now),
                .sequence = hidden_so_far_++,
                .records = batch.records,
                .group = batch.group};
  if (hidden.visible_at == now) return reveal(hidden, now, actions);
  hidden_.push_back(hidden);
  std::push_heap(hidden_.begin(), hidden_.end(), seen_later);
  ask(Lane::visible, hidden_.front().visible_at, actions);
}

void MessageQueue::reveal_due(Instant now, SourceActions& actions) {
  while (!hidden_.empty() && hidden_.front().visible_at <= now) {
    std::pop_heap(hidden_.begin(), hidden_.end(), seen_later);
    Hidden hidden = hidden_.back();
    hidden_.pop_back();
    reveal(hidden, now, actions);
  }
  if (!hidden_.empty()) ask(Lane::visible, hidden_.front().visible_at, actions);
}

void MessageQueue::reveal(Hidden& hidden, Instant now, SourceActions& actions) {
  RecordList& returned = delivery_.fifo ? groups_.at(hidden.group).returned : returned_;
  while (!hidden.records.empty()) {
    const RecordStore::Entry& entry = records_.front(hidden.records);
    const std::uint64_t received = std::uint64_t{entry.record.attempts} + entry.refusals;
    if (delivery_.max_receives && received >= *delivery_.max_receives) {
      records_.drop_front(hidden.records, Drop::exhausted, actions);  // E13
    } else {
      records_.move_front(hidden.records, returned);
    }
  }
  if (delivery_.fifo) free_group(hidden.group, now);
}

// Begins as many batches as may run.
void MessageQueue::receive(Instant now, SourceActions& actions) {
  if (delivery_.fifo) {
    receive_fifo(now, actions);
  } else {
    receive_standard(now, actions);
  }
}

void MessageQueue::receive_standard(Instant now, SourceActions& actions) {
  while (visible() > 0 && batches_.size() < fleet_.allowed(now) && !gather(now, actions)) {
    RecordList taken;
    while (visible() > 0 && taken.size < delivery_.batch) {
      RecordList& oldest = oldest_visible();
      if (!expire_first(oldest, now, actions)) records_.move_front(oldest, taken);
    }
    window_ends_ = never;
    if (!taken.empty()) begin(taken, no_slot, now, actions);
  }
  if (visible() == 0) {
    if (batches_.size() == 0) fleet_.see_empty();
  } else if (batches_.size() >= fleet_.allowed(now)) {
    fleet_.see_backlog(now);
    ask(Lane::growth, fleet_.next_growth(now), actions);
  }
}

// A free poller sees messages: does it wait for more of them (E12)?
bool MessageQueue::gather(Instant now, SourceActions& actions) {
  if (delivery_.window == Duration{} || visible() >= delivery_.batch) return false;
  if (window_ends_ == never) {
    window_ends_ = now + delivery_.window;
    ask(Lane::window, window_ends_, actions);
  }
  return now < window_ends_;
}

void MessageQueue::receive_fifo(Instant now, SourceActions& actions) {
  while (groups_.any_ready() && batches_.size() < delivery_.pollers_max) {
    const std::uint32_t index = groups_.pop_ready();
    MessageGroup& group = groups_.at(index);
    const bool all_new = group.returned.empty();
    RecordList taken;
    while (!group.returned.empty() && taken.size < delivery_.batch) {
      if (!expire_first(group.returned, now, actions)) records_.move_front(group.returned, taken);
    }
    while (!group.waiting.empty() && taken.size < delivery_.batch) {
      if (group.disturbed) records_.front(group.waiting).record.delayed = true;
      if (!expire_first(group.waiting, now, actions)) records_.move_front(group.waiting, taken);
    }
    if (taken.empty()) {
      free_group(index, now);
      continue;
    }
    if (all_new && taken.size < delivery_.batch) blocked_.calm(group.disturbed, now);
    begin(taken, index, now, actions);
  }
}

// The one that is older, of those that came and those that came back.
RecordList& MessageQueue::oldest_visible() {
  if (new_.empty()) return returned_;
  if (returned_.empty()) return new_;
  const EventRecord& first_new = records_.front(new_).record;
  return records_.front(returned_).record.readable_at <= first_new.readable_at ? returned_ : new_;
}

bool MessageQueue::expire_first(RecordList& list, Instant now, SourceActions& actions) {
  if (now - records_.front(list).record.written_at <= delivery_.retention) return false;
  records_.drop_front(list, Drop::expired, actions);
  return true;
}

void MessageQueue::begin(const RecordList& records, std::uint32_t group, Instant now,
                         SourceActions& actions) {
  records_.mark_tried(records, now);
  actions.batches.push_back(
      batches_.create({.records = records, .group = group, .received_at = now}));
}

// No batch of the group runs or is hidden any more.
void MessageQueue::free_group(std::uint32_t index, Instant now) {
  MessageGroup& group = groups_.at(index);
  if (!group.returned.empty() || !group.waiting.empty()) return groups_.push_ready(index);
  blocked_.calm(group.disturbed, now);
  groups_.remove(index);
}

}  // namespace coalmine::models
