// Judges for a scenario that names none: what teams use, and tests that hold up, with the settings
// that they usually have.
#pragma once

#include <string_view>

#include "spec/problems.hpp"
#include "spec/yaml.hpp"

namespace coalmine::spec {

// As a scenario has them: YAML text under the key `judges`, with comments, to copy and change.
std::string_view standard_judges();

// Puts them into a scenario without judges, as if they were written there.
void add_standard_judges(Node& root, Problems& problems);

}  // namespace coalmine::spec
