#include "harness/judges/selection.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "spec/suggest.hpp"

namespace coalmine::harness {
namespace {

tl::unexpected<Error> unknown(std::string_view what, const std::string& name,
                              const std::vector<std::string>& known) {
  const std::string hint = spec::suggest(name, known);
  return tl::unexpected(
      Error{fmt::format("unknown {} \"{}\"{}{}", what, name, hint.empty() ? "" : ": ", hint)});
}

Checked<models::FunctionIndex> moving_function(const std::string& name,
                                               const spec::Scenario& scenario) {
  std::vector<std::string> known;
  for (const models::FunctionIndex function : scenario.release.functions) {
    known.push_back(scenario.system.functions[function].name);
  }
  const auto found = std::find(known.begin(), known.end(), name);
  if (found == known.end()) return unknown("function of the release", name, known);
  return scenario.release.functions[static_cast<std::size_t>(found - known.begin())];
}

}  // namespace

Checked<void> watch_only(const std::vector<std::string>& functions, spec::Scenario& scenario) {
  if (functions.empty()) return {};
  std::vector<models::FunctionIndex> kept;
  for (const std::string& name : functions) {
    const auto function = moving_function(name, scenario);
    if (!function) return tl::unexpected(function.error());
    kept.push_back(*function);
  }
  scenario.watched = kept.front();
  for (spec::Judge& judge : scenario.judges) {
    std::erase_if(judge.functions, [&](models::FunctionIndex function) {
      return std::find(kept.begin(), kept.end(), function) == kept.end();
    });
  }
  return {};
}

Checked<std::vector<std::size_t>> judges_of(const std::vector<std::string>& names,
                                            const spec::Scenario& scenario) {
  std::vector<std::string> known;
  for (const spec::Judge& judge : scenario.judges) known.push_back(judge.name);
  if (known.empty()) return tl::unexpected(Error{"the scenario has no judges"});
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return unknown("judge", name, known);
    }
  }
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < known.size(); ++i) {
    const bool chosen =
        names.empty() || std::find(names.begin(), names.end(), known[i]) != names.end();
    if (chosen && !scenario.judges[i].functions.empty()) places.push_back(i);
  }
  if (places.empty()) return tl::unexpected(Error{"no judge watches any of these functions"});
  return places;
}

}  // namespace coalmine::harness
