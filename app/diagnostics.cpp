#include "app/diagnostics.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "spec/parse.hpp"

namespace coalmine::app {

void print(const Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics)
    fmt::print(stderr, "{}", spec::render(diagnostic));
  fmt::print(stderr, "{} error{}\n", diagnostics.size(), diagnostics.size() == 1 ? "" : "s");
}

}  // namespace coalmine::app
