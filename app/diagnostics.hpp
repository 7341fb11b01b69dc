// Diagnostics as a person sees them: each with the line it is about.
#pragma once

#include "base/result.hpp"

namespace coalmine::app {

// To standard error, then a line that counts them.
void print(const Diagnostics& diagnostics);

}  // namespace coalmine::app
