// From what is written to what it means: names become indices, and parts are checked against one
// another.
//
// Every function notes what is wrong and goes on with the rest; what it returns then is good enough
// to check further parts, never to run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spec/written.hpp"

namespace coalmine::spec {

// The functions by name, in the order of models::System: the entry first.
class Functions {
 public:
  explicit Functions(const WrittenScenario& written, Problems& problems);

  const std::vector<std::string>& names() const { return names_; }
  // Notes a problem if there is no such function. Nothing for a name that could not be read.
  std::optional<models::FunctionIndex> find(const Name& name, Problems& problems) const;

 private:
  std::vector<std::string> names_;
};

// `directory` is where relative paths start.
Scenario resolve(const WrittenScenario& written, const std::string& directory, Problems& problems);

// Parts of it. Traffic sets users, trace and duration too; release comes before system, because
// only what moves can have bugs; policies need the traffic and the release.
void resolve_traffic(const WrittenScenario& written, const std::string& directory,
                     Scenario& scenario, Problems& problems);
Release resolve_release(const WrittenScenario& written, const Functions& functions,
                        Duration duration, Problems& problems);
models::System resolve_system(const WrittenScenario& written, const Functions& functions,
                              const Release& release, Problems& problems);
std::vector<Policy> resolve_policies(const WrittenScenario& written, const Functions& functions,
                                     const Scenario& scenario, Problems& problems);
std::vector<Expectation> resolve_expectations(const WrittenScenario& written,
                                              const Functions& functions,
                                              const std::vector<Policy>& policies,
                                              Problems& problems);

}  // namespace coalmine::spec
