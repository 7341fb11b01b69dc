#include "report/sweep/page.hpp"

#include <fmt/format.h>

#include <cassert>

#include "report/sweep/charts.hpp"
#include "report/sweep/words.hpp"
#include "report/words.hpp"

namespace coalmine::report {
namespace {

std::vector<Chart> charts_of(const harness::SweepResult& sweep, const std::string& metric) {
  switch (shape_of(sweep.plan)) {
    case SweepShape::line:
      return {sweep_line_chart(sweep, metric)};
    case SweepShape::map:
      return {sweep_map_chart(sweep, metric)};
    case SweepShape::effects:
      return sweep_effect_charts(sweep, metric);
  }
  return {};
}

Chapter metric_chapter(const harness::SweepResult& sweep, const std::string& metric) {
  Chapter chapter{.id = sweep_id(metric, "-chapter"), .title = metric_label(metric)};
  if (!extent_of(sweep, metric)) {
    chapter.paragraphs.push_back(fmt::format("{}: no point has data.", metric));
    return chapter;
  }
  chapter.paragraphs.push_back(fmt::format("The metric {}.", metric));
  for (const std::string& policy : harness::policies_of(sweep)) {
    chapter.paragraphs.push_back(extremes(sweep, policy, metric));
  }
  chapter.charts = charts_of(sweep, metric);
  return chapter;
}

Chapter repeat_chapter(const harness::SweepResult& sweep) {
  Chapter chapter{.id = "repeat", .title = "How to repeat it", .detail = true};
  chapter.paragraphs.push_back(
      "The same scenario, seed and version of coalmine give the same lines, to the last bit, on "
      "any machine, with any number of threads, and however often the sweep was interrupted.");
  std::string varied = fmt::format("scenario {}\ndigest   {}\nseed     {}\n", sweep.info.scenario,
                                   sweep.info.digest, sweep.info.seed);
  for (const std::string& vary : sweep.info.vary) varied += fmt::format("vary     {}\n", vary);
  if (const auto& sampling = sweep.info.sampling) {
    varied += fmt::format("samples  {}, drawn with seed {}\n", sampling->samples, sampling->seed);
  }
  chapter.listings.push_back({"What was swept", varied});
  return chapter;
}

}  // namespace

Page sweep_page(const harness::SweepResult& sweep, const std::vector<std::string>& metrics) {
  assert(!sweep.points.empty());
  Page page;
  std::vector<std::string> paths;
  for (const auto& dimension : sweep.plan.dimensions) paths.push_back(dimension.path());
  page.title = fmt::format("{}: what depends on {}", sweep.info.scenario, listed(paths));
  page.subtitle = sweep_extent(sweep);
  for (const std::string& metric : metrics) {
    page.summary.push_back(overall_extremes(sweep, metric));
    page.chapters.push_back(metric_chapter(sweep, metric));
  }
  page.summary.emplace_back(how_to_read(shape_of(sweep.plan)));
  page.summary.push_back(sweep_pairing(sweep));
  page.chapters.push_back(repeat_chapter(sweep));
  return page;
}

}  // namespace coalmine::report
