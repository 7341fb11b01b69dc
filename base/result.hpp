// A value, or every reason why there is none.
//
// Bad input is a value with a position, never an exception: a caller cannot forget to look, and a
// reader sees all that is wrong in one pass. tl::expected is the standard's std::expected for
// C++20.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace coalmine {

// Where something was written: 1-based; line 0 means "the file as a whole".
struct Position {
  int line = 0;
  int column = 0;
  friend bool operator==(const Position&, const Position&) = default;
};

// One thing that is wrong with the input.
struct Diagnostic {
  std::string file;
  Position at;
  std::string message;  // what is wrong and what was expected: lower case, no full stop
  std::string hint;     // what to do about it; may be empty
  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

using Diagnostics = std::vector<Diagnostic>;

template <class T>
using Result = tl::expected<T, Diagnostics>;

// Why a value could not be made, where no file is involved (routing/ and models/ factories).
struct Error {
  std::string message;
  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Checked = tl::expected<T, Error>;

}  // namespace coalmine
