// Environment variables.
#pragma once

#include <cstdlib>
#include <string_view>

namespace coalmine::app {

// The value of the variable; empty if it is not set.
inline std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace coalmine::app
