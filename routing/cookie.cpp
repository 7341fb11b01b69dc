#include "routing/cookie.hpp"

#include <array>
#include <cassert>
#include <charconv>
#include <limits>

namespace coalmine::routing {
namespace {

constexpr std::string_view format = "1";
constexpr std::string_view forever = "never";

void append(CookieText& text, std::string_view part) { text.append(part.data(), part.size()); }

template <class Number>
void append_number(CookieText& text, Number value, int base = 10) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, base).ptr;
  text.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

// Digits as to_chars writes them: lower case, no sign, no leading zero. At most `most`.
template <class Number>
std::optional<Number> number_from(std::string_view text, Number most, int base = 10) {
  const bool leading_zero = text.size() > 1 && text.front() == '0';
  if (text.empty() || leading_zero || text.front() == '-') return std::nullopt;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') return std::nullopt;
  }
  Number value{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (problem != std::errc{} || end != text.data() + text.size() || value > most) {
    return std::nullopt;
  }
  return value;
}

// The part up to the next dot, which is taken away with it.
std::string_view next_part(std::string_view& rest) {
  const auto dot = rest.find('.');
  const auto part = rest.substr(0, dot);
  rest = dot == std::string_view::npos ? std::string_view{} : rest.substr(dot + 1);
  return part;
}

std::optional<Version> version_from(std::string_view name) {
  for (const Version version : {Version::stable, Version::canary}) {
    if (name == name_of(version)) return version;
  }
  return std::nullopt;
}

std::optional<Instant> until_from(std::string_view text) {
  if (text == forever) return never;
  const auto until_ns =
      number_from<std::int64_t>(text, std::numeric_limits<std::int64_t>::max() - 1);
  return until_ns ? std::optional(Instant{Duration{*until_ns}}) : std::nullopt;
}

}  // namespace

CookieText to_cookie(const Held& held) noexcept {
  assert(held.until >= Instant{});
  CookieText text;
  append(text, format);
  append(text, ".");
  append(text, name_of(held.version));
  append(text, ".");
  append_number(text, held.weight.threshold(), 16);
  append(text, ".");
  append_number(text, held.step);
  append(text, ".");
  if (held.until == never) {
    append(text, forever);
  } else {
    append_number(text, held.until.time_since_epoch().count());
  }
  return text;
}

std::optional<Held> from_cookie(std::string_view value) noexcept {
  if (value.size() > cookie_bytes_max || next_part(value) != format) return std::nullopt;
  const auto version = version_from(next_part(value));
  const auto weight = number_from<std::uint64_t>(next_part(value), whole, 16);
  const auto step =
      number_from<std::uint32_t>(next_part(value), std::numeric_limits<std::uint32_t>::max());
  const auto until = until_from(value);
  if (!version || !weight || !step || !until) return std::nullopt;
  return Held{*version, *until, Weight::of_tickets(*weight), *step};
}

}  // namespace coalmine::routing
