// What judges would have done, for people and for programs.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "harness/judges/comparison.hpp"
#include "harness/judges/engines.hpp"
#include "report/table.hpp"

namespace coalmine::report {

// What it comes to in a few sentences, then a table for each policy with a row for each judge; with
// several factors of traffic, tables of the figures by factor. Then what masking hides.
std::string to_terminal(const harness::JudgeComparison& comparison, const Style& style);

// One document, ending in a newline. `version` is coalmine's own. Every figure has n, mean and the
// ends of its 95 % interval; null where there is no data.
std::string to_json(const harness::JudgeComparison& comparison, std::string_view version);

// A line for each engine.
std::string engine_list(std::span<const harness::EngineInfo> engines);

// The state machines of the engines as Markdown: a heading for each engine, a table for each
// machine.
std::string machines_markdown(std::span<const harness::EngineInfo> engines);

}  // namespace coalmine::report
