#include "models/alias_table.hpp"

#include <cassert>
#include <cstddef>

namespace coalmine::models {

AliasTable::AliasTable(std::span<const double> weights) : columns_(weights.size()) {
  double sum = 0;
  for (const double weight : weights) sum += weight;
  assert(sum > 0);
  // Every column holds 1 / n of the probability: `level` is a weight in units of that.
  const double unit_level = static_cast<double>(weights.size()) / sum;
  std::vector<double> level(weights.size());
  std::vector<std::uint32_t> small;
  std::vector<std::uint32_t> large;
  for (std::uint32_t i = 0; i < weights.size(); ++i) {
    level[i] = weights[i] * unit_level;
    columns_[i] = {0, i};
    (level[i] < 1 ? small : large).push_back(i);
  }
  while (!small.empty() && !large.empty()) {
    const std::uint32_t low = small.back();
    const std::uint32_t high = large.back();
    small.pop_back();
    columns_[low] = {static_cast<std::uint32_t>(level[low] * 0x1p32), high};
    level[high] -= 1 - level[low];
    if (level[high] < 1) {
      large.pop_back();
      small.push_back(high);
    }
  }
  // What is left is full but for rounding: it keeps itself whichever side is drawn.
}

}  // namespace coalmine::models
