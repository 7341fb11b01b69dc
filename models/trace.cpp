#include "models/trace.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>
#include <unordered_map>

namespace coalmine::models {
namespace {

constexpr std::string_view header = "t,user,endpoint,status,bytes";
constexpr std::size_t columns = 5;
constexpr std::size_t problems_max = 20;
constexpr std::size_t line_length_max = 1'000;
constexpr std::size_t chunk_size = 1u << 18;
constexpr std::int64_t seconds_max = 3'650LL * 86'400;  // ten years: more is no offset but a date

// The lines of a file, plain or compressed. zlib tells the two apart by content.
class LineReader {
 public:
  explicit LineReader(const std::string& path) : file_(gzopen(path.c_str(), "rb"), gzclose_r) {
    if (file_) gzbuffer(file_.get(), chunk_size);
  }
  bool is_open() const { return file_ != nullptr; }

  // The next line without its end; nothing at the end of the file, after a line that is too long,
  // or when the data are broken. Valid until the next call.
  std::optional<std::string_view> next() {
    while (true) {
      const std::string_view rest = std::string_view(buffer_).substr(begin_);
      if (const std::size_t length = rest.find('\n'); length != std::string_view::npos) {
        return take(length, 1);
      }
      too_long_ = rest.size() > line_length_max;
      if (too_long_) return std::nullopt;
      if (!fill()) {
        return rest.empty() || problem_ ? std::nullopt : std::optional(take(rest.size(), 0));
      }
    }
  }

  bool line_too_long() const { return too_long_; }

  // Why the file could not be read to its end.
  const std::optional<std::string>& problem() const { return problem_; }

 private:
  std::string_view take(std::size_t length, std::size_t end_length) {
    std::string_view line(buffer_.data() + begin_, length);
    begin_ += length + end_length;
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }

  bool fill() {
    buffer_.erase(0, begin_);
    begin_ = 0;
    const std::size_t kept = buffer_.size();
    buffer_.resize(kept + chunk_size);
    const int size = gzread(file_.get(), buffer_.data() + kept, static_cast<unsigned>(chunk_size));
    buffer_.resize(kept + static_cast<std::size_t>(std::max(size, 0)));
    int code = Z_OK;
    const char* message = gzerror(file_.get(), &code);
    // Data that end within a compressed stream are delivered first and reported with the last of
    // them.
    if (code == Z_BUF_ERROR) {
      problem_ = "the compressed data end too early";
    } else if (code == Z_ERRNO) {
      problem_ = std::generic_category().message(errno);
    } else if (code != Z_OK && code != Z_STREAM_END) {
      problem_ = fmt::format("the compressed data are broken: {}", message);
    }
    return size > 0;
  }

  std::unique_ptr<gzFile_s, decltype(&gzclose_r)> file_;
  std::string buffer_;
  std::size_t begin_ = 0;
  bool too_long_ = false;
  std::optional<std::string> problem_;
};

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// "12.345" seconds, exact in nanoseconds; nothing if it is not such a number.
std::optional<Instant> offset(std::string_view text) {
  const std::size_t point = std::min(text.find('.'), text.size());
  const auto seconds = whole_number(text.substr(0, point));
  if (!seconds || *seconds > static_cast<std::uint64_t>(seconds_max)) return std::nullopt;
  std::int64_t ns = static_cast<std::int64_t>(*seconds) * 1'000'000'000;
  if (point == text.size()) return Instant{Duration{ns}};
  const std::string_view decimals = text.substr(point + 1);
  if (decimals.empty() || decimals.size() > 9) return std::nullopt;
  std::int64_t place_ns = 100'000'000;
  for (const char digit : decimals) {
    if (digit < '0' || digit > '9') return std::nullopt;
    ns += (digit - '0') * place_ns;
    place_ns /= 10;
  }
  return Instant{Duration{ns}};
}

// A field as a message may show it: short, and no control characters on somebody's terminal.
std::string shown(std::string_view field) {
  std::string text(field.substr(0, 40));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

class TraceReader {
 public:
  explicit TraceReader(const std::string& path) : path_(path), lines_(path) {}

  Result<Trace> read() {
    if (!lines_.is_open()) {
      return tl::unexpected(Diagnostics{
          {path_, {}, "cannot be read: " + std::generic_category().message(errno), ""}});
    }
    if (read_header()) read_rows();
    if (!problems_.empty()) return tl::unexpected(std::move(problems_));
    return std::move(trace_);
  }

 private:
  void note(std::size_t column, std::string message, std::string hint = "") {
    if (problems_.size() >= problems_max) return;
    problems_.push_back(
        {path_, {line_, static_cast<int>(column)}, std::move(message), std::move(hint)});
  }

  bool read_header() {
    const auto line = lines_.next();
    if (!line) {
      note_end();
      return false;
    }
    ++line_;
    if (*line == header) return true;
    note(1, "the header is missing", fmt::format("the first line must be {}", header));
    return false;
  }

  void read_rows() {
    while (problems_.size() < problems_max) {
      const auto line = lines_.next();
      if (!line) return note_end();
      ++line_;
      read_row(*line);
    }
  }

  // Notes what stopped the reading; nothing at a sound end.
  void note_end() {
    ++line_;
    if (lines_.problem()) {
      note(1, *lines_.problem(), "is the file complete?");
    } else if (lines_.line_too_long()) {
      note(1, fmt::format("longer than {} bytes", line_length_max));
    } else if (problems_.empty() && trace_.at.empty()) {
      note(1, "the log has no rows");
    }
  }

  void read_row(std::string_view line) {
    std::array<std::string_view, columns> fields;
    std::array<std::size_t, columns> column{};
    std::size_t found = 0;
    for (std::size_t begin = 0; begin <= line.size(); ++found) {
      const std::size_t end = std::min(line.find(',', begin), line.size());
      if (found < columns) {
        fields[found] = line.substr(begin, end - begin);
        column[found] = begin + 1;
      }
      begin = end + 1;
    }
    if (found != columns) {
      return note(1, fmt::format("{} columns, expected {}", found, columns), std::string(header));
    }

    const auto at = offset(fields[0]);
    if (!at) {
      note(column[0], fmt::format("t: \"{}\" is not an offset in seconds", shown(fields[0])),
           "from 0 to ten years, at most nine decimals");
    }
    const bool sorted = !at || trace_.at.empty() || *at >= trace_.at.back();
    if (!sorted) {
      note(column[0], fmt::format("t: {} comes after a later time", fields[0]),
           "a log is sorted by t");
    }
    const auto user = number(fields[1], column[1], "user");
    number(fields[2], column[2], "endpoint");
    number(fields[3], column[3], "status");
    if (!fields[4].empty()) number(fields[4], column[4], "bytes");
    if (at && user && sorted) add(*at, *user);
  }

  std::optional<std::uint64_t> number(std::string_view field, std::size_t column,
                                      std::string_view name) {
    const auto value = whole_number(field);
    if (!value) note(column, fmt::format("{}: \"{}\" is not a whole number", name, shown(field)));
    return value;
  }

  void add(Instant at, std::uint64_t user) {
    // Looked up, never iterated: the order of a hash map must not reach results.
    const auto [found, added] = numbers_.try_emplace(user, trace_.users);
    if (added) ++trace_.users;
    trace_.at.push_back(at);
    trace_.user.push_back(found->second);
  }

  std::string path_;
  LineReader lines_;
  int line_ = 0;
  Trace trace_;
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;
  Diagnostics problems_;
};

}  // namespace

Result<Trace> read_trace(const std::string& path) {
  // Only regular files: a pipe or a device may never end.
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    return tl::unexpected(Diagnostics{{path, {}, "is not a file", ""}});
  }
  return TraceReader(path).read();
}

}  // namespace coalmine::models
