// Reads a line of text from left to right: for metric math and for the rules of composites.
//
// The first failure ends the reading: from then on nothing more is found, so that a parser needs
// to look for errors only at its end.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace coalmine::routing::cloudwatch {

class TextCursor {
 public:
  explicit TextCursor(std::string_view text) : text_(text) {}

  // Each skips blanks first.
  bool at_end();
  bool take(std::string_view symbol);     // whether it comes next; if so, it is behind now
  bool take_word(std::string_view word);  // as take, but not the beginning of a longer word
  std::string_view take_word();  // letters, digits and _, beginning with a letter; empty: none here
  std::optional<double> take_number();                 // 0.5, 20, 1e-3; without sign
  std::optional<std::string> take_quoted();            // "...", in which \ takes the next as it is
  std::string_view take_until(std::string_view ends);  // everything before a blank or one of them

  // The text does not go on as the language wants. Nothing comes next afterwards.
  void expected(std::string_view what);                // "column 3: expected ..., found ..."
  void fail(std::string message);                      // of what comes next
  void fail(std::size_t column, std::string message);  // column from 1
  const std::optional<Error>& error() const { return error_; }
  std::size_t column();  // of what comes next, from 1

  // How deep the language nests. Precondition of leave(): enter() before.
  static constexpr int depth_max = 100;
  void enter();  // fails beyond depth_max
  void leave() { --depth_; }

 private:
  void skip_blanks();
  std::string_view rest() const { return text_.substr(at_); }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::optional<Error> error_;
};

}  // namespace coalmine::routing::cloudwatch
