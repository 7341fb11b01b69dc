// Draws from shuffled decks of cards, for a split that is exact and not only on average: with a
// weight of k / cards, exactly k of each `cards` requests go to the canary.
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.hpp"

namespace coalmine::harness {

class Deck {
 public:
  Deck(std::uint32_t cards, std::uint64_t seed, std::uint32_t replication);

  // The draw of a request. Requests come in their order from 0, none left out.
  std::uint64_t draw(std::uint64_t request);

 private:
  void shuffle(std::uint64_t deck);

  RandomStream stream_;
  std::vector<std::uint32_t> cards_;  // of the deck in use
};

}  // namespace coalmine::harness
