#include "harness/deck.hpp"

#include <numeric>
#include <utility>

namespace coalmine::harness {

Deck::Deck(std::uint32_t cards, std::uint64_t seed, std::uint32_t replication)
    : stream_(seed, replication, Purpose::deck), cards_(cards) {}

// The draw is the middle of the card's share of [0, 1), so that a weight of k / cards covers k
// cards.
std::uint64_t Deck::draw(std::uint64_t request) {
  const std::uint64_t place = request % cards_.size();
  if (place == 0) shuffle(request / cards_.size());
  const double middle =
      (static_cast<double>(cards_[place]) + 0.5) / static_cast<double>(cards_.size());
  return static_cast<std::uint64_t>(middle * 0x1p64);
}

// Fisher and Yates.
void Deck::shuffle(std::uint64_t deck) {
  std::iota(cards_.begin(), cards_.end(), 0U);
  for (auto left = static_cast<std::uint32_t>(cards_.size()); left > 1; --left) {
    std::swap(cards_[left - 1], cards_[below(left, stream_.at(deck, left).first)]);
  }
}

}  // namespace coalmine::harness
