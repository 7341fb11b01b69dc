// `coalmine compatibility`: which versions fit together, and in which order functions can move.
#pragma once

#include <string>

namespace coalmine::app {

struct CompatibilityCommand {
  std::string scenario;
  std::string json;  // where to; "-" is standard output; empty: nowhere
};

// Returns an ExitCode: expectation_failed if no order avoids every mismatch.
int show_compatibility(const CompatibilityCommand& command);

}  // namespace coalmine::app
