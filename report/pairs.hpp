// Which versions of two functions met over data that they share, read off the figures' names.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/result.hpp"

namespace coalmine::report {

inline constexpr std::array<std::string_view, 4> version_pairs{"stable_stable", "stable_canary",
                                                               "canary_stable", "canary_canary"};

// A producer and a consumer of data that changes with the release.
struct FunctionPair {
  std::string producer;
  std::string consumer;
  std::array<bool, 4> breaks{};  // by version_pairs: the consumer cannot read what was written
};

// In the order of the figures.
std::vector<FunctionPair> function_pairs(const harness::RunResult& result);

// How often versions `versions` (of version_pairs) of the pair met, for each chain.
std::optional<double> met(const harness::PolicyResult& policy, const FunctionPair& pair,
                          std::size_t versions);

// "chains.broken.api.receipts.stable_canary" as "api stable with receipts canary".
std::string pair_text(std::string_view metric);

}  // namespace coalmine::report
