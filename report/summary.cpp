#include "report/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "harness/find.hpp"
#include "report/pairs.hpp"
#include "report/quantity.hpp"
#include "report/run_tables.hpp"
#include "report/standings.hpp"

namespace coalmine::report {
namespace {

constexpr std::string_view broken_pairs = "chains.broken.";

std::string share(double value) { return quantity(value, std::nullopt, "share"); }

// "6.3 times as many as".
std::string times_as_many(double more, double less) {
  const double ratio = more / less;
  return fmt::format("{:.{}f} times as many as", ratio, ratio < 9.95 ? 1 : 0);
}

// The two policies to hold against each other: of those that sent the canary about the same share
// of the traffic, the two that differ most in the users it met. Comparing other pairs would say
// that more traffic meets more users, which nobody doubts.
struct Exposure {
  std::string_view policy;
  double exposed;
  double traffic;       // the canary's share of it
  std::string of_what;  // "the requests", "the invocations of pricing"
};

// Where the entry does not move, the function of the release that the canary served most of.
void find_traffic(const harness::PolicyResult& policy, Exposure& exposure) {
  constexpr std::string_view behind_the_entry = "canary.invocation_share.";
  exposure.of_what = "the requests";
  if (exposure.traffic > 0) return;
  for (const harness::Figure& figure : policy.figures) {
    if (!figure.name.starts_with(behind_the_entry) || !figure.mean) continue;
    if (*figure.mean <= exposure.traffic) continue;
    exposure.traffic = *figure.mean;
    exposure.of_what = "the invocations of " + figure.name.substr(behind_the_entry.size());
  }
}

std::optional<std::pair<Exposure, Exposure>> widest_like_pair(const std::vector<Exposure>& all) {
  std::optional<std::pair<Exposure, Exposure>> widest;  // more exposed first
  for (const Exposure& more : all) {
    for (const Exposure& less : all) {
      if (more.exposed <= less.exposed || !about_equal(more.traffic, less.traffic)) continue;
      if (more.of_what != less.of_what) continue;
      if (!widest || more.exposed * widest->second.exposed > widest->first.exposed * less.exposed) {
        widest = {more, less};
      }
    }
  }
  return widest;
}

std::string exposure_sentence(const harness::RunResult& result) {
  std::vector<Exposure> all;
  for (const auto& policy : result.policies) {
    const auto exposed = mean_of(policy, "blast_radius.exposed");
    const auto traffic = mean_of(policy, "canary.traffic_share");
    if (!exposed || !traffic) continue;
    all.push_back({policy.name, *exposed, *traffic, ""});
    find_traffic(policy, all.back());
  }
  if (all.empty()) return "";
  const Exposure& most_of_all = *std::max_element(
      all.begin(), all.end(), [](const auto& a, const auto& b) { return a.exposed < b.exposed; });
  auto pair = widest_like_pair(all);
  // That two hardly differ is no news where a third met far more.
  if (pair && about_equal(pair->first.exposed, pair->second.exposed) &&
      !about_equal(pair->first.exposed, most_of_all.exposed)) {
    pair.reset();
  }
  const Exposure& most = pair ? pair->first : most_of_all;
  const std::string start =
      fmt::format("{} put {} of the active users on a canary that served {} of {}", most.policy,
                  share(most.exposed), share(most.traffic), most.of_what);
  if (!pair) return start + ".";
  const Exposure& least = pair->second;
  if (least.exposed == 0) return fmt::format("{}; {} put nobody there.", start, least.policy);
  if (about_equal(most.exposed, least.exposed)) {
    return fmt::format("{}, about as many as {} ({}).", start, least.policy, share(least.exposed));
  }
  return fmt::format("{}, {} {} ({}).", start, times_as_many(most.exposed, least.exposed),
                     least.policy, share(least.exposed));
}

// Few replications of few users may miss what theory knows of.
std::string harmless_sentence(const harness::RunResult& result) {
  double expected = 0;
  for (const auto& policy : result.policies) {
    const auto* harmed = find_figure(policy, "blast_radius.harmed");
    if (harmed != nullptr) expected = std::max(expected, harmed->closed_form.value_or(0));
  }
  constexpr double visible = 1e-6;
  if (expected < visible) return "The release harmed nobody.";
  return fmt::format(
      "The release harmed nobody in these replications, but {} of the users are to be expected.",
      share(expected));
}

std::string harm_sentence(const harness::RunResult& result) {
  const auto all = standings(result, "blast_radius.harmed");
  if (all.empty()) return "";
  const Standing& least = lowest(all);
  const Standing& most = highest(all);
  if (most.mean == 0) return harmless_sentence(result);
  if (all.size() == 1) {
    return fmt::format("The release harmed {} of the users.", share(most.mean));
  }
  if (about_equal(most.mean, least.mean)) {
    return fmt::format("The release harmed about as many users under every policy: {} to {}.",
                       share(least.mean), share(most.mean));
  }
  return fmt::format(
      "The release harmed the most users under {} ({}) and the fewest under {} ({}).", most.policy,
      share(most.mean), least.policy, share(least.mean));
}

bool any_above_zero(const harness::RunResult& result, std::string_view metric) {
  const auto all = standings(result, metric);
  return !all.empty() && highest(all).mean > 0;
}

// A canary that an incident breaks has no bug in the scenario's sense, but is not sound either.
bool falsely_rolled_back(const harness::RunResult& result) {
  return any_above_zero(result, "alarm.false_rollback") &&
         !any_above_zero(result, "blast_radius.harmed");
}

// Who could have stopped the release. Results of earlier versions do not say: alarms.
std::string_view watchers(const harness::RunResult& result) {
  const auto any = [&](auto member) {
    return std::any_of(result.policies.begin(), result.policies.end(),
                       [&](const auto& policy) { return !(policy.*member).empty(); });
  };
  if (!any(&harness::PolicyResult::judges)) return "alarm";
  return any(&harness::PolicyResult::alarms) ? "alarm or judge" : "judge";
}

std::string alarm_sentence(const harness::RunResult& result) {
  const auto all = standings(result, "alarm.detected");
  if (all.empty()) return "";
  const Standing& least = lowest(all);
  const Standing& most = highest(all);
  if (most.mean == 0) {
    return any_above_zero(result, "alarm.missed")
               ? fmt::format("No {} noticed the bug.", watchers(result))
               : "";
  }
  const std::string who =
      watchers(result) == "judge" ? "A judge" : fmt::format("An {}", watchers(result));
  const std::string start = fmt::format(
      "{} rolled {} in {} of the replications", who,
      falsely_rolled_back(result) ? "back the release, which has no bug," : "the release back",
      share(most.mean));
  if (all.size() == 1) return start + ".";
  if (least.mean == most.mean) return start + " under every policy.";
  return fmt::format("{} under {}, in {} under {}.", start, most.policy, share(least.mean),
                     least.policy);
}

// Only where somebody was: that nobody is harmed any more is what a rollback is for.
std::string harm_after_rollback_sentence(const harness::RunResult& result) {
  const auto all = standings(result, "blast_radius.harm_after_rollback");
  if (all.empty() || highest(all).mean == 0) return "";
  const Standing& most = highest(all);
  const std::string start =
      fmt::format("After the rollback {} of the users were still harmed", share(most.mean));
  if (all.size() == 1) return start + ".";
  const Standing& least = lowest(all);
  return fmt::format("{} under {}, {} under {}.", start, most.policy,
                     least.mean == 0 ? "nobody" : share(least.mean), least.policy);
}

// Likewise.
std::string rollback_sentence(const harness::RunResult& result) {
  const auto all = standings(result, "blast_radius.exposed_after_rollback");
  if (all.empty() || highest(all).mean == 0) return "";
  const Standing& most = highest(all);
  const std::string start =
      fmt::format("After the rollback {} still put {} of the users on the canary", most.policy,
                  share(most.mean));
  const Standing& least = lowest(all);
  if (all.size() == 1 || about_equal(most.mean, least.mean)) return start + ".";
  if (least.mean == 0) return fmt::format("{}, {} nobody.", start, least.policy);
  return fmt::format("{}, {} {}.", start, least.policy, share(least.mean));
}

// Pairs of versions that met although the one cannot read what the other writes.
std::string pairs_sentence(const harness::RunResult& result) {
  std::string pairs;
  for (const auto& figure : result.policies.front().figures) {
    if (!figure.name.starts_with(broken_pairs)) continue;
    const auto all = standings(result, figure.name);
    if (all.empty() || highest(all).mean == 0) continue;
    const Standing& most = highest(all);
    pairs += fmt::format("{}{}, {} for each chain{}", pairs.empty() ? "" : "; ",
                         pair_text(figure.name), quantity(most.mean, std::nullopt, "count"),
                         result.policies.size() == 1 ? "" : fmt::format(" under {}", most.policy));
  }
  return pairs.empty() ? "" : fmt::format("Versions that met and do not fit: {}.", pairs);
}

// What made the requests fail that the release is to blame for, where that is one thing. Of
// throttling, timeouts and lateness nobody knows to whom they are due.
std::string_view only_cause(const harness::PolicyResult& policy) {
  constexpr double all_but_all = 0.99;
  constexpr std::array<std::array<std::string_view, 2>, 6> causes{
      {{"requests.failed.bug", ", by the canary's bug"},
       {"requests.failed.mismatch", ", by data of a version they cannot read"},
       {"requests.failed.collateral", ", behind other requests"},
       {"requests.failed.throttled", ""},
       {"requests.failed.timeout", ""},
       {"requests.late", ""}}};
  double sum = 0;
  for (const auto& cause : causes) sum += mean_of(policy, cause[0]).value_or(0);
  for (const auto& [metric, text] : causes) {
    const double requests = mean_of(policy, metric).value_or(0);
    if (requests > 0 && requests >= all_but_all * sum) return text;
  }
  return "";
}

// What did the harm, and how many were harmed only because others were, where that is worth a word.
std::string causes_text(const harness::PolicyResult& policy, double harmed) {
  constexpr double negligible = 0.01;
  const std::string cause{only_cause(policy)};
  const double behind = mean_of(policy, "blast_radius.collateral").value_or(0);
  if (behind <= negligible * harmed) return cause;
  if (behind >= harmed) return ", all of them only behind others";
  return fmt::format("{}, {} only behind others", cause, share(behind));
}

// "sticky: 10 % of the active users met the canary, nobody was harmed."
std::string policy_sentence(const harness::PolicyResult& policy) {
  const double harmed = *mean_of(policy, "blast_radius.harmed");
  const auto exposed = mean_of(policy, "blast_radius.exposed");
  const std::string met =
      exposed ? fmt::format("{} of the active users met the canary, ", share(*exposed)) : "";
  if (harmed == 0) return fmt::format("{}: {}nobody was harmed.", policy.name, met);
  return fmt::format("{}: {}{} were harmed{}.", policy.name, met, share(harmed),
                     causes_text(policy, harmed));
}

// Those with data, from the one that harms fewest to the one that harms most; of equals, the one
// that exposes fewer first.
std::vector<const harness::PolicyResult*> by_harm(const harness::RunResult& result) {
  std::vector<const harness::PolicyResult*> policies;
  for (const auto& policy : result.policies) {
    if (mean_of(policy, "blast_radius.harmed")) policies.push_back(&policy);
  }
  std::stable_sort(policies.begin(), policies.end(), [](const auto* a, const auto* b) {
    const auto rank = [](const harness::PolicyResult& policy) {
      return std::pair(*mean_of(policy, "blast_radius.harmed"),
                       mean_of(policy, "blast_radius.exposed").value_or(0));
    };
    return rank(*a) < rank(*b);
  });
  return policies;
}

}  // namespace

std::vector<std::string> summarise(const harness::RunResult& result) {
  std::vector<std::string> sentences{exposure_sentence(result),
                                     harm_sentence(result),
                                     pairs_sentence(result),
                                     alarm_sentence(result),
                                     harm_after_rollback_sentence(result),
                                     rollback_sentence(result)};
  std::erase(sentences, "");
  return sentences;
}

std::vector<std::string> answer_first(const harness::RunResult& result) {
  const auto active = standings(result, "users.active");
  if (!active.empty() && highest(active).mean == 0) {
    return {"No user sent a request, so nobody met the canary and nobody was harmed."};
  }
  const auto policies = by_harm(result);
  if (policies.empty() || *mean_of(*policies.back(), "blast_radius.harmed") == 0) {
    std::vector<std::string> sentences = summarise(result);
    // That a sound release is taken back is then the news.
    const auto alarm = std::find(sentences.begin(), sentences.end(), alarm_sentence(result));
    if (falsely_rolled_back(result)) std::rotate(sentences.begin(), alarm, alarm + 1);
    return sentences;
  }
  std::vector<std::string> sentences{policy_sentence(*policies.front())};
  if (policies.size() > 1) sentences.push_back(policy_sentence(*policies.back()));
  for (std::string sentence :
       {exposure_sentence(result), pairs_sentence(result), alarm_sentence(result),
        harm_after_rollback_sentence(result), rollback_sentence(result)}) {
    if (!sentence.empty()) sentences.push_back(std::move(sentence));
  }
  return sentences;
}

std::string verdict_sentence(const harness::RunResult& result) {
  const auto& all = result.judgements;
  if (all.empty()) return "The scenario expects nothing of its policies.";
  const auto failed = [](const auto& judgement) {
    return judgement.verdict != harness::Verdict::met;
  };
  const auto count = std::count_if(all.begin(), all.end(), failed);
  if (count == 0) {
    return all.size() == 1 ? "The one expectation is met."
                           : fmt::format("All {} expectations are met.", all.size());
  }
  const auto& first = *std::find_if(all.begin(), all.end(), failed);
  return fmt::format("{} of {} {} not met{}: {} {}, asked for {}, found {}.", count, all.size(),
                     all.size() == 1 ? "expectation is"
                     : count == 1    ? "expectations is"
                                     : "expectations are",
                     count == 1 ? "" : ", the first", first.policy, first.metric, first.rule,
                     found_text(result, first));
}

}  // namespace coalmine::report
