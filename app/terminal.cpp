#include "app/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include "app/environment.hpp"

namespace coalmine::app {

bool is_terminal(std::FILE* stream) { return ::isatty(::fileno(stream)) == 1; }

report::Style style_of(std::FILE* stream) {
  report::Style style;
  if (!is_terminal(stream)) return style;
  style.colour = environment("NO_COLOR").empty() && environment("TERM") != "dumb";
  winsize size{};
  if (::ioctl(::fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    style.columns = size.ws_col;
  return style;
}

}  // namespace coalmine::app
