// The scalar types of the scenario language.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <vector>

#include "spec/suggest.hpp"
#include "spec/type.hpp"

namespace coalmine::spec {

Type<std::string> text();
Type<std::string> identifier();
Type<Name> name_of(const std::string& what);  // refers to something; no place if not readable
Type<bool> boolean();
Type<Duration> duration();
Type<Duration> positive_duration();
Type<Duration> duration_between(Duration least, Duration most);  // [least, most]
Type<double> share();
Type<double> positive_share();  // above 0
Type<double> rate();
Type<std::uint64_t> whole(std::uint64_t min, std::uint64_t max);
Type<double> number(double min, double max);        // [min, max]
Type<double> number_above(double min, double max);  // (min, max]

// A whole number that fits into 32 bits.
Type<std::uint32_t> count(std::uint32_t min, std::uint32_t max);

// Pairs of a word and its value; `noun` names them in messages: unknown <noun> "...".
template <class T>
Type<T> choice(std::string noun, std::vector<std::pair<std::string, T>> words) {
  std::vector<std::string> names;
  for (const auto& [word, value] : words) names.push_back(word);
  std::string label;
  for (const std::string& name : names) label += (label.empty() ? "" : " or ") + ("`" + name + "`");
  auto parse = [noun = std::move(noun), words = std::move(words),
                names](const std::string& text) -> Value<T> {
    for (const auto& [word, value] : words) {
      if (word == text) return value;
    }
    return tl::unexpected(
        Refusal{fmt::format("unknown {} \"{}\"", noun, text), suggest(text, names)});
  };
  return scalar<T>(std::move(label), {{"enum", names}}, std::move(parse));
}

}  // namespace coalmine::spec
