#include "spec/resolve.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "spec/suggest.hpp"

namespace coalmine::spec {

Functions::Functions(const WrittenScenario& written, Problems& problems) {
  for (const auto& function : written.functions) names_.push_back(function.name.value);
  if (!written.entry) return;
  if (const auto entry = find(*written.entry, problems)) {
    std::rotate(names_.begin(), names_.begin() + *entry, names_.begin() + *entry + 1);
  }
}

std::optional<models::FunctionIndex> Functions::find(const Name& name, Problems& problems) const {
  if (!name.known()) return std::nullopt;
  const auto found = std::find(names_.begin(), names_.end(), name.value);
  if (found != names_.end()) return static_cast<models::FunctionIndex>(found - names_.begin());
  problems.add(name.place, fmt::format("unknown function \"{}\"", name.value),
               suggest(name.value, names_));
  return std::nullopt;
}

namespace {

// With an order, the plans of a policy say when a function begins.
void begin_with_the_earliest(Scenario& scenario) {
  auto& starts = scenario.release.starts;
  for (const Policy& policy : scenario.policies) {
    const bool first = &policy == &scenario.policies.front();
    for (std::size_t i = 0; i < starts.size(); ++i) {
      starts[i] = first ? policy.starts[i] : std::min(starts[i], policy.starts[i]);
    }
  }
}

}  // namespace

Scenario resolve(const WrittenScenario& written, const std::string& directory, Problems& problems) {
  Scenario scenario;
  scenario.name = written.name;
  scenario.description = written.description;
  scenario.seed = written.seed;
  scenario.replications = written.replications;
  resolve_traffic(written, directory, scenario, problems);
  scenario.warm_up = written.warm_up.value;
  if (scenario.warm_up >= scenario.duration && scenario.duration.count() > 0 &&
      scenario.warm_up.count() > 0) {
    problems.add(written.warm_up.place,
                 fmt::format("a warm-up of {} leaves nothing of {}", to_text(scenario.warm_up),
                             to_text(scenario.duration)));
  }
  const Functions functions(written, problems);
  scenario.release = resolve_release(written, functions, scenario.duration, problems);
  scenario.system = resolve_system(written, functions, scenario, problems);
  scenario.judges = resolve_judges(written, functions, scenario.release, problems);
  scenario.policies = resolve_policies(written, functions, scenario, problems);
  if (written.release.order) begin_with_the_earliest(scenario);
  scenario.long_wait = written.observe.long_wait;
  if (written.observe.function) {
    scenario.watched = functions.find(*written.observe.function, problems);
  }
  for (const auto& window : written.observe.windows) scenario.windows.push_back(window.value);
  FigureNames figures(written, functions, scenario.policies, problems);
  scenario.expectations = resolve_expectations(written, figures, problems);
  scenario.precision = resolve_precision(written, scenario.policies, figures, problems);
  return scenario;
}

}  // namespace coalmine::spec
