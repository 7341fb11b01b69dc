#include "harness/baseline/gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "spec/metrics.hpp"
#include "spec/suggest.hpp"

namespace coalmine::harness {
namespace {

constexpr std::array<std::string_view, 14> gate{
    "blast_radius.exposed",
    "blast_radius.harmed",
    "blast_radius.harm_after_rollback",
    "blast_radius.exposure_after_rollback",
    "requests.failed",
    "requests.late",
    "chains.mixed",
    "chains.mismatched.forward",
    "chains.mismatched.backward",
    "users.flipped",
    "events.lost",
    "alarm.missed",
    "alarm.false_rollback",
    "alarm.time_to_detect",
};

constexpr std::array<std::string_view, 7> by_outcome{
    "blast_radius.harm_after_rollback",
    "blast_radius.exposed_after_rollback",
    "blast_radius.exposure_after_rollback",
    "blast_radius.exposure_ends_after",
    "alarm.missed",
    "alarm.false_rollback",
    "alarm.time_to_detect",
};

std::vector<std::string> judged_metrics() {
  std::vector<std::string> names;
  for (const spec::Metric& metric : spec::metrics()) {
    if (metric.better != spec::Better::neither) names.emplace_back(metric.name);
  }
  return names;
}

}  // namespace

std::span<const std::string_view> default_gate() { return gate; }

bool is_judged(std::string_view metric, std::span<const std::string> chosen) {
  if (!chosen.empty()) return std::find(chosen.begin(), chosen.end(), metric) != chosen.end();
  return std::find(gate.begin(), gate.end(), metric) != gate.end();
}

Checked<void> check_judged(std::string_view metric) {
  const spec::Metric* known = spec::find_metric(metric);
  if (known == nullptr) {
    const auto near = spec::nearest(std::string(metric), judged_metrics());
    return tl::unexpected(
        Error{fmt::format("unknown metric \"{}\"; {}", metric,
                          near ? fmt::format("did you mean \"{}\"?", *near)
                               : "docs/SCENARIO.md lists them, under \"Figures\"")});
  }
  if (known->better == spec::Better::neither) {
    return tl::unexpected(Error{fmt::format(
        "{} is neither better nor worse when it changes, so it cannot be judged", metric)});
  }
  return {};
}

bool has_data_by_outcome(std::string_view metric) {
  return std::find(by_outcome.begin(), by_outcome.end(), metric) != by_outcome.end();
}

}  // namespace coalmine::harness
