#include "app/diagnostics.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <system_error>

#include "spec/parse.hpp"

namespace coalmine::app {
namespace {

// Empty where there is nothing to show a line of: the diagnostic then says why itself.
std::string text_of(const std::string& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return "";
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

void print(const Diagnostics& diagnostics) {
  std::map<std::string, std::string> texts;  // by file, so that each is read once
  for (const Diagnostic& diagnostic : diagnostics) {
    auto text = texts.find(diagnostic.file);
    if (text == texts.end()) text = texts.emplace(diagnostic.file, text_of(diagnostic.file)).first;
    fmt::print(stderr, "{}", spec::render(diagnostic, text->second));
  }
  fmt::print(stderr, "{} error{}\n", diagnostics.size(), diagnostics.size() == 1 ? "" : "s");
}

}  // namespace coalmine::app
