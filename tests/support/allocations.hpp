// How often a piece of code asks for memory, for promises like "a decision allocates nothing".
//
// Link allocations.cpp: it counts operator new of the whole program, and what OpenSSL asks for. Not
// counted is what another C library takes from malloc by itself.
#pragma once

#include <cstdint>

namespace coalmine::support {

// Since the thread began; what other threads do is not counted.
std::uint64_t allocations_of_this_thread() noexcept;

template <class Act>
std::uint64_t allocations_in(const Act& act) {
  const std::uint64_t before = allocations_of_this_thread();
  act();
  return allocations_of_this_thread() - before;
}

}  // namespace coalmine::support
