#include "routing/token/text.hpp"

#include <fmt/compile.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <iterator>

namespace coalmine::routing {

namespace {

constexpr char separator = '~';
constexpr std::string_view unsigned_format = "cm1";
constexpr std::string_view signed_format = "cm1s";

enum Place { format, release, version, cohort, issued_at, key_id, signature };
constexpr std::size_t unsigned_fields = issued_at + 1;
constexpr std::size_t signed_fields = signature + 1;

struct Fields {
  std::array<std::string_view, signed_fields> at;
  std::size_t count = 0;  // signed_fields + 1 where there are more than that
};

Fields split(std::string_view text) noexcept {
  Fields fields;
  while (fields.count < signed_fields) {
    const std::size_t end = text.find(separator);
    fields.at[fields.count++] = text.substr(0, end);
    if (end == std::string_view::npos) return fields;
    text.remove_prefix(end + 1);
  }
  ++fields.count;
  return fields;
}

// How many fields the text should have by its first one; 0: it is no token.
std::size_t fields_expected(const Fields& fields) noexcept {
  if (fields.at[format] == signed_format) return signed_fields;
  if (fields.at[format] == unsigned_format) return unsigned_fields;
  // Cut within the first field. Which format it was to be does not matter: fields are missing.
  const bool cut = fields.count == 1 && signed_format.starts_with(fields.at[format]);
  return cut ? signed_fields : 0;
}

std::optional<TokenFault> length_fault(std::string_view last, std::size_t expected) noexcept {
  if (last.size() < expected) return TokenFault::truncated;
  if (last.size() > expected) return TokenFault::malformed;
  return std::nullopt;
}

std::optional<TokenFault> shape_fault(const Fields& fields) noexcept {
  const std::size_t expected = fields_expected(fields);
  if (fields.count > expected) return TokenFault::malformed;
  if (fields.count < expected) return TokenFault::truncated;
  return expected == signed_fields ? length_fault(fields.at[signature], signature_bytes)
                                   : length_fault(fields.at[issued_at], issued_at_digits);
}

std::optional<Version> parse_version(std::string_view text) noexcept {
  if (text == name_of(Version::stable)) return Version::stable;
  if (text == name_of(Version::canary)) return Version::canary;
  return std::nullopt;
}

std::optional<WallTime> parse_time(std::string_view text) noexcept {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() != issued_at_digits || !std::all_of(text.begin(), text.end(), is_digit)) {
    return std::nullopt;
  }
  std::int64_t since_epoch_ms = 0;
  std::from_chars(text.data(), text.data() + text.size(), since_epoch_ms);
  return WallTime{std::chrono::milliseconds{since_epoch_ms}};
}

// A base64url text of this length is a label without dots.
bool is_signature(std::string_view text) noexcept {
  return Label::parse(text) && text.find('.') == std::string_view::npos;
}

// Appends "<format>~<decision>".
void append_decision(TokenText& text, std::string_view format_name, const DecisionToken& token) {
  assert(token.issued_at >= WallTime{} && token.issued_at <= wall_time_max);
  fmt::format_to(std::back_inserter(text), FMT_COMPILE("{}~{}~{}~{}~{:013}"), format_name,
                 token.release.text(), name_of(token.version),
                 token.cohort ? token.cohort->text() : std::string_view{},
                 token.issued_at.time_since_epoch().count());
}

}  // namespace

TokenText encode(const DecisionToken& token) noexcept {
  TokenText text;
  append_decision(text, unsigned_format, token);
  return text;
}

TokenText encode(const DecisionToken& token, const SigningKey& key) noexcept {
  TokenText text;
  append_decision(text, signed_format, token);
  const std::string_view id = key.id().text();
  text.append(1, separator).append(id.data(), id.size());
  const Signature signed_with = key.sign(view_of(text));
  text.append(1, separator).append(signed_with.data(), signed_with.size());
  return text;
}

tl::expected<WrittenToken, TokenFault> decode(std::string_view text) noexcept {
  if (text.size() > token_bytes_max) return tl::unexpected(TokenFault::oversized);
  const Fields fields = split(text);
  if (const auto fault = shape_fault(fields)) return tl::unexpected(*fault);

  const auto release_label = Label::parse(fields.at[release]);
  const auto decided = parse_version(fields.at[version]);
  const auto cohort_label = Label::parse(fields.at[cohort]);
  const auto time = parse_time(fields.at[issued_at]);
  const auto key_label = Label::parse(fields.at[key_id]);
  const bool is_signed = fields.count == signed_fields;
  const bool well_formed = release_label && decided && time &&
                           (cohort_label || fields.at[cohort].empty()) &&
                           (!is_signed || (key_label && is_signature(fields.at[signature])));
  if (!well_formed) return tl::unexpected(TokenFault::malformed);

  WrittenToken written{{*release_label, *decided, cohort_label, *time, key_label}, {}, {}};
  if (is_signed) {
    written.signature = fields.at[signature];
    written.signed_text = text.substr(0, text.size() - signature_bytes - 1);
  }
  return written;
}

}  // namespace coalmine::routing
