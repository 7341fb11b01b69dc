#include "report/progress.hpp"

#include <fmt/format.h>

#include <cassert>

namespace coalmine::report {
namespace {

constexpr std::uint32_t bar_width = 30;
constexpr Duration between_drawings = std::chrono::milliseconds{100};
constexpr const char* erase_line = "\r\x1b[K";

}  // namespace

std::string Progress::update(std::uint32_t done, std::uint32_t all, Duration elapsed) {
  assert(done <= all);
  if (all == 0 || elapsed < next_drawing_) return {};
  next_drawing_ = elapsed + between_drawings;
  drawn_ = true;
  const auto filled = static_cast<std::uint32_t>(std::uint64_t{done} * bar_width / all);
  return fmt::format("{}[{:#<{}}{:.<{}}] {} of {} {}, {:.0f} s", erase_line, "", filled, "",
                     bar_width - filled, done, all, unit_, in_seconds(elapsed));
}

std::string Progress::finish() { return drawn_ ? erase_line : ""; }

}  // namespace coalmine::report
