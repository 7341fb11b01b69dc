// Policies and figures of a result by their names.
#pragma once

#include <span>
#include <string_view>

#include "harness/result.hpp"

namespace coalmine::harness {

// Null if there is none of that name.
const PolicyResult* find_policy(std::span<const PolicyResult> policies, std::string_view name);
const Figure* find_figure(std::span<const Figure> figures, std::string_view metric);
const Figure* find_figure(const PolicyResult& policy, std::string_view metric);

}  // namespace coalmine::harness
