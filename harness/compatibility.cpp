#include "harness/compatibility.hpp"

#include <algorithm>

#include "models/compatibility.hpp"

namespace coalmine::harness {
namespace {

using models::FunctionIndex;

class Naming {
 public:
  explicit Naming(const spec::Scenario& scenario) : scenario_(scenario) {}

  std::string operator()(FunctionIndex function) const {
    return scenario_.system.functions[function].name;
  }

  std::vector<std::string> operator()(const std::vector<FunctionIndex>& functions) const {
    std::vector<std::string> names;
    for (const FunctionIndex function : functions) names.push_back((*this)(function));
    return names;
  }

  Compatibility::Pair operator()(const models::PairCompatibility& pair) const {
    return {(*this)(pair.producer), (*this)(pair.consumer), moves(pair.producer),
            moves(pair.consumer), pair.broken};
  }

  Compatibility::Leftover operator()(const models::Leftover& leftover) const {
    const models::FieldChange& change = leftover.change;
    std::vector<std::string> streams;
    for (const std::size_t stream : leftover.streams) {
      streams.push_back(scenario_.system.streams[stream].name);
    }
    return {{change.field},
            (*this)(change.producer),
            (*this)(change.consumer),
            change.kind == models::Mismatch::backward,
            std::move(streams)};
  }

  Compatibility::Stuck operator()(const models::FieldChange& change) const {
    return {change.field, (*this)(change.producer), (*this)(change.consumer)};
  }

 private:
  bool moves(FunctionIndex function) const {
    const auto& moving = scenario_.release.functions;
    return std::binary_search(moving.begin(), moving.end(), function);
  }

  const spec::Scenario& scenario_;
};

// One entry for all fields of a pair that come in the same way.
void add(Compatibility::Leftover leftover, std::vector<Compatibility::Leftover>& all) {
  const auto alike = std::find_if(all.begin(), all.end(), [&](const auto& known) {
    return known.producer == leftover.producer && known.consumer == leftover.consumer &&
           known.after_rollback == leftover.after_rollback;
  });
  if (alike == all.end()) {
    all.push_back(std::move(leftover));
  } else {
    alike->fields.push_back(std::move(leftover.fields.front()));
  }
}

}  // namespace

Compatibility compatibility_of(const spec::Scenario& scenario) {
  const Naming named(scenario);
  const auto found = models::compatibility_of(scenario.system, scenario.release.functions);
  Compatibility result{.scenario = scenario.name,
                       .pairs = {},
                       .order = {},
                       .cycle = named(found.cycle),
                       .stuck = {},
                       .leftovers = {},
                       .rollback_together = scenario.release.rollback_together};
  for (const auto& pair : found.pairs) result.pairs.push_back(named(pair));
  for (const auto& group : found.order) result.order.push_back(named(group));
  for (const auto& change : found.stuck) result.stuck.push_back(named(change));
  for (const auto& leftover : found.leftovers) add(named(leftover), result.leftovers);
  return result;
}

}  // namespace coalmine::harness
