// The scenario language for editors and for readers, both made from its one description.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "spec/type.hpp"

namespace coalmine::spec {

// JSON Schema, draft-07: what the YAML plugins of editors understand. It checks form; what takes
// more, such as whether a function exists, only `coalmine check` knows.
nlohmann::ordered_json schema();

// The reference part of docs/SCENARIO.md in Markdown: every object with its keys, and the figures.
std::string reference();

// Every object of the language, in the order in which a reader meets them, the scenario first.
std::vector<std::shared_ptr<const Section>> sections();

}  // namespace coalmine::spec
