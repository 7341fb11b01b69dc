// How to repeat a run: the scenario and the command.
#include <fmt/format.h>

#include "report/page/run/chapters.hpp"

namespace coalmine::report {
namespace {

constexpr std::string_view plain =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%";

// As a POSIX shell reads it back.
std::string quoted(const std::string& word) {
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word) {
    if (c == '\'') {
      text += "'\\''";
    } else {
      text += c;
    }
  }
  return text + "'";
}

std::string command_of(const harness::RunResult& result) {
  std::string command =
      fmt::format("coalmine run {} --seed {} --replications {}", quoted(result.scenario + ".yaml"),
                  result.seed, result.replications);
  for (const auto& set : result.set) command += " --set " + quoted(set);
  for (const auto& policy : result.only_policies) command += " --policy " + quoted(policy);
  return command;
}

}  // namespace

std::optional<Chapter> repeat_chapter(const harness::RunResult& result, std::string_view version) {
  Chapter chapter;
  chapter.id = "repeat";
  chapter.title = "How to repeat it";
  chapter.detail = true;
  chapter.paragraphs.push_back(fmt::format(
      "The same scenario, seed and version of coalmine give the same figures, to the last bit, on "
      "any machine and with any number of threads. These are of coalmine {}; the digest of the "
      "scenario is {}.",
      result.version.empty() ? version : result.version, result.digest));
  chapter.listings.push_back({"Command", command_of(result) + '\n'});
  if (!result.text.empty()) {
    chapter.listings.push_back({result.scenario + ".yaml", result.text});
  }
  return chapter;
}

}  // namespace coalmine::report
