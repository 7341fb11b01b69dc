#include "report/page/run_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <optional>
#include <utility>

#include "report/page/run/chapters.hpp"
#include "report/page/run/overview.hpp"
#include "report/run_tables.hpp"
#include "report/summary.hpp"
#include "report/words.hpp"

namespace coalmine::report {
namespace {

std::string subtitle_of(const harness::RunResult& result) {
  // Results of earlier versions do not know their users.
  const std::string users = result.users > 0 ? counted(result.users, "user", "users") + ", " : "";
  return fmt::format("{}, {}{}, seed {}", counted(result.policies.size(), "policy", "policies"),
                     users, counted(result.replications, "replication", "replications"),
                     result.seed);
}

bool expects_in_vain(const harness::RunResult& result) {
  return std::any_of(result.judgements.begin(), result.judgements.end(), [](const auto& judgement) {
    return judgement.verdict != harness::Verdict::met;
  });
}

// An expectation that was not met is the news; those that were are for the record.
std::vector<Chapter> chapters_of(const harness::RunResult& result, std::string_view version) {
  std::vector<Chapter> chapters;
  const auto add = [&](std::optional<Chapter> chapter) {
    if (chapter) chapters.push_back(std::move(*chapter));
  };
  const bool in_vain = expects_in_vain(result);
  if (in_vain) add(expectations_chapter(result));
  for (const auto make : {blast_radius_chapter, over_time_chapter, users_chapter, chain_chapter,
                          masking_chapter, alarms_chapter, rollback_chapter, differences_chapter}) {
    add(make(result));
  }
  if (!in_vain) add(expectations_chapter(result));
  add(figures_chapter(result));
  add(repeat_chapter(result, version));
  return chapters;
}

// Names stay unique where several runs share a page.
void put_into_part(Chapter& chapter, std::size_t number, const std::string& part) {
  chapter.id = fmt::format("run-{}-{}", number, chapter.id);
  chapter.title = fmt::format("{}: {}", part, chapter.title);
  for (Chart& chart : chapter.charts) chart.id = fmt::format("run-{}-{}", number, chart.id);
}

}  // namespace

Page run_page(const harness::RunResult& result, std::string_view version) {
  assert(!result.policies.empty());
  Page page;
  page.title = result.scenario;
  page.subtitle = subtitle_of(result);
  page.summary = answer_first(result);
  page.summary.push_back(verdict_sentence(result));
  page.chapters = chapters_of(result, version);
  return page;
}

Page runs_page(std::span<const harness::RunResult> results, std::string_view version) {
  assert(!results.empty());
  if (results.size() == 1) return run_page(results.front(), version);
  const std::vector<std::string> names = run_names(results);
  Page page;
  page.title = counted(results.size(), "run", "runs");
  for (std::size_t i = 0; i < results.size(); ++i) {
    page.subtitle += fmt::format("{}{}", i == 0 ? "" : ", ", names[i]);
    const auto sentences = answer_first(results[i]);
    page.summary.push_back(fmt::format("{}. {} {}", names[i],
                                       sentences.empty() ? "No data." : sentences.front(),
                                       verdict_sentence(results[i])));
  }
  page.chapters.push_back(overview_chapter(results));
  for (std::size_t i = 0; i < results.size(); ++i) {
    for (Chapter& chapter : chapters_of(results[i], version)) {
      put_into_part(chapter, i + 1, names[i]);
      page.chapters.push_back(std::move(chapter));
    }
  }
  return page;
}

}  // namespace coalmine::report
