// Draws an index in proportion to a weight, in constant time (Walker's alias method, Vose's
// set-up).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace coalmine::models {

class AliasTable {
 public:
  // Precondition: not empty, no weight negative, their sum positive. O(n); 8 bytes a weight.
  explicit AliasTable(std::span<const double> weights);

  // The index that 64 random bits choose. The high half picks a column, the low half a side of it.
  std::uint32_t at(std::uint64_t bits) const {
    const auto column = static_cast<std::uint32_t>(((bits >> 32) * columns_.size()) >> 32);
    const Column& chosen = columns_[column];
    return static_cast<std::uint32_t>(bits) < chosen.keep_below ? column : chosen.alias;
  }

 private:
  struct Column {
    std::uint32_t keep_below;  // of 2^32; a full column has its own index as alias
    std::uint32_t alias;
  };
  std::vector<Column> columns_;
};

}  // namespace coalmine::models
