// Which positions are the canary's: a share of [0, 2^64), cut the way a product cuts it.
//
// A product puts each id at a position that never moves, and a weight decides which positions are
// the canary's. With most of them that is all below a threshold; a table of slots and a hash ring
// cut the same line into many pieces.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>
#include <variant>
#include <vector>

namespace coalmine::routing {

class Cut {
 public:
  // Nobody.
  Cut() : cut_(Below{0}) {}

  // Positions below `end`.
  static Cut below(std::uint64_t end) { return Cut{Below{end}}; }
  // Every position.
  static Cut all() { return Cut{All{}}; }
  // Positions p with canary[p mod size]. Precondition: not empty.
  static Cut slots(std::vector<bool> canary) { return Cut{Slots{std::move(canary)}}; }
  // Positions p with p mod size >= first. Precondition: size is not 0.
  static Cut remainders_from(std::uint64_t first, std::uint64_t size) {
    return Cut{Remainders{first, size}};
  }
  // Half-open arcs [from, to), increasing, none overlapping; the last may end at 2^64 as to = 0.
  static Cut arcs(std::vector<std::pair<std::uint64_t, std::uint64_t>> canary) {
    return Cut{Arcs{std::move(canary)}};
  }

  // From each segment's first position up to the next one's is the canary's, or is not. The first
  // is at 0, and none is below the one before it; where two begin at one position the later counts.
  struct Segment {
    std::uint64_t from;
    bool canary;
  };
  static Cut segments(const std::vector<Segment>& segments);

  // O(1), or O(log arcs). Neither allocates nor locks.
  bool covers(std::uint64_t position) const noexcept {
    if (const auto* cut = std::get_if<Below>(&cut_)) return position < cut->end;
    if (const auto* cut = std::get_if<Slots>(&cut_)) {
      return cut->canary[position % cut->canary.size()];
    }
    if (const auto* cut = std::get_if<Remainders>(&cut_)) return position % cut->size >= cut->first;
    if (const auto* cut = std::get_if<Arcs>(&cut_)) return cut->covers(position);
    return true;
  }

 private:
  struct Below {
    std::uint64_t end;
  };
  struct All {};
  struct Slots {
    std::vector<bool> canary;
  };
  struct Remainders {
    std::uint64_t first = 0;
    std::uint64_t size = 1;
  };
  struct Arcs {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> canary;
    bool covers(std::uint64_t position) const noexcept {
      const auto after =
          std::upper_bound(canary.begin(), canary.end(), position,
                           [](std::uint64_t value, const auto& arc) { return value < arc.first; });
      if (after == canary.begin()) return false;
      const std::uint64_t to = std::prev(after)->second;
      return to == 0 || position < to;
    }
  };
  using Any = std::variant<Below, All, Slots, Remainders, Arcs>;
  explicit Cut(Any cut) : cut_(std::move(cut)) {}

  Any cut_;
};

inline Cut Cut::segments(const std::vector<Segment>& segments) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> canary;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool last = i + 1 == segments.size();
    const std::uint64_t to = last ? 0 : segments[i + 1].from;
    if (!segments[i].canary || (!last && to == segments[i].from)) continue;
    if (!canary.empty() && canary.back().second == segments[i].from) {
      canary.back().second = to;
    } else {
      canary.emplace_back(segments[i].from, to);
    }
  }
  return arcs(std::move(canary));
}

}  // namespace coalmine::routing
