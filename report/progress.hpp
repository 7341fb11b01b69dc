// A progress bar as text: what to write to the terminal, and when.
//
// It owns no clock and no terminal, so that it can be tested: the caller brings the time that has
// passed and writes what comes back.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "base/time.hpp"

namespace coalmine::report {

class Progress {
 public:
  // `unit` is what is counted, in the plural.
  explicit Progress(std::string unit = "replications") : unit_(std::move(unit)) {}

  // What to write now that `done` of `all` are done, `elapsed` after the start; often nothing. A
  // run that ends within a second shows no bar, and a bar is drawn ten times a second at most.
  std::string update(std::uint32_t done, std::uint32_t all, Duration elapsed);

  // What to write at the end: it takes the bar away, if there was one.
  std::string finish();

 private:
  std::string unit_;
  Duration next_drawing_ = std::chrono::seconds{1};
  bool drawn_ = false;
};

}  // namespace coalmine::report
