#include "harness/run_text.hpp"

#include <array>
#include <cassert>
#include <charconv>
#include <cstdint>
#include <system_error>
#include <utility>

#include "spec/metrics.hpp"

namespace coalmine::harness {
namespace {

// Words with a blank between them. A policy is its name; the number of its figures, and of each the
// name and the value, for the unit, which may have a blank, follows from the name; the number of
// its rows and what is in them; its fates.
constexpr std::string_view layout = "replication/1";
constexpr std::string_view nothing = "none";  // where there is no value, and no fates

class Writer {
 public:
  void word(std::string_view word) {
    assert(!word.empty() && word.find_first_of(" \n") == std::string_view::npos);
    if (!text_.empty()) text_ += ' ';
    text_ += word;
  }
  template <class T>
  void number(T value) {
    std::array<char, 32> digits;
    const auto [end, error] = std::to_chars(digits.begin(), digits.end(), value);
    assert(error == std::errc{});
    word({digits.begin(), end});
  }
  void maybe(const std::optional<double>& value) { value ? number(*value) : word(nothing); }

  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

// Takes word after word; once one is not as expected, everything is refused.
class Words {
 public:
  explicit Words(std::string_view text) : rest_(text) {}

  std::string_view word() {
    const std::size_t end = rest_.find(' ');
    const std::string_view word = rest_.substr(0, end);
    rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
    if (word.empty()) refuse();
    return word;
  }
  void expect(std::string_view expected) {
    if (word() != expected) refuse();
  }
  template <class T>
  T number() {
    return number_from<T>(word());
  }
  std::optional<double> maybe() {
    const std::string_view written = word();
    if (written == nothing) return std::nullopt;
    return number_from<double>(written);
  }
  // How many items follow; a text of so many words has no more, whatever it says.
  std::size_t size() {
    const auto size = number<std::size_t>();
    if (size > rest_.size()) refuse();
    return refused_ ? 0 : size;
  }

  void refuse() { refused_ = true, rest_ = {}; }
  bool all_read() const { return !refused_ && rest_.empty(); }

 private:
  template <class T>
  T number_from(std::string_view word) {
    T value{};
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size()) refuse();
    return value;
  }

  std::string_view rest_;
  bool refused_ = false;
};

void write(const TimelineRow& row, Writer& to) {
  for (const routing::Counts& counts : row.counts) {
    to.number(counts.invocations);
    to.number(counts.errors);
  }
  to.number(row.weight);
  to.number(row.exposed_users);
  to.number(row.harmed_users);
}

TimelineRow read_row(Words& from) {
  TimelineRow row;
  for (routing::Counts& counts : row.counts) {
    counts.invocations = from.number<std::uint64_t>();
    counts.errors = from.number<std::uint64_t>();
  }
  row.weight = from.number<double>();
  row.exposed_users = from.number<std::uint64_t>();
  row.harmed_users = from.number<std::uint64_t>();
  return row;
}

void write(const PolicyRun& run, Writer& to) {
  to.number(run.figures.size());
  for (const Value& figure : run.figures) {
    to.word(figure.name);
    to.maybe(figure.value);
  }
  to.number(run.timeline.size());
  for (const TimelineRow& row : run.timeline) write(row, to);
  to.word(run.fates.empty() ? nothing : run.fates);
}

PolicyRun read_run(Words& from) {
  PolicyRun run;
  run.figures.resize(from.size());
  for (Value& figure : run.figures) {
    figure.name = from.word();
    figure.value = from.maybe();
  }
  run.timeline.resize(from.size());
  for (TimelineRow& row : run.timeline) row = read_row(from);
  const std::string_view fates = from.word();
  if (fates != nothing) run.fates = fates;
  return run;
}

// The names of a policy's figures, with the units that go with them; nothing if one is none.
std::optional<std::vector<Value>> units_of(std::vector<Value> figures) {
  for (Value& figure : figures) {
    const spec::Metric* metric = spec::find_metric(figure.name);
    if (metric == nullptr) return std::nullopt;
    figure.unit = metric->unit;
  }
  return figures;
}

// Whether they have the same names; then they get the units, too.
bool take_units(const std::vector<Value>& from, std::vector<Value>& figures) {
  if (figures.size() != from.size()) return false;
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (figures[i].name != from[i].name) return false;
    figures[i].unit = from[i].unit;
  }
  return true;
}

}  // namespace

std::string to_text(const spec::Scenario& scenario, const std::vector<PolicyRun>& runs) {
  assert(runs.size() == scenario.policies.size());
  Writer to;
  to.word(layout);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    to.word(scenario.policies[i].name);
    write(runs[i], to);
  }
  return to.take();
}

std::optional<std::vector<PolicyRun>> RunReader::read(std::string_view text) {
  Words from(text);
  from.expect(layout);
  std::vector<PolicyRun> runs;
  for (const spec::Policy& policy : scenario_.policies) {
    from.expect(policy.name);
    runs.push_back(read_run(from));
    if (runs.back().timeline.size() < timeline_steps(scenario_.duration)) from.refuse();
  }
  if (!from.all_read() || (figures_.empty() && !remember_figures(runs))) return std::nullopt;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (!take_units(figures_[i], runs[i].figures)) return std::nullopt;
  }
  return runs;
}

bool RunReader::remember_figures(const std::vector<PolicyRun>& runs) {
  std::vector<std::vector<Value>> figures;
  for (const PolicyRun& run : runs) {
    auto with_units = units_of(run.figures);
    if (!with_units) return false;
    figures.push_back(std::move(*with_units));
  }
  figures_ = std::move(figures);
  return true;
}

}  // namespace coalmine::harness
