#include "app/schema.hpp"

#include <fmt/format.h>

#include "app/exit_code.hpp"
#include "spec/schema.hpp"

namespace coalmine::app {

int print_schema() {
  fmt::print("{}\n", spec::schema().dump(2));
  return fine;
}

}  // namespace coalmine::app
