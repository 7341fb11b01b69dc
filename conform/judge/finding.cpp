#include "conform/judge/finding.hpp"

#include <fmt/format.h>

#include <string_view>

namespace coalmine::conform {

std::string to_text(const CounterExample& example) {
  if (example.requests.empty()) return example.says;
  std::string text = fmt::format("user \"{}\"", example.user);
  std::string_view before = ": ";
  for (const Sighting& sighting : example.requests) {
    text += fmt::format("{}request {}, {}: {}", before, sighting.request, sighting.when,
                        routing::name_of(sighting.version));
    before = "; ";
  }
  return text;
}

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t end = text.size(); end > 3; end -= 3) text.insert(end - 3, ",");
  return text;
}

}  // namespace coalmine::conform
