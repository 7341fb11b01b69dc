// Annotations of GitHub Actions: a message that stands beside a line of a file in a pull request.
//
// A workflow command is a line of a step's output, on either stream:
//   ::error file=coffee.yaml,line=16,col=52,title=Expectation not met::sticky: ...
#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"

namespace coalmine::report {

enum class AnnotationLevel : std::uint8_t { error, warning, notice };

struct Annotation {
  AnnotationLevel level = AnnotationLevel::error;
  std::string file;  // as seen from the root of the repository; empty: about none
  Position at{};     // line 0: about the file as a whole
  std::string title;
  std::string message;
};

// One line, ending in a newline, whatever the texts hold: they cannot begin a command of their own.
std::string to_github(const Annotation& annotation);

}  // namespace coalmine::report
