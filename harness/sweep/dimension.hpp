// One number of a scenario that a sweep varies, and the values that it gets.
//
//   traffic.users=100..10000:5:log     a range: from, to, steps, evenly spaced on a log scale
//   alarms[0].datapoints=1 of 1,2 of 3 a list of whatever the scenario may say there
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "harness/sweep/scale.hpp"

namespace coalmine::harness {

inline constexpr std::uint32_t points_max = 100'000;
inline constexpr std::uint32_t steps_default = 5;

class Dimension {
 public:
  // Reads one --vary. Diagnostics have "--vary PATH=VALUES" as their file.
  static Result<Dimension> from(const std::string& written);

  const std::string& written() const { return written_; }
  const std::string& path() const { return path_; }
  bool is_range() const { return range_.has_value(); }
  bool is_log() const { return range_ && range_->log; }
  bool has_steps() const { return range_ && range_->steps.has_value(); }
  // As many as were asked for; of a list, its values.
  std::size_t steps() const {
    return range_ ? range_->steps.value_or(steps_default) : list_.size();
  }

  // The values of a grid, each once, from the first to the last. Between the ends of a range they
  // have six significant digits, on a log scale four, or as many as it takes to tell them apart;
  // whole numbers stay whole, and are fewer than the steps where some would be the same.
  std::vector<std::string> grid() const;

  // A value in stratum `stratum` of `strata` equal ones: of the range (of its logarithm), or of the
  // list. `where` in [0, 1) is the place in the stratum. Whole numbers are rounded.
  std::string in_stratum(std::uint32_t stratum, std::uint32_t strata, double where) const;

  // A value of a range as a number, for axes: in the unit of its first end. Nothing for a list.
  std::optional<double> number(std::string_view value) const;

 private:
  struct Range {
    std::string first;
    std::string last;
    Scale scale;
    double from = 0;
    double to = 0;
    std::optional<std::uint32_t> steps;
    bool log = false;
  };
  friend class DimensionReader;

  Dimension(std::string written, std::string path)
      : written_(std::move(written)), path_(std::move(path)) {}
  std::vector<std::string> grid(std::size_t steps, int digits) const;

  std::string written_;
  std::string path_;
  std::vector<std::string> list_;  // empty: a range
  std::optional<Range> range_;
};

}  // namespace coalmine::harness
