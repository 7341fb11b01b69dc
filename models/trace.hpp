// A request log: CSV or CSV.gz with the columns t,user,endpoint,status,bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace coalmine::models {

// The rows of a log in its order, times non-decreasing. Users are renumbered 0, 1, ... by first
// appearance in the whole file.
struct Trace {
  std::vector<Instant> at;
  std::vector<std::uint32_t> user;
  std::uint32_t users = 0;
};

// Reads a whole log. `t` has at most nine decimals. Compression is recognised by content.
//
// Error: every problem with file:line:column (the first 20): missing or unreadable file, truncated
// or broken gzip, wrong header, wrong number of columns, a field that is no number, negative or
// decreasing t, no rows.
Result<Trace> read_trace(const std::string& path);

}  // namespace coalmine::models
