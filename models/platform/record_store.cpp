#include "models/platform/record_store.hpp"

namespace coalmine::models {

void RecordStore::mark_tried(const RecordList& list, Instant now) {
  for (std::uint32_t slot = list.first; slot != no_slot; slot = entries_.at(slot).next) {
    EventRecord& record = entries_.at(slot).record;
    if (record.tried_at == never) record.tried_at = now;
  }
}

void RecordStore::mark_refused(const RecordList& list) {
  for (std::uint32_t slot = list.first; slot != no_slot; slot = entries_.at(slot).next) {
    Entry& entry = entries_.at(slot);
    ++entry.refusals;
    // A record that has run and is still here has failed: this was to be its first try.
    if (entry.record.attempts == 0) entry.record.tried_at = never;
  }
}

void RecordStore::settle(RecordList& list, const BatchOutcome& outcome, Stays stays,
                         SourceActions& actions) {
  const std::size_t first_failed = outcome.first_failed(list.size);
  const std::size_t first_kept = stays == Stays::all && first_failed < list.size ? 0 : first_failed;
  RecordList kept;
  for (std::size_t i = 0; !list.empty(); ++i) {
    const bool failed = outcome.has_failed(i);
    if (i < first_kept || (stays == Stays::failed && !failed)) {
      actions.processed.push_back(take_front(list));
      continue;
    }
    EventRecord& record = front(list).record;
    ++record.attempts;
    if (!failed) record.delayed = true;
    move_front(list, kept);
  }
  list = kept;
}

void RecordStore::copy(const RecordList& list, std::vector<EventRecord>& records) const {
  records.clear();
  for (std::uint32_t slot = list.first; slot != no_slot; slot = entries_.at(slot).next) {
    records.push_back(entries_.at(slot).record);
  }
}

}  // namespace coalmine::models
