#include "spec/problems.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "spec/utf8.hpp"

namespace coalmine::spec {

namespace {

constexpr std::size_t text_length_max = 300;

// Text that may hold anything a file holds, as one line of moderate length for a terminal.
std::string printable(std::string text) {
  if (text.size() > text_length_max) {
    std::size_t length = text_length_max;
    while (length > 0 && !begins_character(text[length])) --length;
    text = text.substr(0, length) + "...";
  }
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7F; }, '?');
  return text;
}

}  // namespace

std::uint32_t Problems::add_source(std::string name) {
  sources_.push_back(std::move(name));
  return static_cast<std::uint32_t>(sources_.size() - 1);
}

void Problems::add(Place place, std::string message, std::string hint) {
  if (full()) return;
  entries_.push_back({place, printable(std::move(message)), printable(std::move(hint))});
}

void Problems::adopt(const Diagnostics& diagnostics) {
  adopted_.insert(adopted_.end(), diagnostics.begin(), diagnostics.end());
}

Diagnostics Problems::in_order() const {
  std::vector<Entry> sorted = entries_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Entry& a, const Entry& b) {
    return std::tuple{a.place.source, a.place.at.line, a.place.at.column} <
           std::tuple{b.place.source, b.place.at.line, b.place.at.column};
  });
  Diagnostics diagnostics;
  for (Entry& entry : sorted) {
    Diagnostic diagnostic{sources_.at(entry.place.source), entry.place.at, std::move(entry.message),
                          std::move(entry.hint)};
    // Several policies may find the same fault in what they share.
    const bool repeated = !diagnostics.empty() && diagnostics.back() == diagnostic;
    if (!repeated) diagnostics.push_back(std::move(diagnostic));
  }
  diagnostics.insert(diagnostics.end(), adopted_.begin(), adopted_.end());
  return diagnostics;
}

}  // namespace coalmine::spec
