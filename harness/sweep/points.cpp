#include "harness/sweep/points.hpp"

#include <atomic>
#include <map>
#include <mutex>

#include "harness/parallel.hpp"

namespace coalmine::harness {

Result<spec::Scenario> scenario_at(const SweepSource& source, const SweepPlan& plan,
                                   std::uint32_t point) {
  const spec::Overrides overrides = overrides_at(plan, point, source.common);
  auto scenario = spec::parse(source.text, source.file, overrides);
  if (scenario) return scenario;
  for (Diagnostic& diagnostic : scenario.error()) {
    for (std::size_t i = source.common.set.size(); i < overrides.set.size(); ++i) {
      if (diagnostic.file == "--set " + overrides.set[i]) {
        diagnostic.file = "--vary " + overrides.set[i];
      }
    }
  }
  return scenario;
}

std::optional<BadPoint> first_bad_point(const SweepSource& source, const SweepPlan& plan,
                                        std::uint32_t threads) {
  const auto all = static_cast<std::uint32_t>(plan.points.size());
  std::atomic<std::uint32_t> first{all};
  std::mutex mutex;
  std::map<std::uint32_t, Diagnostics> found;
  in_parallel(all, {.threads = threads}, [&]() -> Worker {
    return [&](std::uint32_t point) {
      if (point > first) return;
      auto scenario = scenario_at(source, plan, point);
      if (scenario) return;
      const std::lock_guard lock(mutex);
      found.emplace(point, std::move(scenario.error()));
      first = found.begin()->first;
    };
  });
  if (found.empty()) return std::nullopt;
  return BadPoint{found.begin()->first, found.begin()->second};
}

}  // namespace coalmine::harness
