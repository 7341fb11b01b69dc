#include "app/progress.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "app/terminal.hpp"

namespace coalmine::app {

std::function<void(std::uint32_t done, std::uint32_t all)> ProgressBar::callback() {
  if (!is_terminal(stderr)) return {};
  return [this](std::uint32_t done, std::uint32_t all) {
    const Duration elapsed = std::chrono::steady_clock::now() - start_;
    fmt::print(stderr, "{}", progress_.update(done, all, elapsed));
  };
}

void ProgressBar::finish() { fmt::print(stderr, "{}", progress_.finish()); }

}  // namespace coalmine::app
