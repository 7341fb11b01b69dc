// What a product's bucketing is called, and what it has to be told.
//
// Told by name and as text, so that a scenario, a command line and a test can all give it; each
// product's file describes itself in these terms, and help, errors and the manual print them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace coalmine::routing {

using Parameters = std::map<std::string, std::string, std::less<>>;

struct ParameterInfo {
  std::string_view name;  // as the product calls it
  std::string_view also;  // its short name in vector files; may be empty
  std::string_view meaning;
  std::optional<std::string_view> fallback;  // used if it is not given; nothing: it must be given
};

struct ProductInfo {
  std::string_view name;         // "launchdarkly"
  std::string_view title;        // as its vector file calls it
  std::string_view hash;         // the function, and the text it hashes
  std::string_view bucket;       // name and range of what the hash becomes
  std::string_view rule;         // who is in
  std::string_view granularity;  // the smallest step of a weight
  std::span<const ParameterInfo> parameters;
};

// The parameters of one product, checked against what it knows. Remembers the first problem: read
// all that is needed, then ask problem().
class Arguments {
 public:
  Arguments(const ProductInfo& product, const Parameters& given);

  // `name` is the product's own name of a parameter that its info lists.
  std::string text(std::string_view name);
  // A whole number in [min, max].
  std::int64_t whole(std::string_view name, std::int64_t min, std::int64_t max);
  // The value that belongs to the word given.
  template <class T>
  T choice(std::string_view name, const std::vector<std::pair<std::string_view, T>>& words) {
    const std::string word = text(name);
    std::string known;
    for (const auto& [candidate, value] : words) {
      if (candidate == word) return value;
      known += (known.empty() ? "" : ", ") + std::string(candidate);
    }
    refuse(name, "is \"" + word + "\", expected one of: " + known);
    return words.front().second;
  }
  bool given(std::string_view name) const;

  // Notes that the value of `name` cannot be used: "<product>: <name> <why>".
  void refuse(std::string_view name, const std::string& why);
  const std::optional<Error>& problem() const { return problem_; }

 private:
  const ProductInfo& product_;
  Parameters given_;  // by the products' own names
  std::optional<Error> problem_;
};

}  // namespace coalmine::routing
