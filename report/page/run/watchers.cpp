#include "report/page/run/watchers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "report/quantity.hpp"
#include "report/run_tables.hpp"
#include "report/standings.hpp"
#include "report/words.hpp"

namespace coalmine::report {
namespace {

constexpr std::string_view stopped_by = "alarm.stopped_by.";

// "error_rate" and "latency.p99" as people say them.
std::string metric_text(std::string text) {
  std::replace(text.begin(), text.end(), '_', ' ');
  std::replace(text.begin(), text.end(), '.', ' ');
  return text;
}

std::string threshold_text(const harness::AlarmInfo& alarm) {
  if (alarm.metric == "error_rate") return quantity(alarm.above, std::nullopt, "share");
  if (alarm.metric == "error_count") return quantity(alarm.above, std::nullopt, "count");
  return quantity(alarm.above, std::nullopt, "s");
}

std::string dimension_text(const std::string& dimension) {
  if (dimension == "alias") return "both versions of the alias";
  if (dimension == "function") return "all that the function does";
  if (dimension == "version") return "the canary alone";
  return "the canary minus stable";
}

// Who watches: "alarm 1", a judge's name.
std::vector<std::string> watchers_of(const harness::PolicyResult& policy) {
  std::vector<std::string> watchers;
  for (const auto& alarm : policy.alarms) watchers.push_back(alarm_text(alarm));
  for (const auto& judge : policy.judges) watchers.push_back("judge " + judge);
  return watchers;
}

// "alarm_2" as "alarm 2"; judges and the operator as they are.
std::string stopper_text(std::string_view name) {
  std::string text{name};
  if (text.starts_with("alarm_")) text[5] = ' ';
  return text;
}

// Who stopped it, in which share of the replications.
std::string stoppers_text(const harness::PolicyResult& policy) {
  std::vector<std::string> stoppers;
  for (const auto& figure : policy.figures) {
    if (!figure.name.starts_with(stopped_by) || !figure.mean || *figure.mean == 0) continue;
    stoppers.push_back(fmt::format(
        "{} in {}", stopper_text(std::string_view(figure.name).substr(stopped_by.size())),
        quantity(*figure.mean, std::nullopt, "share")));
  }
  return listed(stoppers);
}

std::string when_text(const harness::PolicyResult& policy) {
  const auto at = mean_of(policy, "rollout.rolled_back_at");
  return at ? time_text(*at) : "";
}

}  // namespace

std::string alarm_text(const harness::AlarmInfo& alarm) {
  return fmt::format("{} of {} above {} ({})", metric_text(alarm.metric), alarm.function,
                     threshold_text(alarm), dimension_text(alarm.dimension));
}

std::string limit_text(const harness::AlarmInfo& alarm) {
  const bool sees_both = alarm.dimension == "alias" || alarm.dimension == "function";
  const char* seen = sees_both                      ? "both"
                     : alarm.dimension == "version" ? "canary"
                                                    : "canary minus stable";
  return fmt::format("alarm: {} above {}", seen, threshold_text(alarm));
}

std::string outcome_text(const harness::PolicyResult& policy) {
  const auto rolled_back = mean_of(policy, "rollout.rolled_back");
  if (!rolled_back) return "no data";
  if (*rolled_back == 0) return "never rolled back";
  const std::string share = quantity(*rolled_back, std::nullopt, "share");
  const std::string when = when_text(policy);
  return when.empty()
             ? fmt::format("rolled back in {} of the replications", share)
             : fmt::format("rolled back in {} of the replications, on average at {}", share, when);
}

bool any_rollback(const harness::RunResult& result) {
  const auto all = standings(result, "rollout.rolled_back");
  return !all.empty() && highest(all).mean > 0;
}

// Who stopped it and when has a column only where anybody did.
DataTable watchers_table(const harness::RunResult& result) {
  const bool stopped = any_rollback(result);
  DataTable table{{"policy", "watched by", "rolled back"}, {}};
  if (stopped) table.headings.insert(table.headings.end(), {"by", "on average at"});
  for (const auto& policy : result.policies) {
    const auto rolled_back = mean_of(policy, "rollout.rolled_back");
    const auto watchers = watchers_of(policy);
    std::vector<std::string> row{
        policy.name, watchers.empty() ? "nobody" : listed(watchers),
        rolled_back ? quantity(*rolled_back, std::nullopt, "share") : no_data};
    if (stopped) row.insert(row.end(), {stoppers_text(policy), when_text(policy)});
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace coalmine::report
