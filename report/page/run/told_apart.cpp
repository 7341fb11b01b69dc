#include "report/page/run/told_apart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "report/words.hpp"

namespace coalmine::report {
namespace {

using harness::RunResult;
using Runs = std::vector<std::size_t>;  // places in the results

constexpr std::size_t digest_letters = 12;

std::string seed_of(const RunResult& run) { return fmt::format("seed {}", run.seed); }

std::string replications_of(const RunResult& run) {
  return counted(run.replications, "replication", "replications");
}

std::string policies_of(const RunResult& run) {
  if (run.only_policies.empty()) return "all policies";
  const char* noun = run.only_policies.size() == 1 ? "policy" : "policies";
  return fmt::format("{} {}", noun, listed(run.only_policies));
}

std::string set_of(const RunResult& run) {
  std::string text;
  for (const std::string& each : run.set) {
    text += fmt::format("{}--set {}", text.empty() ? "" : " ", each);
  }
  return text.empty() ? "no --set" : text;
}

std::string version_of(const RunResult& run) {
  return run.version.empty() ? "this coalmine" : "coalmine " + run.version;
}

std::string text_of(const RunResult& run) { return run.text; }

std::string digest_of(const RunResult& run) {
  return "digest " + run.digest.substr(0, digest_letters);
}

// What may differ, and how it is said: of a text that it does is enough.
struct Aspect {
  std::string (*value)(const RunResult&);
  std::string (*words)(const RunResult&);
};
constexpr std::array aspects{
    Aspect{seed_of, seed_of},         Aspect{replications_of, replications_of},
    Aspect{policies_of, policies_of}, Aspect{set_of, set_of},
    Aspect{version_of, version_of},   Aspect{text_of, digest_of}};
// Of what no text shows, such as a trace beside the scenario.
constexpr Aspect last_aspect{digest_of, digest_of};

bool differ_in(const Aspect& aspect, std::span<const RunResult> results, const Runs& runs) {
  return std::any_of(runs.begin(), runs.end(), [&](std::size_t run) {
    return aspect.value(results[run]) != aspect.value(results[runs.front()]);
  });
}

std::string sentence_of(std::span<const RunResult> results, const std::vector<std::string>& names,
                        const Runs& runs) {
  std::vector<Aspect> differing;
  for (const Aspect& aspect : aspects) {
    if (differ_in(aspect, results, runs)) differing.push_back(aspect);
  }
  if (differing.empty() && differ_in(last_aspect, results, runs)) differing.push_back(last_aspect);
  std::vector<std::string> told;
  for (const std::size_t run : runs) {
    std::string name = names[run];
    for (std::size_t i = 0; i < differing.size(); ++i) {
      name += (i == 0 ? ": " : ", ") + differing[i].words(results[run]);
    }
    told.push_back(std::move(name));
  }
  if (differing.empty()) return fmt::format("{} are the same run.", listed(told));
  std::string sentence;
  for (const std::string& each : told) sentence += (sentence.empty() ? "" : "; ") + each;
  return sentence + ".";
}

}  // namespace

std::vector<std::string> told_apart(std::span<const RunResult> results,
                                    const std::vector<std::string>& names) {
  std::vector<std::string> sentences;
  std::vector<bool> is_told(results.size(), false);
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (is_told[i]) continue;
    Runs runs;
    for (std::size_t j = i; j < results.size(); ++j) {
      if (results[j].scenario != results[i].scenario) continue;
      runs.push_back(j);
      is_told[j] = true;
    }
    if (runs.size() > 1) sentences.push_back(sentence_of(results, names, runs));
  }
  return sentences;
}

}  // namespace coalmine::report
