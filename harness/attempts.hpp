// The number of a request says which attempt it is: what somebody sends again is a request of its
// own, with draws of its own, that belongs to the same wish of the same user.
//
//   bits 0 to 55  the wish: the number of the first request, as traffic counts them
//   bits 56 to 58 the attempt, from 0
//   bit 59        after its user came back
//   bit 60        sent a second time while the first was under way
//   bits 61 to 63 all set: a record that is nobody's
#pragma once

#include <cstdint>

namespace coalmine::harness {

inline constexpr int attempt_shift = 56;
inline constexpr std::uint64_t wish_mask = (std::uint64_t{1} << attempt_shift) - 1;
inline constexpr std::uint64_t nobodys = std::uint64_t{7} << 61;

constexpr std::uint64_t wish_of(std::uint64_t number) { return number & wish_mask; }
// Which of the requests for one wish: below 32.
constexpr std::uint32_t attempt_of(std::uint64_t number) {
  return static_cast<std::uint32_t>(number >> attempt_shift) & 31u;
}
constexpr bool is_nobodys(std::uint64_t number) { return (number & nobodys) == nobodys; }

constexpr std::uint32_t tries_of(std::uint64_t number) { return attempt_of(number) & 7u; }
constexpr bool came_back(std::uint64_t number) { return (attempt_of(number) & 8u) != 0; }
constexpr bool is_double(std::uint64_t number) { return (attempt_of(number) & 16u) != 0; }

constexpr std::uint64_t next_try(std::uint64_t number) {
  return number + (std::uint64_t{1} << attempt_shift);
}
// The first attempt after coming back.
constexpr std::uint64_t back_again(std::uint64_t number) {
  return wish_of(number) | std::uint64_t{8} << attempt_shift;
}
constexpr std::uint64_t doubled(std::uint64_t number) {
  return number | std::uint64_t{16} << attempt_shift;
}

}  // namespace coalmine::harness
