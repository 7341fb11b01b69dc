#include "routing/token/carrier/http_header.hpp"

#include "routing/token/carrier/list.hpp"

namespace coalmine::routing {

Extraction find_in_header(std::span<const std::string_view> values) noexcept {
  Occurrences found;
  for_each_element(values, [&](std::string_view element) { found.add(element); });
  return found.result();
}

}  // namespace coalmine::routing
