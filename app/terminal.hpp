// What standard output and standard error are connected to.
#pragma once

#include <cstdio>

#include "report/table.hpp"

namespace coalmine::app {

bool is_terminal(std::FILE* stream);

// The width of the terminal, or 100 columns in a pipe; colours on a terminal, unless NO_COLOR is
// set (https://no-color.org) or the terminal is dumb.
report::Style style_of(std::FILE* stream);

}  // namespace coalmine::app
