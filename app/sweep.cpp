// The process that leads looks what is there already, keeps what is found and reports it. The
// others of its crew only work.
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
#include "app/exit_code.hpp"
#include "app/progress.hpp"
#include "app/stop.hpp"
#include "app/sweep_begin.hpp"
#include "app/sweep_file.hpp"
#include "app/sweep_report.hpp"
#include "app/sweep_study.hpp"
#include "app/terminal.hpp"
#include "harness/crew/crew.hpp"
#include "harness/experiment.hpp"
#include "report/journal.hpp"
#include "report/sweep/record.hpp"

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

int tell(const SweepStudy& study, const SweepLines& lines, const SweepCommand& command) {
  const auto sweep = read_points(study, lines);
  assert(sweep);  // written by this process, or checked when the sweep began
  const auto reported = report_sweep(*sweep, study, command);
  return reported ? fine : complain(reported.error().message);
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
