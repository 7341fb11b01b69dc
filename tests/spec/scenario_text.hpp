// A small valid scenario as text, whose lines a test replaces, and what is found wrong with it.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "spec/parse.hpp"

namespace coalmine::spec {

// One top-level key a line. A line given replaces the one with its key, or is added as the next:
//   1 name, 2 duration, 3 traffic, 4 functions, 5 release, 6 policies, 7 and on: what is added.
inline std::string scenario(const std::vector<std::string>& changes = {}) {
  std::vector<std::string> lines{
      "name: demo",
      "duration: 10m",
      "traffic: { users: 10, requests: { fixed: 1 } }",
      "functions: { api: { calls: [db] }, db: {} }",
      "release: { rollout: AllAtOnce }",
      "policies: { weighted: { route: weighted } }",
  };
  for (const std::string& change : changes) {
    const std::string_view key = std::string_view(change).substr(0, change.find(':') + 1);
    bool replaced = false;
    for (std::string& line : lines) {
      if (!line.starts_with(key)) continue;
      line = change;
      replaced = true;
    }
    if (!replaced) lines.push_back(change);
  }
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

// A diagnostic in one line: "4:24: message | hint", behind its file if that is not the scenario.
inline std::string in_one_line(const Diagnostic& diagnostic) {
  const auto& [file, at, message, hint] = diagnostic;
  return fmt::format("{}{}:{}: {}{}{}", file == "demo.yaml" ? "" : file + ":", at.line, at.column,
                     message, hint.empty() ? "" : " | ", hint);
}

// Everything that is wrong with `text`, in order; empty if it is a scenario.
inline std::vector<std::string> problems_of(const std::string& text,
                                            const Overrides& overrides = {}) {
  const auto parsed = parse(text, "demo.yaml", overrides);
  std::vector<std::string> problems;
  if (parsed) return problems;
  for (const Diagnostic& diagnostic : parsed.error()) problems.push_back(in_one_line(diagnostic));
  return problems;
}

// The same for the usual scenario with changed lines.
inline std::vector<std::string> problems_with(const std::vector<std::string>& changes) {
  return problems_of(scenario(changes));
}

// The scenario; the test fails with the problems if there is none.
inline Scenario parsed(const std::string& text, const Overrides& overrides = {}) {
  auto result = parse(text, "demo.yaml", overrides);
  if (result) return std::move(*result);
  std::string problems;
  for (const Diagnostic& diagnostic : result.error()) problems += render(diagnostic, text);
  throw std::runtime_error(problems);
}

inline Scenario parsed_with(const std::vector<std::string>& changes) {
  return parsed(scenario(changes));
}

}  // namespace coalmine::spec
