// The figures a run reports, by name: the contract between results, `expect:` lines and reports.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace coalmine::spec {

// Which way a figure gets better, whatever the release: `neither` where that depends on it (a
// rollback is good news of a bug, and bad news without one), or where it says how much, not how
// well.
enum class Better : std::uint8_t { neither, lower, higher };

struct Metric {
  std::string_view name;  // upper-case parts are placeholders: "canary.user_share.step_K"
  std::string_view unit;
  std::string_view meaning;  // one line
  Better better = Better::neither;
};

// In the order in which results list them.
std::span<const Metric> metrics();

// The metric that `name` is, placeholders filled in; null if there is none.
const Metric* find_metric(std::string_view name);

// The name of the exposed share in tumbling windows: "blast_radius.exposed.per_60s", always in
// seconds or, for other lengths, in the largest unit below.
std::string window_metric(Duration window);

}  // namespace coalmine::spec
