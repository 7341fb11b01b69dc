// Reads PATH=A..B[:STEPS][:log] and PATH=a,b,c.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/sweep/dimension.hpp"
#include "spec/values.hpp"

namespace coalmine::harness {
namespace {

constexpr std::string_view forms = "write it as traffic.users=100..10000, 1%..50%:10 or a,b,c";

// A part of what was written, and where.
struct Piece {
  std::string_view text;
  std::size_t at = 0;

  Piece part(std::size_t begin, std::size_t length = std::string_view::npos) const {
    return {text.substr(begin, length), at + begin};
  }
};

Piece trimmed(Piece piece) {
  const std::size_t begin = std::min(piece.text.find_first_not_of(' '), piece.text.size());
  const std::size_t end = piece.text.find_last_not_of(' ') + 1;
  return piece.part(begin, std::max(begin, end) - begin);
}

// At `separator`, but not within brackets or quotes: a value may be a map or a list. Nothing where
// those do not close.
std::optional<std::vector<Piece>> split(Piece values, char separator) {
  std::vector<Piece> pieces;
  int depth = 0;
  char quote = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < values.text.size(); ++i) {
    const char c = values.text[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (--depth < 0) return std::nullopt;
    } else if (c == separator && depth == 0) {
      pieces.push_back(trimmed(values.part(begin, i - begin)));
      begin = i + 1;
    }
  }
  if (depth != 0 || quote != 0) return std::nullopt;
  pieces.push_back(trimmed(values.part(begin)));
  return pieces;
}

std::size_t find_dots(std::string_view text) { return text.find(".."); }

bool looks_like_range(std::string_view text) {
  const std::size_t dots = find_dots(text);
  return dots != std::string_view::npos &&
         Scale::common_to(text.substr(0, dots), text.substr(0, dots)) &&
         Scale::common_to(text.substr(dots + 2), text.substr(dots + 2));
}

}  // namespace

// One text, read once.
class DimensionReader {
 public:
  explicit DimensionReader(const std::string& written) : written_(written) {}

  Result<Dimension> read() {
    const std::size_t equals = written_.find('=');
    if (equals == std::string::npos) {
      return refuse({written_, 0}, "no \"=\" between path and values", forms);
    }
    if (equals == 0) return refuse({written_, 0}, "no path before \"=\"", forms);
    const Piece values = trimmed(Piece{written_, 0}.part(equals + 1));
    if (values.text.empty()) return refuse(values, "no values after \"=\"", forms);
    Dimension dimension(written_, written_.substr(0, equals));

    const auto pieces = split(values, ',');
    if (!pieces) return refuse(values, "a bracket or quotation mark is not closed", "");
    if (pieces->size() > 1) return read_list(*pieces, std::move(dimension));
    if (find_dots(values.text) != std::string_view::npos) {
      return read_range(values, std::move(dimension));
    }
    return refuse(values, "one value varies nothing",
                  fmt::format("for one value there is --set {}", written_));
  }

 private:
  tl::unexpected<Diagnostics> refuse(Piece at, std::string message, std::string_view hint) const {
    return tl::unexpected(Diagnostics{{"--vary " + written_,
                                       {1, static_cast<int>(at.at) + 1},
                                       std::move(message),
                                       std::string(hint)}});
  }

  Result<Dimension> read_list(const std::vector<Piece>& pieces, Dimension dimension) const {
    for (const Piece& piece : pieces) {
      if (piece.text.empty()) return refuse(piece, "an empty value in the list", "");
      if (looks_like_range(piece.text)) {
        return refuse(piece, "a range in a list", "it is either: 1..10:4, or 1,4,7,10");
      }
      if (std::count(dimension.list_.begin(), dimension.list_.end(), piece.text) > 0) {
        return refuse(piece, fmt::format("\"{}\" is in the list twice", piece.text), "");
      }
      dimension.list_.emplace_back(piece.text);
    }
    return dimension;
  }

  Result<Dimension> read_range(Piece values, Dimension dimension) const {
    const std::size_t dots = find_dots(values.text);
    const Piece first = trimmed(values.part(0, dots));
    const Piece rest = values.part(dots + 2);
    const std::size_t colon = std::min(rest.text.find(':'), rest.text.size());
    const Piece last = trimmed(rest.part(0, colon));
    if (first.text.empty()) return refuse(values, "the range has no beginning", forms);
    if (last.text.empty()) return refuse(last, "the range has no end", forms);
    if (last.text.starts_with('.')) {
      return refuse(last, "three dots", "a range has two: 1..10; begin a number with a digit");
    }
    auto range = read_ends(first, last);
    if (!range) return tl::unexpected(range.error());
    dimension.range_ = std::move(*range);
    if (colon < rest.text.size()) {
      if (auto added = add_options(rest.part(colon + 1), *dimension.range_); !added) {
        return tl::unexpected(added.error());
      }
    }
    const bool positive = dimension.range_->from > 0 && dimension.range_->to > 0;
    if (dimension.range_->log && !positive) {
      return refuse(first, "a logarithmic range has ends above 0",
                    "without :log the steps are evenly spaced");
    }
    return dimension;
  }

  Result<Dimension::Range> read_ends(Piece first, Piece last) const {
    for (const Piece& end : {first, last}) {
      if (!Scale::common_to(end.text, end.text)) {
        return refuse(end, fmt::format("\"{}\" is no number, share, rate or duration", end.text),
                      "words are listed: a,b,c");
      }
    }
    const auto scale = Scale::common_to(first.text, last.text);
    if (!scale) {
      return refuse(first,
                    fmt::format("\"{}\" and \"{}\" have no unit in common", first.text, last.text),
                    "both ends need one: 1%..50%, 10s..5m, 1/min..60/min");
    }
    const double from = *scale->read(first.text);
    const double to = *scale->read(last.text);
    if (from == to) {
      return refuse(first, "both ends of the range are the same",
                    fmt::format("for one value there is --set {}={}",
                                written_.substr(0, written_.find('=')), first.text));
    }
    if (!std::isfinite(to - from)) return refuse(first, "the range is too wide", "");
    return Dimension::Range{.first = std::string(first.text),
                            .last = std::string(last.text),
                            .scale = *scale,
                            .from = from,
                            .to = to};
  }

  // "STEPS", "log" or "STEPS:log".
  Result<void> add_options(Piece options, Dimension::Range& range) const {
    const auto pieces = split(options, ':');
    if (!pieces) return refuse(options, "a bracket or quotation mark is not closed", "");
    for (const Piece& piece : *pieces) {
      if (range.log) return refuse(piece, "nothing follows \":log\"", "steps come first: :10:log");
      if (piece.text == "log") {
        range.log = true;
        continue;
      }
      const auto steps = spec::whole_from(piece.text);
      if (!steps) {
        return refuse(piece,
                      fmt::format("\"{}\" is neither a number of steps nor \"log\"", piece.text),
                      "write it as A..B:10, A..B:log or A..B:10:log");
      }
      if (range.steps) return refuse(piece, "a second number of steps", "");
      if (*steps < 2) return refuse(piece, "a range has at least 2 steps", "its two ends");
      if (*steps > points_max) {
        return refuse(piece, fmt::format("{} steps are more than {}", *steps, points_max),
                      "each step is a run of the scenario");
      }
      range.steps = static_cast<std::uint32_t>(*steps);
    }
    return {};
  }

  const std::string& written_;
};

Result<Dimension> Dimension::from(const std::string& written) {
  return DimensionReader(written).read();
}

}  // namespace coalmine::harness
