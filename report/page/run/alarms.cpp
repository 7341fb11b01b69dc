// Alarms: who watched, what they saw minute by minute, and when replications rolled back.
#include <fmt/format.h>

#include <algorithm>

#include "report/page/run/alarm_chart.hpp"
#include "report/page/run/chapters.hpp"
#include "report/page/run/watchers.hpp"

namespace coalmine::report {
namespace {

bool is_watched(const harness::PolicyResult& policy) {
  return !policy.alarms.empty() || !policy.judges.empty();
}

// What is drawn, and what is not.
std::string charts_text(const harness::RunResult& result) {
  const std::string& function = result.system.watched;
  std::string text = fmt::format("Error rate of {}{}.",
                                 function.empty() ? "the function that is watched" : function,
                                 result.replications < 2 ? "" : ", mean over the replications");
  const bool others =
      std::any_of(result.policies.begin(), result.policies.end(), [&](const auto& policy) {
        return std::any_of(policy.alarms.begin(), policy.alarms.end(), [&](const auto& alarm) {
          return alarm.metric != "error_rate" || alarm.function != function;
        });
      });
  if (others) text += " Alarms on anything else have no line here; the table has them.";
  return text;
}

}  // namespace

std::optional<Chapter> alarms_chapter(const harness::RunResult& result) {
  Chapter chapter;
  chapter.id = "alarms";
  chapter.title = "Alarms on the timeline";
  chapter.detail = true;
  std::size_t number = 0;
  for (const auto& policy : result.policies) {
    if (auto chart = alarm_chart(result, policy, fmt::format("alarms-{}", ++number))) {
      chapter.charts.push_back(std::move(*chart));
    }
  }
  const bool watched = std::any_of(result.policies.begin(), result.policies.end(), is_watched);
  if (!watched)
    chapter.paragraphs.emplace_back("No alarm and no judge decides about this release.");
  if (!chapter.charts.empty()) chapter.paragraphs.push_back(charts_text(result));
  if (watched || any_rollback(result)) chapter.tables.push_back(watchers_table(result));
  return chapter;
}

}  // namespace coalmine::report
