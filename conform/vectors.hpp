// Bucketing vectors: what real products decided, recomputed case by case.
//
// A vector file is one JSON object: `product`, and `cases` with their inputs and the results that
// the product gave (tests/vectors/README.md). Every result of every case is recomputed; one that
// nothing here knows how to recompute is an error, not a pass.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace coalmine::conform {

// One result that came out otherwise, as JSON.
struct Mismatch {
  std::size_t case_number;  // 1-based
  std::string field;        // "n", "at[2]"
  std::string expected;     // by the product
  std::string got;          // here
};

struct VectorReport {
  std::string product;
  std::size_t passed = 0;  // cases
  std::size_t failed = 0;
  std::vector<Mismatch> mismatches;  // every one, in order
};

// Checks the text of a vector file; `file` names it in diagnostics.
// Error: not JSON, not a vector file, a product or mode that is not known, a case without an input
// that its mode needs, with a result that its mode does not have, or with none.
Result<VectorReport> check_vectors(std::string_view text, const std::string& file);

// The same for a file.
Result<VectorReport> check_vector_file(const std::string& file);

}  // namespace coalmine::conform
