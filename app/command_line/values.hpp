// What the value of an option must be, and what is said where it is not.
#pragma once

#include <CLI/App.hpp>
#include <cstdint>

namespace coalmine::app {

// A whole number in [least, most]. CLI11's own checks read it as a floating-point number first, and
// its reader takes one that is too large for the largest there is.
CLI::Validator whole_number(std::uint64_t least, std::uint64_t most);

// A name: not the empty text that a variable which is not set leaves in a script.
CLI::Validator file_name();

}  // namespace coalmine::app
