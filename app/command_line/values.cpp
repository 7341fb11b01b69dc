#include "app/command_line/values.hpp"

#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <string>

namespace coalmine::app {

CLI::Validator whole_number(std::uint64_t least, std::uint64_t most) {
  const auto check = [=](const std::string& text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_whole = error == std::errc{} && end == text.data() + text.size();
    if (is_whole && value >= least && value <= most) return std::string();
    return fmt::format("\"{}\" is not a whole number from {} to {}", text, least, most);
  };
  // What a type allows anyway is no news for the help.
  const bool is_limited = most < std::numeric_limits<std::uint32_t>::max();
  return {check, is_limited ? fmt::format("in [{} - {}]", least, most) : ""};
}

CLI::Validator file_name() {
  return {[](const std::string& text) {
            return text.empty() ? std::string("the name is empty") : std::string();
          },
          ""};
}

}  // namespace coalmine::app
