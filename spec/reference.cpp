// The reference in Markdown: a table for each object of the language, and one of the figures.
#include <fmt/format.h>

#include "spec/metrics.hpp"
#include "spec/schema.hpp"

namespace coalmine::spec {
namespace {

// A cell of a table must not contain its separator.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

// The type, with links to the objects it is made of.
std::string value_of(const Key& key) {
  std::string text = key.shape.label;
  for (const auto& section : key.shape.sections) {
    // As a word of its own, which may be a plural; a linked name follows a bracket.
    const std::size_t at = (" " + text).find(" " + section->name);
    if (at != std::string::npos) {
      text.replace(at, section->name.size(), fmt::format("[{0}](#{0})", section->name));
    }
  }
  return text;
}

std::string absence_of(const Key& key, const Section& section) {
  if (section.one_of) return "";
  if (key.absent.empty()) return "**required**";
  return key.absent_is_value ? fmt::format("`{}`", key.absent) : key.absent;
}

void add_section(const Section& section, std::string& text) {
  text += fmt::format("### {}\n\n{}", section.name, section.meaning);
  if (section.one_of) text += section.keys.size() == 1 ? "" : " Exactly one of these keys.";
  text +=
      section.one_of
          ? "\n\n| key | value | meaning | example |\n| --- | --- | --- | --- |\n"
          : "\n\n| key | value | default | meaning | example |\n| --- | --- | --- | --- | --- |\n";
  for (const Key& key : section.keys) {
    text += fmt::format("| `{}` | {} | ", key.name, cell(value_of(key)));
    if (!section.one_of) text += fmt::format("{} | ", cell(absence_of(key, section)));
    text += fmt::format("{} | `{}: {}` |\n", cell(key.meaning), key.name, cell(key.example));
  }
  text += "\n";
}

}  // namespace

std::string reference() {
  std::string text;
  for (const auto& section : sections()) add_section(*section, text);
  text +=
      "### Figures\n\nNames in capitals stand for a number or a length: "
      "`canary.user_share.step_2`, `blast_radius.exposed.per_60s`.\n\n";
  text += "| name | unit | what |\n| --- | --- | --- |\n";
  for (const Metric& metric : metrics()) {
    text += fmt::format("| `{}` | {} | {} |\n", metric.name, metric.unit, cell(metric.meaning));
  }
  return text;
}

}  // namespace coalmine::spec
