// "Did you mean": the valid word nearest to a misspelt one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace coalmine::spec {

// The candidate with the fewest edits (insert, delete, replace, swap of neighbours), upper and
// lower case alike; the first of equals. Nothing if even that is further than a third of the word,
// or more than one edit for words of up to four letters.
std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates);

// The hint for an unknown word: `did you mean "sticky"?`, or else `one of: weighted, sticky`.
std::string suggest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace coalmine::spec
