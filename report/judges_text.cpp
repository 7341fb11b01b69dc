#include "report/judges_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include "report/quantity.hpp"

namespace coalmine::report {
namespace {

using harness::JudgeComparison;
using harness::JudgeRecord;
using harness::PolicyRecord;

constexpr double misses_min = 0.5;  // a judge that misses more often than not

std::string share(double value) { return quantity(value, std::nullopt, "share"); }
std::string users(double value) { return quantity(value, std::nullopt, "users"); }

bool misses(const JudgeRecord& judge) { return judge.missed.mean.value_or(0) > misses_min; }
bool cries_wolf(const JudgeRecord& judge) {
  return judge.false_rollback.mean.value_or(0) > false_rollbacks_max;
}
bool asks(const JudgeRecord& judge) { return judge.held.mean.value_or(0) > 1 - detects_min; }

// Their names in the order of the table; `note` may add something in brackets.
template <class Is, class Note>
std::string names(const PolicyRecord& policy, Is is, Note note) {
  std::vector<std::string> found;
  for (const JudgeRecord& judge : policy.judges) {
    if (is(judge)) found.push_back(judge.judge + note(judge));
  }
  return fmt::format("{}", fmt::join(found, ", "));
}

std::string no_note(const JudgeRecord&) { return ""; }

std::string when(const JudgeRecord& judge) {
  const auto& seconds = judge.time_to_detect.mean;
  return seconds ? fmt::format(" ({})", time_text(*seconds)) : "";
}

std::string how_often_falsely(const JudgeRecord& judge) {
  return fmt::format(" ({})", share(*judge.false_rollback.mean));
}

std::string those_that_work(const PolicyRecord& policy) {
  const std::string who = names(policy, works, when);
  const std::string what = fmt::format(
      "in at least {} of the replications and roll back at most {} of the healthy releases",
      share(detects_min), share(false_rollbacks_max));
  if (who.empty()) return fmt::format("No judge would stop it {}.", what);
  return fmt::format("Stop it {}: {}.", what, who);
}

// Sentences that some judge belongs to.
std::vector<std::string> faults(const PolicyRecord& policy) {
  std::vector<std::string> sentences;
  const auto add = [&](const char* what, const std::string& who) {
    if (!who.empty()) sentences.push_back(fmt::format("{}: {}.", what, who));
  };
  add("Miss it more often than not", names(policy, misses, no_note));
  add("Roll back healthy releases", names(policy, cries_wolf, how_often_falsely));
  add("Wait for a person", names(policy, asks, no_note));
  return sentences;
}

// The fewest users harmed by a judge that leaves healthy releases alone.
std::string saved(const PolicyRecord& policy) {
  if (!policy.harmed_users.mean || *policy.harmed_users.mean == 0) {
    return "The release harms nobody.";
  }
  const JudgeRecord* best = nullptr;
  for (const JudgeRecord& judge : policy.judges) {
    if (!works(judge)) continue;
    if (best == nullptr || *judge.harmed_users.mean < *best->harmed_users.mean) best = &judge;
  }
  const std::string nobody = fmt::format("Where nobody watches, the release harms {} users",
                                         users(*policy.harmed_users.mean));
  if (best == nullptr) return nobody + ".";
  return fmt::format("{}; {} stops it after {}.", nobody, best->judge,
                     users(*best->harmed_users.mean));
}

// From which traffic on each judge works, that is at that one and all larger ones.
std::string by_traffic(const JudgeComparison& comparison, std::size_t policy) {
  std::vector<const harness::TrafficRecord*> rising;
  for (const auto& traffic : comparison.traffic) rising.push_back(&traffic);
  std::stable_sort(rising.begin(), rising.end(),
                   [](const auto* a, const auto* b) { return a->factor < b->factor; });
  const auto works_from = [&](std::size_t judge) {
    std::size_t from = rising.size();
    while (from > 0 && works(rising[from - 1]->policies[policy].judges[judge])) --from;
    return from;
  };
  const auto& judges = rising.front()->policies[policy].judges;
  std::string text;
  for (std::size_t from = 0; from <= rising.size(); ++from) {
    std::vector<std::string> who;
    for (std::size_t i = 0; i < judges.size(); ++i) {
      if (works_from(i) == from) who.push_back(judges[i].judge);
    }
    if (who.empty()) continue;
    text += text.empty() ? "" : " ";
    text += from == rising.size()
                ? fmt::format("Not at the largest: {}.", fmt::join(who, ", "))
                : fmt::format("Work from {} on: {}.", factor_text(rising[from]->factor),
                              fmt::join(who, ", "));
  }
  return fmt::format(
      "To work is to stop the bug in at least {} of the replications and to roll back at most {} "
      "of "
      "the healthy releases. {}",
      share(detects_min), share(false_rollbacks_max), text);
}

}  // namespace

std::string factor_text(double factor) { return fmt::format("x{}", factor); }

bool works(const JudgeRecord& judge) {
  return judge.detected.mean.value_or(0) >= detects_min && !cries_wolf(judge);
}

std::string summarise(const JudgeComparison& comparison, std::size_t policy) {
  const PolicyRecord& record = comparison.traffic.front().policies[policy];
  std::vector<std::string> sentences;
  if (!comparison.faulty) {
    sentences.push_back("There is no bug in this scenario: every rollback is a false one.");
    const std::string wolves = names(record, cries_wolf, how_often_falsely);
    sentences.push_back(
        wolves.empty()
            ? fmt::format("No judge rolls back more than {} of the releases.",
                          share(false_rollbacks_max))
            : fmt::format("Roll back more than {}: {}.", share(false_rollbacks_max), wolves));
  } else if (comparison.traffic.size() > 1) {
    sentences.push_back(by_traffic(comparison, policy));
  } else {
    sentences.push_back(those_that_work(record));
    for (std::string& fault : faults(record)) sentences.push_back(std::move(fault));
    sentences.push_back(saved(record));
  }
  return fmt::format("{}", fmt::join(sentences, " "));
}

}  // namespace coalmine::report
