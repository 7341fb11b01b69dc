#include "harness/judges/healthy.hpp"

namespace coalmine::harness {
namespace {

constexpr std::size_t stable = 0;
constexpr std::size_t canary = 1;

// It stays where it is, because draws know poison by its place. What only a canary writes would not
// be poison if the canary were sound.
void cure(models::Poison& poison) {
  if (poison.written_by == canary) poison.unreadable_by[stable] = false;
  poison.unreadable_by[canary] = poison.unreadable_by[stable];
}

}  // namespace

spec::Scenario healthy(spec::Scenario scenario) {
  models::System& system = scenario.system;
  system.bugs.clear();
  system.field_changes.clear();
  for (models::Function& function : system.functions) {
    function.latency[canary] = function.latency[stable];
    function.error_rate[canary] = function.error_rate[stable];
  }
  for (models::Poison& poison : system.poison) cure(poison);
  return scenario;
}

}  // namespace coalmine::harness
