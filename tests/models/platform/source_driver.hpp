// An event source under virtual time: records go in when the test says so, a function of the test's
// answers, and what comes out is written down.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <ostream>
#include <set>
#include <utility>
#include <vector>

#include "models/platform/event_source.hpp"

namespace coalmine::models {

using namespace std::chrono_literals;

constexpr Instant at(Duration since_start) { return Instant{since_start}; }

// What the function makes of a batch.
struct Answer {
  Duration takes = 100ms;
  std::vector<bool> failed{};  // by record; of any length where none failed
  bool refused = false;
};

struct Invocation {
  Instant begun_at;
  std::vector<std::uint32_t> items;
  friend bool operator==(const Invocation&, const Invocation&) = default;
};

inline void PrintTo(const Invocation& invocation, std::ostream* out) {
  *out << in_seconds(invocation.begun_at.time_since_epoch()) << " s:";
  for (const std::uint32_t item : invocation.items) *out << ' ' << item;
}

template <class Source, class Delivery>
class SourceDriver {
 public:
  using Function = std::function<Answer(const std::vector<EventRecord>&)>;
  struct Gone {
    Instant at;
    EventRecord record;
  };

  SourceDriver(const Delivery& delivery, Function function)
      : delivery_(delivery), source(delivery_), function_(std::move(function)) {}

  // A record that is written and readable at `when`.
  void send(Instant when, std::uint32_t item, std::uint64_t key = 0) {
    send(when, {.item = item, .key = key, .written_at = when});
  }
  void send(Instant when, const EventRecord& record) {
    schedule(when, [this, record](Instant now) {
      ++sent;
      source.add(record, now, actions_);
    });
  }

  // A wake that nobody has asked for, of a lane that has asked before.
  void wake_without_reason(Instant when, std::uint64_t bits) {
    schedule(when, [this, bits](Instant now) {
      if (asked_.empty()) return;
      source.wake(*std::next(asked_.begin(), static_cast<std::ptrdiff_t>(bits % asked_.size())),
                  now, actions_);
    });
  }

  // Everything that happens up to `end`, which included.
  void run_until(Instant end) {
    while (!events_.empty() && events_.begin()->first <= end) {
      const auto [now, act] = *events_.begin();
      events_.erase(events_.begin());
      now_ = now;
      actions_.clear();
      act(now);
      carry_out(now);
    }
  }
  void run() { run_until(never); }

  Instant now() const { return now_; }  // of what happens or has happened last

 private:
  const Delivery delivery_;  // the source refers to it

 public:
  Source source;
  std::vector<Invocation> invocations;
  std::map<std::uint32_t, Gone> processed;                 // by item
  std::map<std::uint32_t, std::pair<Gone, Drop>> dropped;  // by item
  std::vector<std::uint32_t> order;                        // of items that came back
  std::size_t sent = 0;
  std::size_t running = 0;  // batches

 private:
  void schedule(Instant when, std::function<void(Instant)> act) {
    events_.emplace(when, std::move(act));
  }

  void carry_out(Instant now) {
    for (const EventRecord& record : actions_.processed) {
      come_back(record);
      processed.emplace(record.item, Gone{now, record});
    }
    for (const auto& [record, why] : actions_.dropped) {
      come_back(record);
      dropped.emplace(record.item, std::pair{Gone{now, record}, why});
    }
    for (const auto& wake : actions_.wakes) {
      ASSERT_GE(wake.at, now);
      asked_.insert(wake.lane);
      schedule(wake.at,
               [this, lane = wake.lane](Instant then) { source.wake(lane, then, actions_); });
    }
    for (const std::uint32_t batch : actions_.batches) invoke(batch, now);
  }

  void come_back(const EventRecord& record) {
    EXPECT_FALSE(processed.contains(record.item) || dropped.contains(record.item))
        << "item " << record.item << " came back twice";
    order.push_back(record.item);
  }

  void invoke(std::uint32_t batch, Instant now) {
    std::vector<EventRecord> records;
    source.read(batch, records);
    ASSERT_FALSE(records.empty());
    Invocation invocation{now, {}};
    for (const EventRecord& record : records) invocation.items.push_back(record.item);
    invocations.push_back(std::move(invocation));
    ++running;
    const Answer answer = function_(records);
    schedule(now + answer.takes, [this, batch, answer](Instant then) {
      // A span of bool needs an array of them, which std::vector<bool> is not.
      const auto failed = std::make_unique<bool[]>(answer.failed.size());
      std::copy(answer.failed.begin(), answer.failed.end(), failed.get());
      --running;
      source.finish(batch,
                    {.kind = answer.refused ? BatchOutcome::Kind::refused : BatchOutcome::Kind::ran,
                     .failed = {failed.get(), answer.failed.size()}},
                    then, actions_);
    });
  }

  Function function_;
  Instant now_{};
  SourceActions actions_;
  std::multimap<Instant, std::function<void(Instant)>> events_;  // equal times in order of arrival
  std::set<std::uint32_t> asked_;
};

// A function that succeeds, whatever it gets.
inline Answer succeed(const std::vector<EventRecord>&) { return {}; }

// A function that fails for these items. It says for which; whether that is heard is the source's
// business.
inline auto fail_for(std::set<std::uint32_t> items) {
  return [items = std::move(items)](const std::vector<EventRecord>& records) {
    Answer answer;
    for (const EventRecord& record : records) answer.failed.push_back(items.contains(record.item));
    return answer;
  };
}

}  // namespace coalmine::models
