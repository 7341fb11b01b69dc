// The progress bar of a run, where standard error is a terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "report/progress.hpp"

namespace coalmine::app {

class ProgressBar {
 public:
  // `unit` is what is counted, in the plural.
  explicit ProgressBar(std::string unit = "replications") : progress_(std::move(unit)) {}

  // What the harness calls; empty where there is no terminal. Valid as long as this is.
  std::function<void(std::uint32_t done, std::uint32_t all)> callback();
  void finish();

 private:
  report::Progress progress_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace coalmine::app
