// A diagnostic for people: the place, the line and a caret below the column.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "spec/parse.hpp"
#include "spec/utf8.hpp"

namespace coalmine::spec {
namespace {

constexpr std::size_t shown_max = 160;  // bytes of a source line; longer ones are cut
// What was written on the command line is its own source.
constexpr std::array<std::string_view, 2> argument_prefixes{"--set ", "--vary "};

std::string_view line_of(std::string_view text, int line) {
  for (int i = 1; i < line; ++i) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

// What stands below the text before the caret: tabs stay tabs, so that both are as wide.
std::string indentation(std::string_view before) {
  std::string blanks;
  for (const char c : before) {
    if (c == '\t') {
      blanks += '\t';
    } else if (begins_character(c)) {
      blanks += ' ';
    }
  }
  return blanks;
}

}  // namespace

std::string render(const Diagnostic& diagnostic, std::string_view text) {
  const auto& [file, at, message, hint] = diagnostic;
  std::string rendered =
      at.line > 0 ? fmt::format("{}:{}:{}: error: {}\n", file, at.line, at.column, message)
                  : fmt::format("{}: error: {}\n", file, message);
  const std::string_view line = at.line > 0 ? line_of(text, at.line) : std::string_view{};
  const auto before = static_cast<std::size_t>(std::max(at.column - 1, 0));
  const bool shown =
      !line.empty() && before <= line.size() && before < shown_max && !first_unreadable(line);
  if (shown) {
    std::size_t length = std::min(line.size(), shown_max);
    while (length < line.size() && !begins_character(line[length])) --length;
    rendered += fmt::format("{:>5} | {}{}\n", at.line, line.substr(0, length),
                            length < line.size() ? "..." : "");
    rendered += fmt::format("      | {}^{}{}\n", indentation(line.substr(0, before)),
                            hint.empty() ? "" : " ", hint);
  } else if (!hint.empty()) {
    rendered += fmt::format("      | {}\n", hint);
  }
  return rendered;
}

std::string render(const Diagnostic& diagnostic) {
  for (const std::string_view prefix : argument_prefixes) {
    if (diagnostic.file.starts_with(prefix)) {
      return render(diagnostic, std::string_view(diagnostic.file).substr(prefix.size()));
    }
  }
  std::ifstream stream(diagnostic.file, std::ios::binary);
  std::string line;
  std::string text;
  // Only as far as the line, which keeps its number: a log may be long.
  for (int i = 1; i <= diagnostic.at.line && std::getline(stream, line); ++i) {
    text += i == diagnostic.at.line ? line : "\n";
  }
  return render(diagnostic, text);
}

}  // namespace coalmine::spec
