// Which user a request belongs to, in proportion to the users' rates.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "models/alias_table.hpp"
#include "models/distribution.hpp"
#include "models/traffic.hpp"

namespace coalmine::models {

// How rates are spread, with the table that drawn rates come from: made once for all replications.
class RelativeRates {
 public:
  explicit RelativeRates(const RateSpread& spread);

 private:
  friend class UserPicker;
  RateSpread spread_;
  std::optional<QuantileTable> drawn_;  // of mean 1; nothing where rates are not drawn
};

class UserPicker {
 public:
  UserPicker(const RelativeRates& rates, std::uint64_t users, std::uint64_t seed,
             std::uint32_t replication);

  // The users of draws first_index, first_index + 1, ...
  void pick(std::uint64_t first_index, std::span<std::uint32_t> user) const;

  // Mean of the users' relative rates in this replication: 1 on average over replications, and
  // always where the spread is not drawn.
  double mean_relative_rate() const { return mean_relative_rate_; }

 private:
  RateSpread spread_;
  std::uint64_t users_;
  std::uint64_t seed_;
  std::uint32_t replication_;
  double mean_relative_rate_ = 1;
  std::vector<AliasTable> drawn_rates_;  // one table where rates are drawn, else none
};

}  // namespace coalmine::models
