#include "report/github.hpp"

#include <fmt/format.h>

#include <cassert>
#include <string_view>

namespace coalmine::report {
namespace {

// The characters with which GitHub would see the end of a text; of a property also ':' and ','.
constexpr std::string_view ends_message = "%\r\n";
constexpr std::string_view ends_property = "%\r\n:,";

std::string escaped(std::string_view text, std::string_view ends) {
  std::string out;
  for (const char character : text) {
    if (ends.find(character) == std::string_view::npos) {
      out += character;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(character));
    }
  }
  return out;
}

std::string_view command_of(AnnotationLevel level) {
  switch (level) {
    case AnnotationLevel::error:
      return "error";
    case AnnotationLevel::warning:
      return "warning";
    case AnnotationLevel::notice:
      return "notice";
  }
  assert(false);
  return {};
}

}  // namespace

std::string to_github(const Annotation& annotation) {
  std::string properties;
  if (!annotation.file.empty()) {
    properties += fmt::format("file={},", escaped(annotation.file, ends_property));
    if (annotation.at.line > 0) properties += fmt::format("line={},", annotation.at.line);
    if (annotation.at.column > 0) properties += fmt::format("col={},", annotation.at.column);
  }
  properties += "title=" + escaped(annotation.title, ends_property);
  return fmt::format("::{} {}::{}\n", command_of(annotation.level), properties,
                     escaped(annotation.message, ends_message));
}

}  // namespace coalmine::report
