// Where a command writes: never over what it reads, and never twice to one place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace coalmine::app {

inline constexpr std::string_view standard_output = "-";

// What an option names: a file, standard_output, or nowhere (empty).
struct Output {
  std::string_view option;  // "--json"
  std::string path;
};

// Error: a file is one of the inputs, or two outputs are one file. Pipes and devices may be shared.
Checked<void> check_apart(const std::vector<Output>& outputs,
                          const std::vector<std::string>& inputs);

// For refusing before a long run what would fail after it. Error: as check_apart; two outputs go to
// standard output; a file cannot be written.
Checked<void> check_outputs(const std::vector<Output>& outputs,
                            const std::vector<std::string>& inputs);

// The whole text, or an error and no file.
Checked<void> write_output(const std::string& path, const std::string& text);

}  // namespace coalmine::app
