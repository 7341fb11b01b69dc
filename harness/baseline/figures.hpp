// The values of a figure before and after, as they are compared.
#pragma once

#include <optional>
#include <string_view>

#include "harness/baseline/evidence.hpp"
#include "harness/result.hpp"

namespace coalmine::harness {

struct Matched {
  Samples samples;
  // The same, of a share of the active users, counted in users; nothing of other figures.
  std::optional<Samples> users;
};

// Paired: of the replications in which both sides have a value. Else: of the first replications of
// each side that have one, as many as the other side has.
Matched match(const PolicyResult& before, const PolicyResult& after, std::string_view metric,
              bool paired);

}  // namespace coalmine::harness
