#include "app/outputs.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "report/file.hpp"

namespace coalmine::app {
namespace {

namespace fs = std::filesystem;

bool is_file(const std::string& path) { return !path.empty() && path != standard_output; }

// Whether writing to one replaces the other, whatever they are called. Neither has to exist.
bool are_one(const std::string& a, const std::string& b) {
  std::error_code error;
  if (fs::exists(a, error) && fs::exists(b, error)) {
    return fs::is_regular_file(a, error) && fs::equivalent(a, b, error);
  }
  const fs::path place = fs::weakly_canonical(fs::absolute(a, error), error);
  return !error && place == fs::weakly_canonical(fs::absolute(b, error), error) && !error;
}

}  // namespace

Checked<void> check_apart(const std::vector<Output>& outputs,
                          const std::vector<std::string>& inputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const auto& [option, path] = outputs[i];
    if (!is_file(path)) continue;
    for (const std::string& input : inputs) {
      if (!are_one(path, input)) continue;
      return tl::unexpected(Error{fmt::format(
          "{} {} would replace what is read from it: name another file", option, path)});
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (!is_file(outputs[j].path) || !are_one(path, outputs[j].path)) continue;
      return tl::unexpected(Error{fmt::format("{} and {} would both write {}: name two files",
                                              outputs[j].option, option, path)});
    }
  }
  return {};
}

Checked<void> check_outputs(const std::vector<Output>& outputs,
                            const std::vector<std::string>& inputs) {
  if (auto apart = check_apart(outputs, inputs); !apart) return apart;
  std::string_view takes_standard_output;
  for (const auto& [option, path] : outputs) {
    if (path.empty()) continue;
    if (path != standard_output) {
      if (auto writable = report::check_writable(path); !writable) return writable;
    } else if (takes_standard_output.empty()) {
      takes_standard_output = option;
    } else {
      return tl::unexpected(Error{fmt::format("{} and {}: one of them can be on standard output",
                                              takes_standard_output, option)});
    }
  }
  return {};
}

Checked<void> write_output(const std::string& path, const std::string& text) {
  if (path.empty()) return {};
  if (path != standard_output) return report::write_file(path, text);
  fmt::print("{}", text);
  return {};
}

}  // namespace coalmine::app
