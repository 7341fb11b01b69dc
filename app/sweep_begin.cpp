#include "app/sweep_begin.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <utility>

#include "app/diagnostics.hpp"
#include "app/outputs.hpp"
#include "app/sweep_report.hpp"
#include "report/sweep/record.hpp"

namespace coalmine::app {
namespace {

// A mistake at the last point is not one to learn of at the end.
bool has_sound_points(const SweepStudy& study, const SweepCommand& command) {
  const auto bad = harness::first_bad_point(study.source, study.plan, threads_of(command.run));
  if (!bad) return true;
  print(bad->diagnostics);
  fmt::print(stderr, "coalmine: point {} cannot be run, so none of {} was\n", bad->point,
             study.info.points);
  return false;
}

std::vector<std::uint32_t> jobs_left(const SweepStudy& study, const SweepLines& found) {
  std::vector<std::uint32_t> jobs;
  for (std::uint32_t point = 0; point < study.info.points; ++point) {
    if (!found.contains(point)) jobs.push_back(point);
  }
  return jobs;
}

Checked<report::Journal> open_journal(const SweepStudy& study, const SweepCommand& command) {
  const std::string path = journal_path(command.output);
  if (command.restart) return report::Journal::begin_anew(path, study.header);
  const auto header = report::Journal::header_of(path);
  if (header && *header != study.header) {
    return tl::unexpected(
        Error{fmt::format("{} is of another sweep: {}; --restart begins anew", path,
                          report::sweep_difference(*header, study.header))});
  }
  return report::Journal::open(path, study.header);
}

// Whether what is in `file` was written by a sweep, and nobody changed it since.
Checked<void> check_points(const SweepStudy& study, const SweepLines& lines,
                           const std::string& file) {
  if (const auto read = read_points(study, lines); !read) {
    return tl::unexpected(
        Error{fmt::format("{}: {}; --restart begins anew", file, read.error().message)});
  }
  return {};
}

// A sweep that was killed between its file and its journal leaves both.
void remove_finished_journal(const SweepStudy& study, const std::string& output) {
  const std::string path = journal_path(output);
  if (report::Journal::header_of(path) != study.header) return;
  auto journal = report::Journal::open(path, study.header);
  if (journal) (void)journal->remove();
}

Checked<void> check_files(const SweepCommand& command) {
  if (command.output == standard_output) {
    return tl::unexpected(
        Error{"--output -: a sweep keeps finished points in a file, to go on from there; name it"});
  }
  if (auto possible = check_sweep_report(command.report); !possible) return possible;
  return check_apart({{"--output", command.output},
                      {"--output", journal_path(command.output)},
                      {"--report", command.report}},
                     {command.run.scenario});
}

Checked<Begun> begin(SweepStudy study, const SweepCommand& command) {
  if (const auto possible = check_files(command); !possible) {
    return tl::unexpected(possible.error());
  }
  auto lines = find_sweep_file(command.output, study, command.restart);
  if (!lines) return tl::unexpected(lines.error());
  Begun begun{.study = std::move(study), .lines = std::move(*lines)};
  if (begun.lines) {
    if (auto sound = check_points(begun.study, *begun.lines, command.output); !sound) {
      return tl::unexpected(sound.error());
    }
    remove_finished_journal(begun.study, command.output);
    return begun;
  }
  auto journal = open_journal(begun.study, command);
  if (!journal) return tl::unexpected(journal.error());
  if (auto sound = check_points(begun.study, journal->found(), journal_path(command.output));
      !sound) {
    return tl::unexpected(sound.error());
  }
  begun.jobs = jobs_left(begun.study, journal->found());
  begun.journal.emplace(std::move(*journal));
  return begun;
}

}  // namespace

std::optional<Begun> begin_or_complain(const SweepCommand& command) {
  auto study = study_of(command);
  if (!study) {
    print(study.error());
    return std::nullopt;
  }
  for (const std::string& note : harness::notes_on(study->plan)) {
    fmt::print(stderr, "coalmine: {}\n", note);
  }
  if (!has_sound_points(*study, command)) return std::nullopt;
  auto begun = begin(std::move(*study), command);
  if (!begun) {
    fmt::print(stderr, "coalmine: {}\n", begun.error().message);
    return std::nullopt;
  }
  return std::move(*begun);
}

}  // namespace coalmine::app
