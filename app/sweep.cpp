// The process that leads looks what is there already, shares what is to do, keeps what is found and
// reports it. The others of its crew only work.
#include "app/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cassert>
#include <csignal>
#include <cstdio>
#include <iterator>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "app/crew.hpp"
#include "app/diagnostics.hpp"
#include "app/exit_code.hpp"
#include "app/progress.hpp"
#include "app/stop.hpp"
#include "app/sweep_file.hpp"
#include "app/sweep_study.hpp"
#include "app/terminal.hpp"
#include "harness/crew/crew.hpp"
#include "harness/experiment.hpp"
#include "report/file.hpp"
#include "report/journal.hpp"
#include "report/page/page.hpp"
#include "report/sweep/page.hpp"
#include "report/sweep/record.hpp"
#include "report/sweep/terminal.hpp"

namespace coalmine::app {
namespace {

using Jobs = std::vector<std::uint32_t>;

int complain(const std::string& message) {
  fmt::print(stderr, "coalmine: {}\n", message);
  return bad_input;
}

// There is no use in running more points, and it is nobody's bug.
struct Stopped : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string text_of(const Jobs& jobs) {
  std::string text;
  for (const std::uint32_t job : jobs) text += fmt::format("{} ", job);
  return text;
}

Jobs jobs_in(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::uint32_t>(stream), {}};
}

Jobs jobs_left(const SweepStudy& study, const SweepLines& found) {
  Jobs jobs;
  for (std::uint32_t point = 0; point < study.info.points; ++point) {
    if (!found.contains(point)) jobs.push_back(point);
  }
  return jobs;
}

// What every thread of the crew does. Where there are fewer points than threads, the replications
// of a point share those that are over.
std::function<harness::JobWorker()> worker_of(const SweepStudy& study, const Jobs& jobs,
                                              std::uint32_t threads) {
  const auto points = static_cast<std::uint32_t>(std::max<std::size_t>(1, jobs.size()));
  const std::uint32_t threads_each = std::max(1U, threads / points);
  return [&study, threads_each] {
    return [&study, threads_each](std::uint32_t point) {
      const auto scenario = harness::scenario_at(study.source, study.plan, point);
      // All were checked before the first was run: the trace beside it is not what it was.
      if (!scenario) throw Stopped(scenario.error().front().message);
      return report::sweep_line(study.plan, point,
                                harness::run(*scenario, {.threads = threads_each}));
    };
  };
}

std::string kept(std::size_t points, const SweepStudy& study, const std::string& output) {
  return fmt::format(
      "coalmine: {} of {} points are kept in {}; the same command goes on from there\n", points,
      study.info.points, journal_path(output));
}

// Runs what is left, and keeps it. Throws Stopped where it cannot be kept.
void run_points(const SweepStudy& study, const SweepCommand& command, const Jobs& jobs,
                report::Journal& journal, harness::Crew& crew) {
  std::atomic<std::uint32_t> finished = static_cast<std::uint32_t>(journal.found().size());
  const StopOnSignal stop([&] {
    const char* const after_bar = is_terminal(stderr) ? "\n" : "";
    return fmt::format("{}coalmine: interrupted\n{}", after_bar,
                       kept(finished, study, command.output));
  });
  ProgressBar bar("points");
  const auto progress = bar.callback();
  const auto all = static_cast<std::uint32_t>(jobs.size());
  std::uint32_t done = 0;
  const auto accept = [&](std::uint32_t point, std::string line) {
    if (auto added = journal.add(point, std::move(line)); !added) {
      throw Stopped(added.error().message);
    }
    ++finished;
    if (progress) progress(++done, all);
  };
  crew.work({jobs, worker_of(study, jobs, crew.threads()), accept});
  bar.finish();
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

// A mistake at the last point is not one to learn of at the end.
bool has_sound_points(const SweepStudy& study, const SweepCommand& command) {
  const auto bad = harness::first_bad_point(study.source, study.plan, threads_of(command.run));
  if (!bad) return true;
  print(bad->diagnostics);
  fmt::print(stderr, "coalmine: point {} cannot be run, so none of {} was\n", bad->point,
             study.info.points);
  return false;
}

bool is_page(const std::string& report) {
  return report.ends_with(".html") || report.ends_with(".md");
}

Checked<void> check_page(const std::string& report) {
  if (report.empty()) return {};
  if (!is_page(report)) {
    return tl::unexpected(
        Error{fmt::format("--report {}: a report is a .html or a .md file", report)});
  }
  return report::check_writable(report);
}

Checked<void> write_page(const harness::SweepResult& sweep, const SweepCommand& command,
                         const std::vector<std::string>& metrics) {
  if (command.report.empty()) return {};
  const report::Page page = report::sweep_page(sweep, metrics);
  return report::write_file(command.report, command.report.ends_with(".html")
                                                ? report::to_html(page, COALMINE_VERSION)
                                                : report::to_markdown(page, COALMINE_VERSION));
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

int tell(const SweepStudy& study, const SweepLines& lines, const SweepCommand& command) {
  const auto sweep = read_points(study, lines);
  assert(sweep);  // check_points has looked
  if (auto written = write_page(*sweep, command, study.metrics); !written) {
    return complain(written.error().message);
  }
  if (!command.run.quiet) {
    fmt::print("{}", report::to_terminal(*sweep, study.metrics, style_of(stdout)));
  }
  return fine;
}

// A sweep that was killed between its file and its journal leaves both.
void remove_finished_journal(const SweepStudy& study, const std::string& output) {
  const std::string path = journal_path(output);
  if (report::Journal::header_of(path) != study.header) return;
  auto journal = report::Journal::open(path, study.header);
  if (journal) (void)journal->remove();
}

// A sweep that may begin, or go on.
struct Begun {
  SweepStudy study;
  std::optional<SweepLines> lines;         // of all points, where they were there already;
  std::optional<report::Journal> journal;  // of those that were, otherwise
  Jobs jobs;                               // the others
};

Checked<Begun> begin(SweepStudy study, const SweepCommand& command) {
  if (const auto possible = check_page(command.report); !possible) {
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

// All that can be said before the first point runs; nothing, and the reason on standard error, if
// none is to.
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
    complain(begun.error().message);
    return std::nullopt;
  }
  return std::move(*begun);
}

void tell_what_was_there(const Begun& begun, const std::string& output) {
  const std::uint32_t points = begun.study.info.points;
  if (begun.lines) {
    fmt::print(stderr, "coalmine: {} is done already: {} points\n", output, points);
  } else if (begun.jobs.size() < points) {
    fmt::print(stderr, "coalmine: {} of {} points were there already\n", points - begun.jobs.size(),
               points);
  }
}

// Runs what is left, and puts all points into the file.
int finish(Begun& begun, const SweepCommand& command, harness::Crew& crew) {
  const SweepStudy& study = begun.study;
  report::Journal& journal = *begun.journal;
  try {
    if (!begun.jobs.empty()) run_points(study, command, begun.jobs, journal, crew);
  } catch (const Stopped& reason) {
    complain(reason.what());
    fmt::print(stderr, "{}", kept(journal.found().size(), study, command.output));
    return bad_input;
  }
  if (const auto written = write_sweep_file(command.output, study, journal.found()); !written) {
    complain(written.error().message);
    fmt::print(stderr, "{}", kept(study.info.points, study, command.output));
    return bad_input;
  }
  if (const auto removed = journal.remove(); !removed) return complain(removed.error().message);
  return tell(study, journal.found(), command);
}

int lead(const SweepCommand& command, harness::Crew& crew) {
  auto begun = begin_or_complain(command);
  if (!agree(crew, begun ? std::optional(begun->study.header) : std::nullopt)) return bad_input;
  crew.share(text_of(begun->jobs));
  tell_what_was_there(*begun, command.output);
  return begun->lines ? tell(begun->study, *begun->lines, command) : finish(*begun, command, crew);
}

int help(const SweepCommand& command, harness::Crew& crew) {
  const auto study = study_of(command);
  if (!agree(crew, study ? std::optional(study->header) : std::nullopt)) return fine;
  const Jobs jobs = jobs_in(crew.share(""));
  if (jobs.empty()) return fine;
  try {
    crew.work({jobs, worker_of(*study, jobs, crew.threads()), {}});
  } catch (const Stopped& reason) {
    return complain(reason.what());
  }
  return fine;
}

}  // namespace

int sweep_scenario(const SweepCommand& command) {
  // A file that may not become longer is an error like a full disk, and no reason to die.
  std::signal(SIGXFSZ, SIG_IGN);
  const auto crew = make_crew(command.run.jobs);
  return crew->leads() ? lead(command, *crew) : help(command, *crew);
}

}  // namespace coalmine::app
