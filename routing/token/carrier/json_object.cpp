#include "routing/token/carrier/json_object.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <nlohmann/json.hpp>

namespace coalmine::routing {

namespace {

constexpr std::string_view white_space = " \t\r\n";

// The parser skips a byte order mark, and takes a zero byte for the end.
bool is_json(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF") || text.find('\0') != std::string_view::npos) return false;
  return nlohmann::json::accept(text);
}

// Cuts pieces off the front of a text that is known to be JSON.
class Cutter {
 public:
  explicit Cutter(std::string_view text) : rest_(text) {}

  // The next character that is no white space, which it goes to.
  char next() {
    rest_.remove_prefix(rest_.find_first_not_of(white_space));
    return rest_.front();
  }

  void skip(char expected) {
    assert(next() == expected);
    rest_.remove_prefix(1);
  }

  std::string_view value() {
    switch (next()) {
      case '"':
        return cut(string_bytes(rest_));
      case '{':
      case '[':
        return cut(container_bytes());
      default:
        return cut(std::min(rest_.size(), rest_.find_first_of(",]} \t\r\n")));
    }
  }

 private:
  std::string_view cut(std::size_t bytes) {
    const std::string_view piece = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return piece;
  }

  // Of the string that `text` begins with, with its quotes.
  static std::size_t string_bytes(std::string_view text) {
    std::size_t at = 1;
    while (text[at] != '"') at += text[at] == '\\' ? 2 : 1;
    return at + 1;
  }

  std::size_t container_bytes() const {
    std::size_t at = 0;
    std::size_t depth = 0;
    do {
      const char c = rest_[at];
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      at += c == '"' ? string_bytes(rest_.substr(at)) : 1;
    } while (depth > 0);
    return at;
  }

  std::string_view rest_;
};

}  // namespace

std::optional<std::vector<JsonMember>> members_of(std::string_view text) {
  // The first character before the judgement: most texts that are no object need none.
  const std::size_t first = text.find_first_not_of(white_space);
  if (first == std::string_view::npos || text[first] != '{') return std::nullopt;
  if (!is_json(text)) return std::nullopt;

  std::vector<JsonMember> members;
  Cutter rest(text);
  rest.skip('{');
  while (rest.next() != '}') {
    if (!members.empty()) rest.skip(',');
    rest.next();
    const std::string_view key = rest.value();
    rest.skip(':');
    const std::string_view value = rest.value();
    const auto bytes = static_cast<std::size_t>(value.data() + value.size() - key.data());
    members.push_back({{key.data(), bytes}, key, value});
  }
  return members;
}

bool is_bare_json(std::string_view text) {
  if (text.empty()) return false;
  const auto outside = [](char c) { return white_space.find(c) != std::string_view::npos; };
  if (outside(text.front()) || outside(text.back())) return false;
  return is_json(text);
}

std::optional<std::string> string_of(std::string_view value) {
  if (!value.starts_with('"')) return std::nullopt;
  return nlohmann::json::parse(value).get<std::string>();
}

std::string quoted_member(std::string_view key, std::string_view text) {
  return fmt::format(R"("{}":"{}")", key, text);
}

}  // namespace coalmine::routing
