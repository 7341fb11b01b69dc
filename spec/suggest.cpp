#include "spec/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <cctype>
#include <cstddef>

namespace coalmine::spec {
namespace {

constexpr std::size_t word_length_max = 64;  // nothing in the language is longer; keeps it fast
constexpr std::size_t listed_max = 24;

bool same_letter(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

// Optimal string alignment distance, in three rows.
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before_last, last);
    std::swap(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = same_letter(a[i - 1], b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      const bool swapped =
          i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) && same_letter(a[i - 2], b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates) {
  if (word.size() > word_length_max) return std::nullopt;
  const std::size_t edits_max = word.size() <= 4 ? 1 : std::max<std::size_t>(2, word.size() / 3);
  std::optional<std::string> best;
  std::size_t best_edits = edits_max + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > word.size() + edits_max) continue;
    const std::size_t edits = edits_between(word, candidate);
    if (edits < best_edits && edits < candidate.size()) {
      best = candidate;
      best_edits = edits;
    }
  }
  return best;
}

std::string suggest(std::string_view word, const std::vector<std::string>& candidates) {
  if (const auto match = nearest(word, candidates)) {
    return fmt::format("did you mean \"{}\"?", *match);
  }
  if (candidates.empty()) return "";
  const std::size_t listed = std::min(candidates.size(), listed_max);
  const std::vector<std::string> shown(candidates.begin(),
                                       candidates.begin() + static_cast<std::ptrdiff_t>(listed));
  return fmt::format("one of: {}{}", boost::algorithm::join(shown, ", "),
                     listed < candidates.size() ? ", ..." : "");
}

}  // namespace coalmine::spec
