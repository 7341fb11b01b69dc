#include "report/baseline/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string_view>

#include "report/quantity.hpp"
#include "report/words.hpp"

namespace coalmine::report {
namespace {

using harness::Change;
using harness::Finding;
using harness::ScenarioDiff;
using harness::Tolerance;

constexpr const char* no_data = "no data";

std::size_t failures_of(const ScenarioDiff& scenario) {
  return static_cast<std::size_t>(
      std::count_if(scenario.changes.begin(), scenario.changes.end(),
                    [](const Change& change) { return harness::fails(change.finding); }));
}

std::string verdict_of(std::size_t failures) {
  return failures == 0 ? "no regression" : counted(failures, "regression", "regressions");
}

std::string_view word_of(Finding finding) {
  switch (finding) {
    case Finding::unchanged:
      return "unchanged";
    case Finding::changed:
      return "changed";
    case Finding::better:
      return "better";
    case Finding::worse:
      return "worse";
    case Finding::regression:
      return "REGRESSION";
    case Finding::lost:
      return "REGRESSION";
    case Finding::gone:
    case Finding::came:
    case Finding::no_data:
      return no_data;
  }
  return "";
}

// What users would notice, in the order in which it is told.
struct Notice {
  std::string_view metric;
  std::string_view words;
};
constexpr std::array notices{
    Notice{"blast_radius.exposed", "meet the canary"},
    Notice{"blast_radius.harmed", "are harmed"},
    Notice{"blast_radius.harm_after_rollback", "are harmed after the rollback"},
};

// "20 more users meet the canary"; the users are named once in a sentence.
std::string notice_text(const Change& change, std::string_view words, bool is_first) {
  const std::string count = quantity(std::abs(*change.users), std::nullopt, "users");
  return fmt::format("{} {}{} {}", count, *change.users > 0 ? "more" : "fewer",
                     is_first ? " users" : "", words);
}

std::string sentence_of(const PolicyChanges& of) {
  std::vector<std::string> told;
  for (const Notice& notice : notices) {
    for (const auto* list : {&of.judged, &of.others}) {
      for (const Change* change : *list) {
        if (change->metric != notice.metric || !change->users || *change->users == 0) continue;
        told.push_back(notice_text(*change, notice.words, told.empty()));
      }
    }
  }
  return told.empty() ? "" : fmt::format("{}: {}.", of.policy, listed(told));
}

// Those that fail first, and among equals what users meet.
int rank_of(const Change& change) {
  const bool of_users =
      change.metric.starts_with("blast_radius.") || change.metric.starts_with("users.");
  return (harness::fails(change.finding) ? 0 : 2) + (of_users ? 0 : 1);
}

std::string side_text(const harness::Side& side) {
  return fmt::format("seed {}, {}", side.seed,
                     counted(side.replications, "replication", "replications"));
}

}  // namespace

std::string verdict_of(const harness::BaselineDiff& diff) {
  std::size_t failures = 0;
  for (const ScenarioDiff& scenario : diff.scenarios) failures += failures_of(scenario);
  return verdict_of(failures);
}

std::string verdict_of(const ScenarioDiff& scenario) { return verdict_of(failures_of(scenario)); }

std::string draws_of(const ScenarioDiff& scenario) {
  const std::string what = scenario.before.digest == scenario.after.digest
                               ? "the same scenario"
                               : "the scenario has changed";
  if (scenario.paired) {
    const auto replications = std::min(scenario.before.replications, scenario.after.replications);
    return fmt::format("{}, compared on the same draws ({})", what,
                       side_text({.seed = scenario.after.seed, .replications = replications}));
  }
  return fmt::format("{}, compared on draws of their own ({}; before: {})", what,
                     side_text(scenario.after), side_text(scenario.before));
}

std::string versions_of(const ScenarioDiff& scenario) {
  if (scenario.before.version == scenario.after.version) return "";
  return fmt::format(
      "The baseline is of coalmine {} and the other side of {}: draws and figures may differ for "
      "that reason alone.",
      scenario.before.version, scenario.after.version);
}

std::vector<std::string> users_of(const ScenarioDiff& scenario) {
  std::vector<std::string> sentences;
  for (const PolicyChanges& of : by_policy(scenario)) {
    if (std::string sentence = sentence_of(of); !sentence.empty()) {
      sentences.push_back(std::move(sentence));
    }
  }
  if (sentences.empty()) {
    sentences.push_back(
        "As many users as before meet the canary and are harmed, as far as chance lets tell.");
  }
  return sentences;
}

std::vector<std::string> remarks_of(const ScenarioDiff& scenario) {
  std::vector<std::string> remarks;
  if (!scenario.only_before.empty()) {
    remarks.push_back(
        fmt::format("Not compared, only in the baseline: {}.", listed(scenario.only_before)));
  }
  if (!scenario.only_after.empty()) {
    remarks.push_back(
        fmt::format("Not compared, not in the baseline: {}.", listed(scenario.only_after)));
  }
  for (const Change& change : scenario.changes) {
    if (!change.tolerance) continue;
    if (change.finding == Finding::gone) {
      remarks.push_back(fmt::format("{}: {} has no data any more.", change.policy, change.metric));
    } else if (change.finding == Finding::came) {
      remarks.push_back(
          fmt::format("{}: {} has data for the first time.", change.policy, change.metric));
    }
  }
  return remarks;
}

std::string rules_of(const harness::BaselineDiff& diff) {
  std::vector<std::string> special;
  for (const ScenarioDiff& scenario : diff.scenarios) {
    for (const Change& change : scenario.changes) {
      if (!change.tolerance || *change.tolerance == harness::default_tolerance(change.unit)) {
        continue;
      }
      std::string text =
          fmt::format("{} of {}", text_of(*change.tolerance, change.unit), change.metric);
      if (std::find(special.begin(), special.end(), text) == special.end()) {
        special.push_back(std::move(text));
      }
    }
  }
  return fmt::format(
      "{} judged, at a level of {} for all together. Tolerated: 0.5 points of a share, 5 % of the "
      "baseline of any other figure{}{}.",
      counted(diff.judged, "figure", "figures"), quantity(diff.level, std::nullopt, "share"),
      special.empty() ? "" : "; but ", listed(special));
}

ChangeText text_of(const Change& change) {
  ChangeText text;
  text.finding = word_of(change.finding);
  if (change.tolerance) text.allowed = text_of(*change.tolerance, change.unit);
  if (!change.difference) {
    text.before = change.finding == Finding::came ? no_data : "";
    text.after = change.finding == Finding::came ? "" : no_data;
    return text;
  }
  const auto half_width =
      change.ci95_high ? std::optional((*change.ci95_high - *change.ci95_low) / 2) : std::nullopt;
  text.before = quantity_beside(*change.before, half_width, change.unit);
  text.after = quantity_beside(*change.after, half_width, change.unit);
  const std::string signed_text = signed_quantity(*change.difference, half_width, change.unit);
  const std::size_t interval = signed_text.find(" ± ");
  const std::string_view unit = difference_unit(change.unit);
  text.change =
      fmt::format("{}{}{}", signed_text.substr(0, interval), unit.empty() ? "" : " ", unit);
  if (interval != std::string::npos) text.interval = signed_text.substr(interval + 1);
  if (change.users) text.users = signed_quantity(*change.users, std::nullopt, "users");
  return text;
}

std::string text_of(const Tolerance& tolerance, std::string_view unit) {
  const std::string relative = quantity(tolerance.relative, std::nullopt, "share");
  if (tolerance.absolute == 0) return tolerance.relative == 0 ? "nothing" : relative;
  if (unit == "share") {
    return fmt::format("{:.12g} points", tolerance.absolute * 100);
  }
  return quantity(tolerance.absolute, std::nullopt, unit);
}

bool is_change(const Change& change) {
  switch (change.finding) {
    case Finding::changed:
    case Finding::better:
    case Finding::worse:
    case Finding::regression:
    case Finding::lost:
      return true;
    case Finding::unchanged:
    case Finding::gone:
    case Finding::came:
    case Finding::no_data:
      return false;
  }
  return false;
}

std::vector<PolicyChanges> by_policy(const ScenarioDiff& scenario) {
  std::vector<PolicyChanges> policies;
  for (const Change& change : scenario.changes) {
    if (policies.empty() || policies.back().policy != change.policy) {
      policies.push_back({change.policy, {}, {}});
    }
    if (!is_change(change)) continue;
    auto& list = change.tolerance ? policies.back().judged : policies.back().others;
    list.push_back(&change);
  }
  for (PolicyChanges& of : policies) {
    std::stable_sort(of.judged.begin(), of.judged.end(),
                     [](const Change* a, const Change* b) { return rank_of(*a) < rank_of(*b); });
  }
  return policies;
}

}  // namespace coalmine::report
