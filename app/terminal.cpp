#include "app/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include "app/environment.hpp"
#include "cluster/launch.hpp"

namespace coalmine::app {

// mpirun gives its processes a terminal of its own, whatever it writes to itself.
bool is_terminal(std::FILE* stream) {
  return !cluster::launch() && ::isatty(::fileno(stream)) == 1;
}

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
