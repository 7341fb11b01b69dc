// Judges: the functions that each watches, and where a policy names them.
#include <fmt/format.h>

#include <algorithm>

#include "spec/resolve.hpp"
#include "spec/suggest.hpp"

namespace coalmine::spec {
namespace {

using models::FunctionIndex;

std::vector<FunctionIndex> watched_by(const WrittenJudge& written, const Functions& functions,
                                      const Release& release, Problems& problems) {
  if (!written.functions) return release.functions;
  std::vector<FunctionIndex> watched;
  for (const Name& name : *written.functions) {
    const auto index = functions.find(name, problems);
    if (!index) continue;
    if (!std::binary_search(release.functions.begin(), release.functions.end(), *index)) {
      problems.add(
          name.place,
          fmt::format("\"{}\" has no canary to judge: it is not part of the release", name.value),
          "watch a function that moves");
    } else if (std::find(watched.begin(), watched.end(), *index) != watched.end()) {
      problems.add(name.place, fmt::format("\"{}\" is listed twice", name.value));
    } else {
      watched.push_back(*index);
    }
  }
  return watched;
}

// A judge is told apart from alarms and the operator by its name: alarm.stopped_by.NAME.
bool is_name_of_another(const std::string& name) {
  constexpr std::string_view alarm = "alarm_";
  return name == "operator" || (name.starts_with(alarm) && name.size() > alarm.size() &&
                                name.find_first_not_of("0123456789", alarm.size()) == name.npos);
}

}  // namespace

std::vector<Judge> resolve_judges(const WrittenScenario& written, const Functions& functions,
                                  const Release& release, Problems& problems) {
  std::vector<Judge> judges;
  for (const auto& [name, judge] : written.judges) {
    if (is_name_of_another(name.value)) {
      problems.add(name.place, fmt::format("a judge cannot be called \"{}\"", name.value),
                   "figures call the operator and the policy's alarms so");
    }
    judges.push_back(
        {name.value, watched_by(judge, functions, release, problems), judge.engine.value});
  }
  return judges;
}

std::vector<std::size_t> judges_named(const std::vector<Name>& names,
                                      const std::vector<Judge>& judges, Problems& problems) {
  std::vector<std::string> known;
  for (const Judge& judge : judges) known.push_back(judge.name);
  std::vector<std::size_t> places;
  for (const Name& name : names) {
    const auto found = std::find(known.begin(), known.end(), name.value);
    const auto place = static_cast<std::size_t>(found - known.begin());
    if (found == known.end()) {
      if (!name.known()) continue;
      problems.add(name.place, fmt::format("unknown judge \"{}\"", name.value),
                   known.empty() ? "add it to judges" : suggest(name.value, known));
    } else if (std::find(places.begin(), places.end(), place) != places.end()) {
      problems.add(name.place, fmt::format("\"{}\" is listed twice", name.value));
    } else {
      places.push_back(place);
    }
  }
  return places;
}

}  // namespace coalmine::spec
