// How far an analysis is, or one of its metrics: the product's words, and which is worse.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace coalmine::routing::argo {

enum class Phase : std::uint8_t { pending, running, successful, failed, error, inconclusive };

inline constexpr std::array phases{Phase::pending, Phase::running, Phase::successful,
                                   Phase::failed,  Phase::error,   Phase::inconclusive};

std::string_view name_of(Phase phase);

bool completed(Phase phase);

// Completed without success: such a metric ends its whole run.
bool unsuccessful(Phase phase);

// The worse of two completed phases: failed before error before inconclusive before successful.
Phase worse_of(Phase one, Phase other);

}  // namespace coalmine::routing::argo
