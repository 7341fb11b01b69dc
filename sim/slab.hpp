// Items addressed by small integers, which events can carry: a slab with a free list.
//
// Memory grows to the largest number of items alive at once and is reused from then on; nothing is
// allocated for a single item. A slot is reused at once, so whoever destroys an item must have no
// event left that names it.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

namespace coalmine::sim {

template <class T>
class Slab {
  // destroy() leaves the item's bytes in place, so it must own nothing.
  static_assert(std::is_trivially_destructible_v<T>);

 public:
  // The slot of a new item; the slot destroyed last is used first. Invalidates references.
  std::uint32_t create(T item) {
    if (free_.empty()) {
      assert(items_.size() < UINT32_MAX);
      items_.push_back(std::move(item));
      return static_cast<std::uint32_t>(items_.size() - 1);
    }
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    items_[slot] = std::move(item);
    return slot;
  }

  // Precondition of at() and destroy(): `slot` came from create() and was not destroyed since.
  T& at(std::uint32_t slot) {
    assert(slot < items_.size());
    return items_[slot];
  }
  const T& at(std::uint32_t slot) const {
    assert(slot < items_.size());
    return items_[slot];
  }

  void prefetch(std::uint32_t slot) const { __builtin_prefetch(&items_[slot], 1); }

  void destroy(std::uint32_t slot) {
    assert(slot < items_.size());
    assert(free_.size() < items_.size());
    free_.push_back(slot);
  }

  std::size_t size() const { return items_.size() - free_.size(); }  // items alive

 private:
  std::vector<T> items_;
  std::vector<std::uint32_t> free_;
};

}  // namespace coalmine::sim
