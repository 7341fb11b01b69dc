// The figures a run reports, by name: the contract between results, `expect:` lines and reports.
#pragma once

#include <span>
#include <string_view>

namespace coalmine::spec {

struct Metric {
  std::string_view name;     // upper-case parts are placeholders: "canary.user_share.step_K"
  std::string_view unit;
  std::string_view meaning;  // one line
};

// In the order in which results list them.
std::span<const Metric> metrics();

// The metric that `name` is, placeholders filled in; null if there is none.
const Metric* find_metric(std::string_view name);

}  // namespace coalmine::spec
