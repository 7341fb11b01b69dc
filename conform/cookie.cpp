#include "conform/cookie.hpp"

#include <boost/algorithm/string/case_conv.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <utility>

namespace coalmine::conform {
namespace {

// What stands before the next `mark`, which is taken off `text` with it.
std::string take_until(char mark, std::string_view& text) {
  const std::size_t end = text.find(mark);
  std::string part(text.substr(0, end));
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return boost::algorithm::trim_copy(part);
}

// "name=value"; the value is empty where there is no "=".
std::pair<std::string, std::string> take_pair(std::string_view& header) {
  const std::string pair = take_until(';', header);
  std::string_view rest = pair;
  std::string name = take_until('=', rest);
  return {std::move(name), boost::algorithm::trim_copy(std::string(rest))};
}

}  // namespace

std::optional<SetCookie> set_cookie_from(std::string_view header) {
  if (header.substr(0, header.find(';')).find('=') == std::string_view::npos) return std::nullopt;
  auto [name, value] = take_pair(header);
  if (name.empty()) return std::nullopt;
  std::optional<bool> too_old;  // by Max-Age, which outranks Expires
  bool expired = false;
  while (!header.empty()) {
    const auto [attribute, text] = take_pair(header);
    const std::string lower = boost::algorithm::to_lower_copy(attribute);
    if (lower == "max-age")
      too_old = text.starts_with('-') || text.find_first_not_of('0') == text.npos;
    if (lower == "expires") expired = text.find("1970") != text.npos;
  }
  if (too_old.value_or(expired)) return SetCookie{std::move(name), std::nullopt};
  return SetCookie{std::move(name), std::move(value)};
}

std::string cookie_header(const Cookies& cookies) {
  std::string header;
  for (const auto& [name, value] : cookies) {
    header += (header.empty() ? "" : "; ") + name + '=' + value;
  }
  return header;
}

}  // namespace coalmine::conform
