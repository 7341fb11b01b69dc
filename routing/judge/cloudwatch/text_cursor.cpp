#include "routing/judge/cloudwatch/text_cursor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace coalmine::routing::cloudwatch {
namespace {

// Of ASCII, whatever the locale.
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_of_word(char c) { return is_letter(c) || is_digit(c) || c == '_'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::size_t word_length(std::string_view text) {
  if (text.empty() || !is_letter(text.front())) return 0;
  std::size_t length = 1;
  while (length < text.size() && is_of_word(text[length])) ++length;
  return length;
}

}  // namespace

void TextCursor::skip_blanks() {
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
}

std::size_t TextCursor::column() {
  skip_blanks();
  return at_ + 1;
}

bool TextCursor::at_end() {
  skip_blanks();
  return at_ == text_.size();
}

bool TextCursor::take(std::string_view symbol) {
  skip_blanks();
  if (!rest().starts_with(symbol)) return false;
  at_ += symbol.size();
  return true;
}

bool TextCursor::take_word(std::string_view word) {
  skip_blanks();
  if (rest().substr(0, word_length(rest())) != word) return false;
  at_ += word.size();
  return true;
}

std::string_view TextCursor::take_word() {
  skip_blanks();
  const std::string_view word = rest().substr(0, word_length(rest()));
  at_ += word.size();
  return word;
}

std::optional<double> TextCursor::take_number() {
  skip_blanks();
  if (at_end() || !(is_digit(text_[at_]) || text_[at_] == '.')) return std::nullopt;
  double number = 0;
  const char* const begin = rest().data();
  const auto [end, problem] = std::from_chars(begin, begin + rest().size(), number);
  if (problem != std::errc{} || !std::isfinite(number)) return std::nullopt;
  at_ += static_cast<std::size_t>(end - begin);
  return number;
}

std::optional<std::string> TextCursor::take_quoted() {
  const std::size_t column_of_quote = column();
  if (!take("\"")) return std::nullopt;
  std::string quoted;
  for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
    if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
    quoted += text_[at_];
  }
  if (at_ == text_.size()) {
    fail(column_of_quote, "the quote is not closed");
    return std::nullopt;
  }
  ++at_;
  return quoted;
}

std::string_view TextCursor::take_until(std::string_view ends) {
  skip_blanks();
  std::size_t length = 0;
  while (length < rest().size() && !is_blank(rest()[length]) &&
         ends.find(rest()[length]) == std::string_view::npos) {
    ++length;
  }
  const std::string_view taken = rest().substr(0, length);
  at_ += length;
  return taken;
}

void TextCursor::expected(std::string_view what) {
  if (at_end()) return fail(fmt::format("expected {}, found the end", what));
  // A whole word, or what may be one byte of a character outside ASCII with all that follows it.
  std::size_t length = std::max(word_length(rest()), std::size_t{1});
  while (length < rest().size() && (rest()[length] & 0xC0) == 0x80) ++length;
  fail(fmt::format("expected {}, found \"{}\"", what, rest().substr(0, length)));
}

void TextCursor::fail(std::string message) { fail(column(), std::move(message)); }

void TextCursor::fail(std::size_t column, std::string message) {
  if (!error_) error_ = Error{fmt::format("column {}: {}", column, message)};
  at_ = text_.size();
}

void TextCursor::enter() {
  if (++depth_ > depth_max) fail(fmt::format("nested deeper than {}", depth_max));
}

}  // namespace coalmine::routing::cloudwatch
