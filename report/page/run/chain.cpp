// The chain: which functions a request reaches, how many requests met both versions on their way,
// and which versions met over data that they share.
#include <fmt/format.h>

#include <algorithm>

#include "report/page/bars.hpp"
#include "report/page/run/chapters.hpp"
#include "report/page/run/functions_chart.hpp"
#include "report/page/run/pair_chart.hpp"
#include "report/pairs.hpp"
#include "report/quantity.hpp"
#include "report/standings.hpp"
#include "report/words.hpp"

namespace coalmine::report {
namespace {

constexpr std::size_t pictures_max = 12;  // of pairs of functions; all others are in tables

std::string mixed_title(const harness::RunResult& result) {
  const auto all = standings(result, "chains.mixed");
  const Standing& least = lowest(all);
  const Standing& most = highest(all);
  const std::string share = quantity(most.mean, std::nullopt, "share");
  if (most.mean == 0) return "No chain ran on more than one version";
  if (all.size() == 1 || least.mean == most.mean) {
    return fmt::format("{} of the chains ran on both versions", share);
  }
  return fmt::format(
      "{} of the chains ran on both versions under {}, {} under {}", share, most.policy,
      least.mean == 0 ? "none" : quantity(least.mean, std::nullopt, "share"), least.policy);
}

std::optional<Chart> mixed_chart(const harness::RunResult& result) {
  const std::vector<BarKind> kinds{{"chains.mixed", "chains on mixed versions", ""}};
  auto chart = bar_chart(result, kinds, "mixed-chains", "Share of the chains on mixed versions.");
  if (chart) chart->title = mixed_title(result);
  return chart;
}

bool can_break(const FunctionPair& pair) {
  return std::find(pair.breaks.begin(), pair.breaks.end(), true) != pair.breaks.end();
}

// Pictures of those that can break first; what has no picture is in a table, and that is said.
void add_pairs(const harness::RunResult& result, Chapter& chapter) {
  std::vector<FunctionPair> pairs = function_pairs(result);
  std::stable_partition(pairs.begin(), pairs.end(), can_break);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i < pictures_max) {
      chapter.charts.push_back(pair_chart(result, pairs[i], fmt::format("versions-{}", i + 1)));
    } else {
      chapter.tables.push_back(pair_table(result, pairs[i]));
    }
  }
  if (pairs.size() > pictures_max) {
    chapter.paragraphs.push_back(fmt::format(
        "{} share data that changes with the release. {} have a picture, those that can "
        "break first; the others are in tables.",
        counted(pairs.size(), "pair of functions", "pairs of functions"), pictures_max));
  }
}

}  // namespace

std::optional<Chapter> chain_chapter(const harness::RunResult& result) {
  const auto mixed = standings(result, "chains.mixed");
  const bool one_function = result.system.functions.size() == 1;
  if (one_function || mixed.empty()) return std::nullopt;
  Chapter chapter;
  chapter.id = "chain";
  chapter.title = "The chain";
  chapter.detail = true;
  chapter.paragraphs.emplace_back(
      "A chain is all that one request causes, through calls and events. It is mixed if it ran on "
      "more than one version.");
  // Results of earlier versions do not know the functions.
  if (!result.system.functions.empty()) chapter.charts.push_back(functions_chart(result.system));
  if (auto chart = mixed_chart(result)) chapter.charts.push_back(std::move(*chart));
  add_pairs(result, chapter);
  return chapter;
}

}  // namespace coalmine::report
