// Changes of a scenario's tree before it is checked: --set PATH=VALUE and --policy NAME.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/yaml.hpp"

namespace coalmine::spec {

// Puts VALUE, read as YAML, where PATH leads: "traffic.users", "expect[0].rule". Everything but the
// last key must exist. Problems have "--set PATH=VALUE" as their file.
void apply_set(Node& root, const std::string& path_and_value, Problems& problems);

// Whether it replaces the value at this path, which is written without an index.
bool sets(const std::string& path_and_value, std::string_view path);

// Drops all other policies, and what is expected of them or asked about their precision. Names that
// no policy has are noted, with "--policy NAME" as their file.
void keep_policies(Node& root, const std::vector<std::string>& names, Problems& problems);

}  // namespace coalmine::spec
