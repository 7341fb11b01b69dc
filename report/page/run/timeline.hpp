// The timeline of a run with at most as many points as a chart shows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "harness/result.hpp"

namespace coalmine::report {

inline constexpr std::size_t points_max = 180;  // three hours, minute by minute

// How many steps of the timeline one point stands for: 1 unless the timeline is long.
std::size_t steps_in_a_point(const harness::RunResult& result);

// The length of a point, and of the whole timeline. Precondition: there are policies.
Duration point_length(const harness::RunResult& result);
Duration timeline_length(const harness::RunResult& result);

// The series of that name; null if the policy has none.
const harness::Series* find_series(const harness::PolicyResult& policy, std::string_view name);

// What several steps are worth together.
enum class Joined : std::uint8_t { last, mean };

// `values` with `steps` of them in one; nothing where none of them has data.
std::vector<std::optional<double>> joined(const std::vector<std::optional<double>>& values,
                                          std::size_t steps, Joined how);

}  // namespace coalmine::report
