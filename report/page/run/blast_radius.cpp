// The blast radius: how many users met the canary, and how many it harmed, beside what theory says.
#include <fmt/format.h>

#include "report/page/bars.hpp"
#include "report/page/run/chapters.hpp"
#include "report/page/run/titles.hpp"
#include "report/page/vega.hpp"
#include "report/standings.hpp"

namespace coalmine::report {

std::optional<Chapter> blast_radius_chapter(const harness::RunResult& result) {
  const std::vector<BarKind> kinds{{"blast_radius.exposed", "met the canary", exposed_colour},
                                   {"blast_radius.harmed", "harmed", harmed_colour}};
  auto chart = bar_chart(result, kinds, "exposed-and-harmed", "Shares of the active users.");
  if (!chart) return std::nullopt;
  chart->title = reach_and_harm_title(result);

  Chapter chapter;
  chapter.id = "blast-radius";
  chapter.title = "Blast radius";
  chapter.paragraphs.emplace_back(
      "Shares of the active users. Met the canary: at least one invocation for the user ran on it. "
      "Harmed: a request failed, was lost or came late because of the release, also where the user "
      "only stood behind others.");
  chapter.charts.push_back(std::move(*chart));
  return chapter;
}

}  // namespace coalmine::report
