// From what is written to what it means: names become indices, and parts are checked against one
// another.
//
// Every function notes what is wrong and goes on with the rest; what it returns then is good enough
// to check further parts, never to run.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/metrics.hpp"
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

// The figures that a scenario names, and whose they are (resolve_figures.cpp). All functions note a
// problem if there is no such thing; a name that could not be read is none, and noted already.
class FigureNames {
 public:
  // All of them live longer than this.
  FigureNames(const WrittenScenario& written, const Functions& functions,
              const std::vector<Policy>& policies, Problems& problems)
      : written_(written), functions_(functions), policies_(policies), problems_(problems) {}

  const Policy* find_policy(const Name& name);  // null if there is none

  struct Found {
    std::string name;  // as results write it: a window of 5m is called per_300s
    std::string_view unit;
  };
  std::optional<Found> find(const Name& figure);
  // Whether the policy can have this figure, which was found.
  void check(const Name& figure, const Policy& policy);

 private:
  const Metric* find_metric(const Name& name);
  std::string check_window(const Name& metric);
  void check_step(const Name& metric, const Policy& policy);
  void check_stopper(const Name& metric, const Policy& policy);

  const WrittenScenario& written_;
  const Functions& functions_;
  const std::vector<Policy>& policies_;
  Problems& problems_;
};

// `directory` is where relative paths start.
Scenario resolve(const WrittenScenario& written, const std::string& directory, Problems& problems);

// Parts of it. Traffic sets users, trace and duration too; release comes before system, because
// only what moves can have bugs; system and policies need the traffic and the release.
void resolve_traffic(const WrittenScenario& written, const std::string& directory,
                     Scenario& scenario, Problems& problems);
Release resolve_release(const WrittenScenario& written, const Functions& functions,
                        Duration duration, Problems& problems);
models::System resolve_system(const WrittenScenario& written, const Functions& functions,
                              const Scenario& scenario, Problems& problems);
std::vector<Judge> resolve_judges(const WrittenScenario& written, const Functions& functions,
                                  const Release& release, Problems& problems);
std::vector<Policy> resolve_policies(const WrittenScenario& written, const Functions& functions,
                                     const Scenario& scenario, Problems& problems);
std::vector<Expectation> resolve_expectations(const WrittenScenario& written, FigureNames& figures,
                                              Problems& problems);
std::vector<Precision> resolve_precision(const WrittenScenario& written,
                                         const std::vector<Policy>& policies, FigureNames& figures,
                                         Problems& problems);

// Parts of resolve_system. The graph is sound for resolve_schema.
models::Delivery delivery_of(const WrittenStream& written);  // resolve_delivery.cpp
void check_reader(const WrittenStream& written, const Name& reader,
                  const models::Function& function, Problems& problems);
models::Schema schema_of(const WrittenFunction& written);  // resolve_schema.cpp
void resolve_schema(const WrittenScenario& written, const Release& release, models::System& system,
                    Problems& problems);
void resolve_platform(const WrittenScenario& written, const Scenario& scenario,
                      models::System& system, Problems& problems);

// Parts of resolve_policies, about judges by their places (resolve_judges.cpp).
std::vector<std::size_t> judges_named(const std::vector<Name>& names,
                                      const std::vector<Judge>& judges, Problems& problems);
// The order in which functions move, by their positions in Release::functions. A group begins when
// the longest plan of the one before has come to its end, and `gap` later.
struct MoveOrder {
  std::vector<std::vector<std::size_t>> groups;  // none: no order is written
  Duration start{};
  Duration gap{};
};
MoveOrder resolve_order(const WrittenScenario& written, const Functions& functions,
                        const Release& release, Problems& problems);
// When each begins, given the plan of each; both in the order of Release::functions.
std::vector<Duration> starts_in(const MoveOrder& order, const std::vector<routing::Plan>& plans);

}  // namespace coalmine::spec
