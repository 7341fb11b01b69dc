// Decisions kept by the server: a table of bounded size, from the key of a user or a session to
// what is held for it.
//
// Sets of eight entries, as a processor's cache has them: a decision looks at one set, nothing is
// allocated after construction, and memory is bounded whoever comes. Where a set is full, the entry
// that expires first makes place, and its user decides anew: `displaced` counts them, and says
// whether the store is too small.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "routing/bucketing/own.hpp"
#include "routing/memory.hpp"

namespace coalmine::routing {

// For one thread: several share nothing, and each serves the keys that are routed to it.
class Store {
 public:
  // Room for at least `capacity` keys, 64 bytes each. `salt`: random bits, so that nobody can
  // choose keys that displace one another.
  Store(std::size_t capacity, std::uint64_t salt)
      : sets_(std::bit_ceil((capacity + entries_of_set - 1) / entries_of_set)), salt_(salt) {}

  // What is held for the key, if it has not expired by `now`. O(1), as is keep().
  std::optional<Held> find(std::uint64_t key, Instant now) const noexcept {
    for (const Entry& entry : set_of(key)) {
      if (entry.used && entry.key == key && now < entry.held.until) return entry.held;
    }
    return std::nullopt;
  }

  // From now on holds this for the key; nothing: nothing. Call it where a decision `changed`.
  void keep(std::uint64_t key, const std::optional<Held>& held, Instant now) noexcept {
    Set& set = set_of(key);
    Entry* own = nullptr;
    Entry* free = &set.front();
    for (Entry& entry : set) {
      if (entry.used && entry.key == key) own = &entry;
      if (is_better_place(entry, *free, now)) free = &entry;
    }
    if (own != nullptr && !held) own->used = false;
    if (!held) return;
    Entry& place = own != nullptr ? *own : *free;
    displaced_ += own == nullptr && place.used && now < place.held.until;
    place = {key, *held, true};
  }

  // Keys that lost their decision before it expired.
  std::uint64_t displaced() const { return displaced_; }
  std::size_t capacity() const { return sets_.size() * entries_of_set; }

 private:
  static constexpr std::size_t entries_of_set = 8;
  struct Entry {
    std::uint64_t key = 0;
    Held held;
    bool used = false;
  };
  using Set = std::array<Entry, entries_of_set>;

  // Free and expired entries first, then those that expire first.
  static bool is_better_place(const Entry& entry, const Entry& than, Instant now) noexcept {
    const auto free_from = [now](const Entry& each) {
      return !each.used || each.held.until <= now ? Instant::min() : each.held.until;
    };
    return free_from(entry) < free_from(than);
  }

  std::size_t number_of(std::uint64_t key) const noexcept {
    return mix(key, salt_) & (sets_.size() - 1);
  }
  const Set& set_of(std::uint64_t key) const noexcept { return sets_[number_of(key)]; }
  Set& set_of(std::uint64_t key) noexcept { return sets_[number_of(key)]; }

  std::vector<Set> sets_;  // a power of two
  std::uint64_t salt_;
  std::uint64_t displaced_ = 0;
};

}  // namespace coalmine::routing
