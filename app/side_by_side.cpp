#include "app/side_by_side.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <utility>

#include "harness/experiment.hpp"
#include "harness/parallel.hpp"
#include "report/terminal.hpp"

namespace coalmine::app {
namespace {

using report::TestedScenario;
using report::TestOutcome;

bool expects_something(const Candidate& candidate) {
  return candidate.scenario && !candidate.scenario->expectations.empty();
}

bool fails(const TestedScenario& tested) {
  return tested.outcome == TestOutcome::failed || tested.outcome == TestOutcome::bad;
}

std::vector<Position> places_of(const spec::Scenario& scenario) {
  std::vector<Position> places;
  for (const spec::Expectation& each : scenario.expectations) places.push_back(each.at);
  return places;
}

class Test {
 public:
  Test(const std::vector<Candidate>& candidates, const SideBySide& options)
      : candidates_(candidates), options_(options), counts_(candidates.size()) {
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      if (expects_something(candidates[i])) counts_[i].all = candidates[i].scenario->replications;
    }
    done_.resize(candidates.size());
  }

  std::vector<TestedScenario> run() {
    const auto to_run = static_cast<std::uint32_t>(
        std::count_if(candidates_.begin(), candidates_.end(), expects_something));
    const std::uint32_t workers = std::clamp(to_run, 1U, options_.threads);
    std::atomic<std::uint32_t> begun{0};
    harness::in_parallel(static_cast<std::uint32_t>(candidates_.size()), {.threads = workers}, [&] {
      const std::uint32_t rest = begun++ < options_.threads % workers ? 1 : 0;
      const std::uint32_t threads = options_.threads / workers + rest;
      return [this, threads](std::uint32_t i) { accept(i, test(i, threads)); };
    });
    return std::move(tested_);
  }

 private:
  struct Done {
    TestedScenario tested;
    std::string failures;
  };
  struct Count {
    std::uint32_t done = 0;
    std::uint32_t all = 0;
  };

  Done test(std::size_t i, std::uint32_t threads) {
    const Candidate& candidate = candidates_[i];
    TestedScenario tested{.file = candidate.file};
    if (stopped_) return {tested, ""};
    if (!candidate.scenario) {
      tested.outcome = TestOutcome::bad;
      tested.problems = candidate.scenario.error();
      return {tested, ""};
    }
    if (!expects_something(candidate)) {
      tested.outcome = TestOutcome::skipped;
      tested.name = candidate.scenario->name;
      return {tested, ""};
    }
    const auto start = std::chrono::steady_clock::now();
    const harness::RunResult result = harness::run(
        *candidate.scenario,
        {.threads = threads, .progress = [this, i](std::uint32_t done, std::uint32_t all) {
           show_progress(i, {done, all});
         }});
    tested = report::tested(candidate.file, result, places_of(*candidate.scenario));
    tested.elapsed = std::chrono::steady_clock::now() - start;
    return {tested, report::failures(result, options_.style)};
  }

  void accept(std::size_t i, Done done) {
    const std::lock_guard lock(mutex_);
    if (options_.fail_fast && fails(done.tested)) stopped_ = true;
    done_[i] = std::move(done);
    while (tested_.size() < done_.size() && done_[tested_.size()]) announce_next();
  }

  // Scenarios are begun in order, so that the first in order that fails is always run, and is the
  // same whoever runs what.
  void announce_next() {
    Done& next = *done_[tested_.size()];
    if (options_.fail_fast && std::any_of(tested_.begin(), tested_.end(), fails)) {
      tested_.push_back({.file = next.tested.file});
    } else {
      options_.announce(next.tested, next.failures);
      tested_.push_back(std::move(next.tested));
    }
  }

  void show_progress(std::size_t i, Count count) {
    if (!options_.progress) return;
    const std::lock_guard lock(mutex_);
    counts_[i] = count;
    Count sum;
    for (const Count& each : counts_) {
      sum.done += each.done;
      sum.all += each.all;
    }
    options_.progress(sum.done, sum.all);
  }

  const std::vector<Candidate>& candidates_;
  const SideBySide& options_;
  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;           // guards what follows
  std::vector<Count> counts_;  // replications by candidate
  std::vector<std::optional<Done>> done_;
  std::vector<TestedScenario> tested_;  // those announced
};

}  // namespace

std::vector<TestedScenario> test_side_by_side(const std::vector<Candidate>& candidates,
                                              const SideBySide& options) {
  return Test(candidates, options).run();
}

}  // namespace coalmine::app
