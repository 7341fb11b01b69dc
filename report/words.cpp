#include "report/words.hpp"

#include <fmt/format.h>

#include "report/quantity.hpp"

namespace coalmine::report {

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  const std::string number = quantity(static_cast<double>(count), std::nullopt, "count");
  return fmt::format("{} {}", number, count == 1 ? one : many);
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

}  // namespace coalmine::report
