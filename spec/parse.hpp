// Scenario text in, a checked Scenario out, or every diagnostic with its position.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "spec/scenario.hpp"

namespace coalmine::spec {

struct Overrides {
  std::vector<std::string> set;  // "PATH=VALUE", PATH as in "traffic.users" or "expect[0].rule"
  std::vector<std::string> policies;  // keep only these; empty: all
  bool standard_judges = false;       // where no judges are written
};

// Parses and checks `text`. `file` names it in diagnostics, and traces are found beside it.
Result<Scenario> parse(std::string_view text, const std::string& file,
                       const Overrides& overrides = {});

// The same for a file.
Result<Scenario> load(const std::string& file, const Overrides& overrides = {});

// "FILE:LINE:COLUMN: error: MESSAGE", the source line, a caret and the hint, as a terminal shows
// it. `text` is the source of diagnostic.file, or empty where there is none to show. Columns count
// bytes, as compilers do; the caret stands below the character.
std::string render(const Diagnostic& diagnostic, std::string_view text);

// The same; the source is the file that the diagnostic names (for --set: the argument), if it is
// text.
std::string render(const Diagnostic& diagnostic);

}  // namespace coalmine::spec
