// The rollout over time: the weight, and the users it met and harmed so far, under each policy.
#include <fmt/format.h>

#include <algorithm>

#include "report/page/run/chapters.hpp"
#include "report/page/run/over_time_charts.hpp"
#include "report/page/run/timeline.hpp"
#include "report/page/vega.hpp"
#include "report/quantity.hpp"
#include "report/standings.hpp"
#include "report/words.hpp"

namespace coalmine::report {
namespace {

std::string bands_text(const harness::RunResult& result) {
  if (result.replications < 2) return "One replication, as it went.";
  // The fewest of which the 5th percentile is not the least: nearest rank.
  constexpr std::uint32_t cut_off_from = 21;
  const auto shown = std::min(result.replications, harness::band_replications);
  const bool drawn = result.policies.size() <= policy_colours;
  return fmt::format(
      "Means over the replications. {}rom one to the other value in the tables{} {} of the {}{}.{}",
      drawn ? "In the shaded bands, and f" : "F", drawn ? ", lie" : " lie",
      shown < cut_off_from ? "all" : "nine of ten", shown < result.replications ? "first " : "",
      counted(shown, "replication", "replications"),
      drawn ? "" : fmt::format(" Colours begin anew after {} policies.", policy_colours));
}

// The answer where there is no chart of harm. No data is no answer.
bool harmed_nobody(const harness::RunResult& result) {
  const auto all = standings(result, "blast_radius.harmed");
  return !all.empty() && highest(all).mean == 0;
}

}  // namespace

std::optional<Chapter> over_time_chapter(const harness::RunResult& result) {
  if (timeline_length(result) == Duration{}) return std::nullopt;
  Chapter chapter;
  chapter.id = "over-time";
  chapter.title = "The rollout over time";
  chapter.detail = true;
  chapter.paragraphs.push_back(bands_text(result));
  if (const std::size_t steps = steps_in_a_point(result); steps > 1) {
    chapter.paragraphs.push_back(fmt::format(
        "The timeline has more steps than a chart can show: each point stands for {} steps, {}.",
        steps, time_text(in_seconds(point_length(result)))));
  }
  for (auto chart : {weight_chart(result), exposed_chart(result), harmed_chart(result)}) {
    if (chart) chapter.charts.push_back(std::move(*chart));
  }
  if (harmed_nobody(result)) {
    chapter.paragraphs.emplace_back("The release harmed nobody, so there is no chart of that.");
  }
  return chapter;
}

}  // namespace coalmine::report
