#include "spec/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <span>

namespace coalmine::spec {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::size_t number_length_max = 40;  // longer is no number a person wrote

const std::string duration_hint = "write it as 250us, 80ms, 1.5s, 10m, 2h, 1d or 1h30m";
const std::string share_hint = "write it as 0.1, 10% or 4/41";
const std::string rate_hint = "write it as 0.5/s, 600/min, 3/h or 2/d";

struct Unit {
  std::string_view name;
  std::int64_t ns;
};

constexpr std::array duration_units{
    Unit{"ns", 1},
    Unit{"us", 1'000},
    Unit{"ms", 1'000'000},
    Unit{"s", 1'000'000'000},
    Unit{"m", 60'000'000'000},
    Unit{"h", 3'600'000'000'000},
    Unit{"d", 86'400'000'000'000},
};

constexpr std::array rate_units{
    Unit{"s", 1'000'000'000},
    Unit{"min", 60'000'000'000},
    Unit{"h", 3'600'000'000'000},
    Unit{"d", 86'400'000'000'000},
};

std::optional<Unit> find_unit(std::span<const Unit> units, std::string_view name) {
  for (const Unit& unit : units) {
    if (unit.name == name) return unit;
  }
  return std::nullopt;
}

// How people write units that the language writes shorter. "m" is a minute of a duration, but a
// rate is written "1/min", as in conversation.
struct Alias {
  std::string_view written;
  std::string_view meant;
};
constexpr std::array duration_aliases{
    Alias{"sec", "s"},   Alias{"secs", "s"},     Alias{"second", "s"}, Alias{"seconds", "s"},
    Alias{"min", "m"},   Alias{"mins", "m"},     Alias{"minute", "m"}, Alias{"minutes", "m"},
    Alias{"hr", "h"},    Alias{"hrs", "h"},      Alias{"hour", "h"},   Alias{"hours", "h"},
    Alias{"day", "d"},   Alias{"days", "d"},     Alias{"msec", "ms"},  Alias{"millis", "ms"},
    Alias{"usec", "us"}, Alias{"\u00b5s", "us"}, Alias{"S", "s"},      Alias{"MS", "ms"},
    Alias{"M", "m"},     Alias{"H", "h"},        Alias{"D", "d"},
};
constexpr std::array rate_aliases{
    Alias{"sec", "s"},      Alias{"second", "s"}, Alias{"m", "min"},
    Alias{"minute", "min"}, Alias{"mins", "min"}, Alias{"hour", "h"},
    Alias{"hr", "h"},       Alias{"day", "d"},    Alias{"minutes", "min"},
};

// The hint for an unknown unit behind `before` it: what was probably meant, or else `forms`.
std::string unit_hint(std::span<const Alias> aliases, std::string_view before,
                      std::string_view unit, const std::string& forms) {
  for (const Alias& alias : aliases) {
    if (alias.written == unit) return fmt::format("did you mean \"{}{}\"?", before, alias.meant);
  }
  return forms;
}

tl::unexpected<Refusal> refuse(std::string message, std::string hint = "") {
  return tl::unexpected(Refusal{std::move(message), std::move(hint)});
}

// The double nearest to `text` * 10^exponent: decimal digits are never multiplied in binary.
std::optional<double> decimal(std::string_view text, int exponent = 0) {
  if (text.empty() || text.size() > number_length_max) return std::nullopt;
  if (text.find_first_not_of("0123456789.eE+-") != std::string_view::npos) return std::nullopt;
  std::string shifted(text);
  if (exponent != 0) {
    if (text.find_first_of("eE") != std::string_view::npos) return std::nullopt;
    shifted += fmt::format("e{}", exponent);
  }
  double value = 0;
  const auto [end, error] = std::from_chars(shifted.data(), shifted.data() + shifted.size(), value);
  const bool whole_text = end == shifted.data() + shifted.size();
  if (error != std::errc{} || !whole_text || !std::isfinite(value)) return std::nullopt;
  return value;
}

// One number-and-unit of a duration, "1h" or "1.5s", in nanoseconds; takes it off `text`. Its unit
// is below `limit_ns`, which it becomes.
Value<std::int64_t> take_duration_part(std::string_view& text, std::int64_t& limit_ns,
                                       std::string_view whole_text) {
  const std::size_t number_end = std::min(text.find_first_not_of("0123456789."), text.size());
  const std::string_view number = text.substr(0, number_end);
  text.remove_prefix(number_end);
  const std::size_t unit_end = std::min(text.find_first_of(digits), text.size());
  const std::string_view unit_name = text.substr(0, unit_end);
  text.remove_prefix(unit_end);

  const std::size_t point = std::min(number.find('.'), number.size());
  const std::string_view integer = number.substr(0, point);
  const std::string_view fraction =
      point < number.size() ? number.substr(point + 1) : std::string_view{};
  const bool bare_point = point < number.size() && fraction.empty();
  if (integer.empty() || bare_point || fraction.find('.') != std::string_view::npos) {
    return refuse(fmt::format("\"{}\" is not a duration", whole_text), duration_hint);
  }
  if (unit_name.empty()) {
    return refuse(fmt::format("\"{}\" has no unit", whole_text), duration_hint);
  }
  const auto unit = find_unit(duration_units, unit_name);
  if (!unit) {
    return refuse(fmt::format("\"{}\" has the unknown unit \"{}\"", whole_text, unit_name),
                  unit_hint(duration_aliases, number, unit_name, duration_hint));
  }
  if (unit->ns >= limit_ns) {
    return refuse(fmt::format("\"{}\" is not a duration", whole_text),
                  "larger units come first, as in 1h30m");
  }
  limit_ns = unit->ns;

  // Digits one by one: exact, and a digit below the nanosecond is seen.
  const std::int64_t count_max = duration_max.count() / unit->ns + 1;
  std::int64_t count = 0;
  for (const char digit : integer) count = std::min(count * 10 + (digit - '0'), count_max);
  std::int64_t ns = count * unit->ns;
  std::int64_t place_ns = unit->ns;
  for (const char digit : fraction) {
    const bool representable = place_ns % 10 == 0;
    if (!representable && digit == '0') continue;
    if (!representable) return refuse(fmt::format("\"{}\" is finer than a nanosecond", whole_text));
    place_ns /= 10;
    ns += place_ns * (digit - '0');
  }
  return ns;
}

}  // namespace

Value<Duration> duration_from(std::string_view text) {
  if (text == "0") return Duration{0};
  if (text.find(' ') != std::string_view::npos) {
    std::string closed(text);
    std::erase(closed, ' ');
    return refuse(
        fmt::format("\"{}\" is not a duration", text),
        duration_from(closed) ? fmt::format("did you mean \"{}\"?", closed) : duration_hint);
  }
  if (text.starts_with('-')) {
    return refuse(fmt::format("\"{}\" is negative", text), "a duration is at least 0s");
  }
  if (text.empty() || digits.find(text.front()) == std::string_view::npos) {
    return refuse(fmt::format("\"{}\" is not a duration", text), duration_hint);
  }
  std::int64_t sum_ns = 0;
  std::int64_t unit_ns = std::numeric_limits<std::int64_t>::max();
  for (std::string_view rest = text; !rest.empty();) {
    const auto part = take_duration_part(rest, unit_ns, text);
    if (!part) return tl::unexpected(part.error());
    sum_ns += *part;  // no overflow: one part for each unit, each part little more than ten years
    if (sum_ns > duration_max.count()) {
      return refuse(fmt::format("\"{}\" is too long", text),
                    fmt::format("at most {}", to_text(duration_max)));
    }
  }
  return Duration{sum_ns};
}

Value<double> percentage_from(std::string_view text) {
  const auto share =
      text.ends_with('%') ? decimal(text.substr(0, text.size() - 1), -2) : std::nullopt;
  if (!share) return refuse(fmt::format("\"{}\" is not a percentage", text), "write it as 10%");
  return *share;
}

Value<double> share_from(std::string_view text) {
  std::optional<double> share;
  if (text.ends_with('%')) {
    share = decimal(text.substr(0, text.size() - 1), -2);
  } else if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    const auto part = whole_from(text.substr(0, slash));
    const auto all = whole_from(text.substr(slash + 1));
    if (part && all && *all > 0) share = static_cast<double>(*part) / static_cast<double>(*all);
  } else {
    share = decimal(text);
  }
  if (!share) return refuse(fmt::format("\"{}\" is not a share", text), share_hint);
  if (*share < 0) {
    return refuse(fmt::format("\"{}\" is negative", text), "a share is between 0 and 1");
  }
  if (*share > 1) {
    const bool percent_meant = *share <= 100 && decimal(text).has_value();
    return refuse(fmt::format("\"{}\" is above 1", text),
                  percent_meant ? fmt::format("did you mean \"{}%\"?", text)
                                : "a share is at most 1, or 100%");
  }
  return *share;
}

Value<double> rate_from(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto count = decimal(text.substr(0, slash));
  if (!count) return refuse(fmt::format("\"{}\" is not a rate", text), rate_hint);
  if (slash == std::string_view::npos) {
    return refuse(fmt::format("\"{}\" has no unit", text), rate_hint);
  }
  const std::string_view unit_name = text.substr(slash + 1);
  const auto unit = find_unit(rate_units, unit_name);
  if (!unit) {
    return refuse(fmt::format("\"{}\" has the unknown unit \"{}\"", text, unit_name),
                  unit_hint(rate_aliases, text.substr(0, slash + 1), unit_name, rate_hint));
  }
  if (*count <= 0) return refuse(fmt::format("\"{}\" is not above 0", text), rate_hint);
  return *count / static_cast<double>(unit->ns / 1'000'000'000);
}

Value<double> number_from(std::string_view text) {
  const auto number = decimal(text);
  if (!number) return refuse(fmt::format("\"{}\" is not a number", text));
  return *number;
}

Value<std::uint64_t> whole_from(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::result_out_of_range) {
    return refuse(fmt::format("\"{}\" is too large", text));
  }
  if (error != std::errc{} || end != text.data() + text.size()) {
    return refuse(fmt::format("\"{}\" is not a whole number", text));
  }
  return number;
}

std::string to_text(Duration duration) {
  if (duration.count() == 0) return "0s";
  const auto unit = std::find_if(duration_units.rbegin(), duration_units.rend(),
                                 [&](const Unit& each) { return duration.count() % each.ns == 0; });
  return fmt::format("{}{}", duration.count() / unit->ns, unit->name);
}

}  // namespace coalmine::spec
