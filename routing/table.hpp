// One routing table that many threads read while it is replaced.
//
// What a gateway decides by is an immutable value (a Router, or a struct of its own with all that
// has to change together), replaced whole whenever a weight moves. Readers neither lock nor
// allocate nor wait for anybody; a table is destroyed, by a writer, once no reader holds it.
//
// Every reader has a slot that names the table it holds (a hazard pointer). Not
// std::atomic<std::shared_ptr>: libstdc++ 12 locks in it, and all readers would count in one cache
// line. Not an epoch either: there, one reader that is stuck keeps every table published since,
// here it keeps one. So there are never more tables than readers, and the current one.
#pragma once

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cstddef>
#include <iterator>
#include <list>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace coalmine::routing {

template <class T>
class Table {
 public:
  class Reader;

  explicit Table(T first) { publish(std::move(first)); }
  ~Table() { assert(slots_.empty()); }  // readers go first
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  // For writers, on any thread. They wait for each other, never for a reader.

  // Every refresh() that begins after this has returned gives `next`.
  void publish(T next) {
    const std::lock_guard lock(writers_);
    replace(std::make_unique<const T>(std::move(next)));
  }

  // Publishes a copy of the current table after `change(copy)`. Between the two no other writer
  // comes, so several may change different parts.
  template <class Change>
  void update(Change change) {
    const std::lock_guard lock(writers_);
    T next = *tables_.back();
    change(next);
    replace(std::make_unique<const T>(std::move(next)));
  }

  // Destroys the tables that no reader holds any more, as publishing does. Returns how many older
  // ones are still held: at 0 every reader decides by the current one, so that a rollback, say, has
  // taken effect everywhere. O(tables * readers).
  std::size_t reclaim() {
    const std::lock_guard lock(writers_);
    return destroy_unheld();
  }

 private:
  // A line of the cache for each, or one reader's store would slow the others down. 64 bytes on the
  // processors at hand; more would cost memory, less would cost time, neither correctness.
  struct alignas(64) Slot {
    std::atomic<const T*> holds{nullptr};
  };
  static_assert(std::atomic<const T*>::is_always_lock_free);

  void replace(std::unique_ptr<const T> next) {
    tables_.push_back(std::move(next));
    current_.store(tables_.back().get(), std::memory_order_seq_cst);
    destroy_unheld();
  }

  // Why nobody reads what this destroys. Naming a table, replacing it and the looks at both are
  // sequentially consistent, so they have one order; and a table is replaced before the slots are
  // looked at here. If a reader named it before that look, the look finds it, and it stays. If
  // after, the reader's own second look comes later still and finds another table (should that have
  // the address of this one, it is the other that the reader holds); the reader never touches this
  // one. And if the reader has named another since, its store was a release and our load acquires
  // it: all that it read of this one happened before.
  std::size_t destroy_unheld() {
    const auto is_unheld = [this](const std::unique_ptr<const T>& table) {
      return std::none_of(slots_.begin(), slots_.end(), [&](const Slot& slot) {
        return slot.holds.load(std::memory_order_seq_cst) == table.get();
      });
    };
    const auto current = std::prev(tables_.end());
    tables_.erase(std::remove_if(tables_.begin(), current, is_unheld), current);
    return tables_.size() - 1;
  }

  std::atomic<const T*> current_{nullptr};        // tables_.back()
  std::mutex writers_;                            // guards all below
  std::vector<std::unique_ptr<const T>> tables_;  // oldest first
  std::list<Slot> slots_;                         // a list, so that they stay where they are
};

// One thread's view of a table. For one thread at a time, and gone before the table is.
template <class T>
class Table<T>::Reader {
 public:
  // Takes the writers' lock and allocates: once a thread, before it serves. There may be any
  // number.
  explicit Reader(Table& table) : table_(table) {
    const std::lock_guard lock(table_.writers_);
    slot_ = table_.slots_.emplace(table_.slots_.end());
    hold(table_.current_.load(std::memory_order_relaxed));
  }
  ~Reader() {
    const std::lock_guard lock(table_.writers_);
    table_.slots_.erase(slot_);  // what it held goes with the next reclaim
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // Moves on to the newest table and gives it; what was held before must not be used any more. Call
  // it at the start of each turn of an event loop, or of each request. One load where nothing has
  // changed. Looks again only as often as a table is published in the very moment between.
  const T& refresh() noexcept {
    // Relaxed, for nothing is read through it: it is what is held, or hold() looks once more.
    const T* seen = table_.current_.load(std::memory_order_relaxed);
    if (seen != held_) hold(seen);
    return *held_;
  }

  // The same table from one refresh() to the next: what belongs together is decided by one. Do not
  // keep the reference beyond, and so not across an asynchronous wait: ask again.
  const T& current() const noexcept { return *held_; }

 private:
  // Names a table, then looks whether it is still the current one; see destroy_unheld().
  void hold(const T* seen) noexcept {
    for (;;) {
      slot_->holds.store(seen, std::memory_order_seq_cst);
      const T* again = table_.current_.load(std::memory_order_seq_cst);
      if (again == seen) break;
      seen = again;
    }
    held_ = seen;
  }

  Table& table_;
  typename std::list<Slot>::iterator slot_;
  const T* held_ = nullptr;  // what slot_ names
};

}  // namespace coalmine::routing
