// So many at once, and the others in the order of arrival: the workers of a server, or the
// connections of a pool.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.hpp"

namespace coalmine::models {

// All in O(1), but for clear() and the grants of resize().
class Permits {
 public:
  enum class Admission : std::uint8_t { granted, waiting, refused };

  // `queue`: how many may wait; none: any number.
  Permits(std::uint32_t count, std::optional<std::uint32_t> queue);

  // Nobody waits, and no permit is out.
  void clear(std::uint32_t count);
  // `item` is the owner's: a small number, of nobody else who waits here. Memory is 8 bytes for
  // each number up to the largest that ever waited.
  Admission admit(std::uint32_t item);
  // One permit comes back. Who gets it, if anybody waits and it is not one too many.
  std::optional<std::uint32_t> release();
  // The item stops waiting. False if it does not wait.
  bool withdraw(std::uint32_t item);
  // Another number of permits; those who get one now are appended. Those out stay out.
  void resize(std::uint32_t count, std::vector<std::uint32_t>& granted);

  std::uint32_t count() const { return count_; }
  std::uint32_t out() const { return out_; }  // granted and not released
  std::uint32_t waiting() const { return waiting_; }

 private:
  // A ring of all who wait, in the order of arrival, with a place for nobody between the last and
  // the first. The place of item i is i + 1; out of the ring it is its own neighbour.
  struct Place {
    std::uint32_t before;
    std::uint32_t after;
  };
  static constexpr std::uint32_t nobody = 0;

  bool waits(std::uint32_t place) const;
  void append(std::uint32_t place);
  void unlink(std::uint32_t place);
  std::uint32_t grant_first();

  std::uint32_t count_;
  std::optional<std::uint32_t> queue_;
  std::uint32_t out_ = 0;
  std::uint32_t waiting_ = 0;  // above 0 only if all permits are out
  std::vector<Place> ring_;
};

}  // namespace coalmine::models
