#include "app/baseline.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "app/baseline_files.hpp"
#include "app/diagnostics.hpp"
#include "app/exit_code.hpp"
#include "app/github.hpp"
#include "app/outputs.hpp"
#include "app/progress.hpp"
#include "app/terminal.hpp"
#include "harness/baseline/diff.hpp"
#include "harness/baseline/power.hpp"
#include "harness/experiment.hpp"
#include "report/baseline/diff.hpp"
#include "report/file.hpp"
#include "report/json.hpp"
#include "report/result_file.hpp"
#include "report/words.hpp"
#include "spec/parse.hpp"
#include "spec/values.hpp"

namespace coalmine::app {
namespace {

namespace fs = std::filesystem;

int complain(const Error& error) {
  fmt::print(stderr, "coalmine: {}\n", error.message);
  return bad_input;
}

harness::RunResult run_with_progress(const spec::Scenario& scenario, const RunCommand& command) {
  ProgressBar progress;
  harness::RunResult result =
      harness::run(scenario, {.threads = threads_of(command), .progress = progress.callback()});
  progress.finish();
  return result;
}

// A scenario that is going to be run, for the file that belongs to it.
struct ToRun {
  spec::Scenario scenario;
  FilePair files;
};

// All of them, or every problem of those that are bad.
Result<std::vector<ToRun>> load(const std::vector<FilePair>& files, const RunCommand& command) {
  std::vector<ToRun> all;
  Diagnostics problems;
  for (const FilePair& each : files) {
    auto scenario = spec::load(each.from, overrides_of(command));
    if (scenario) {
      all.push_back({std::move(*scenario), each});
    } else {
      problems.insert(problems.end(), scenario.error().begin(), scenario.error().end());
    }
  }
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return all;
}

// The folder of a file that is going to be written.
Checked<void> make_folder_of(const std::string& file) {
  std::error_code error;
  const fs::path folder = fs::path(file).parent_path();
  if (!folder.empty()) fs::create_directories(folder, error);
  if (!error) return {};
  return tl::unexpected(Error{fmt::format("{}: {}", folder.string(), error.message())});
}

// In a folder of its own each result has a sub-folder that may not be there yet.
Checked<void> check_writable(const std::vector<ToRun>& all, bool makes_folders) {
  for (const ToRun& each : all) {
    if (auto apart = check_apart({{"--output", each.files.to}}, {each.files.from}); !apart) {
      return apart;
    }
    if (makes_folders) {
      if (auto made = make_folder_of(each.files.to); !made) return made;
    }
    if (auto writable = report::check_writable(each.files.to); !writable) return writable;
  }
  return {};
}

// As the baseline was run, so that both meet the same draws; the command may say otherwise.
spec::Overrides overrides_beside(const harness::RunResult& before, const RunCommand& command) {
  RunCommand as_before = command;
  as_before.set = before.set;
  as_before.set.insert(as_before.set.end(), command.set.begin(), command.set.end());
  as_before.policies = before.only_policies;
  as_before.seed = command.seed.value_or(before.seed);
  as_before.replications = command.replications.value_or(before.replications);
  return overrides_of(as_before);
}

// One side's result, and the other's or the scenario that is going to give it.
struct Comparison {
  FilePair files;
  harness::RunResult before;
  std::optional<harness::RunResult> after;
  std::optional<spec::Scenario> scenario;
};

// Nothing, and every reason on standard error, if one cannot be read.
std::optional<std::vector<Comparison>> read(const std::vector<FilePair>& pairs,
                                            const RunCommand& command) {
  std::vector<Comparison> all;
  Diagnostics problems;
  bool readable = true;
  for (const FilePair& files : pairs) {
    Comparison comparison{.files = files, .before = {}, .after = {}, .scenario = {}};
    auto before = report::read_result(files.from);
    if (!before) {
      complain(before.error());
      readable = false;
      continue;
    }
    comparison.before = std::move(*before);
    if (is_scenario_file(files.to)) {
      auto scenario = spec::load(files.to, overrides_beside(comparison.before, command));
      if (scenario) {
        comparison.scenario = std::move(*scenario);
      } else {
        problems.insert(problems.end(), scenario.error().begin(), scenario.error().end());
      }
    } else if (auto after = report::read_result(files.to)) {
      comparison.after = std::move(*after);
    } else {
      complain(after.error());
      readable = false;
    }
    all.push_back(std::move(comparison));
  }
  if (!problems.empty()) print(problems);
  if (!readable || !problems.empty()) return std::nullopt;
  return all;
}

Checked<harness::DiffOptions> options_of(const DiffCommand& command) {
  const auto level = spec::share_from(command.level);
  if (!level || *level <= 0 || *level > 0.5) {
    return tl::unexpected(Error{fmt::format(
        "--level: \"{}\" is not a share above 0 and at most 50%: write 1%", command.level)});
  }
  harness::DiffOptions options{.level = *level, .metrics = command.metrics, .tolerances = {}};
  for (const std::string& text : command.tolerances) {
    auto rule = harness::tolerance_from(text);
    if (!rule) return tl::unexpected(Error{"--tolerance: " + rule.error().message});
    options.tolerances.push_back(std::move(*rule));
  }
  return options;
}

Checked<void> check_files(const DiffCommand& command, const ComparedFiles& files) {
  std::vector<std::string> inputs = files.unmatched;
  for (const FilePair& pair : files.pairs) inputs.insert(inputs.end(), {pair.from, pair.to});
  return check_outputs({{"--json", command.run.json}, {"--markdown", command.markdown}}, inputs);
}

Checked<void> write_outputs(const harness::BaselineDiff& diff, const DiffCommand& command) {
  const std::string json = report::to_json(diff, COALMINE_VERSION);
  if (auto written = write_output(command.run.json, json); !written) return written;
  return write_output(command.markdown,
                      report::to_markdown(report::to_page(diff), COALMINE_VERSION));
}

std::vector<harness::ResultPair> run_missing(std::vector<Comparison>& comparisons,
                                             const RunCommand& command) {
  std::vector<harness::ResultPair> results;
  for (Comparison& each : comparisons) {
    if (!each.after) {
      each.after = run_with_progress(*each.scenario, command);
      each.after->version = COALMINE_VERSION;
    }
    results.push_back({std::move(each.before), std::move(*each.after)});
  }
  return results;
}

// A baseline that `diff` is going to refuse is better noticed now than by the change that needs it.
void warn_of_few_replications(const std::vector<ToRun>& scenarios,
                              const std::vector<harness::RunResult>& saved) {
  const auto needed = harness::replications_to_judge_by(saved);
  for (std::size_t i = 0; i < saved.size(); ++i) {
    if (saved[i].replications >= needed[i]) continue;
    fmt::print(stderr,
               "coalmine: {}: {} are too few for what baseline diff judges by default, and it will "
               "refuse: it takes {}\n",
               scenarios[i].files.to,
               report::counted(saved[i].replications, "replication", "replications"), needed[i]);
  }
}

}  // namespace

int save_baseline(const SaveCommand& command) {
  if (command.to == standard_output) {
    return complain({"--output -: a baseline is a file; coalmine run --json - prints a result"});
  }
  const auto files = saved_files(command.run.scenario, command.to);
  if (!files) return complain(files.error());
  const auto scenarios = load(*files, command.run);
  if (!scenarios) {
    print(scenarios.error());
    return bad_input;
  }
  std::error_code error;
  const bool makes_folders =
      fs::is_directory(command.run.scenario, error) || command.to.ends_with('/');
  if (const auto writable = check_writable(*scenarios, makes_folders); !writable) {
    return complain(writable.error());
  }

  std::vector<harness::RunResult> saved;
  for (const auto& [scenario, of] : *scenarios) {
    harness::RunResult result = run_with_progress(scenario, command.run);
    const std::string json = report::to_json(result, COALMINE_VERSION);
    if (const auto written = report::write_file(of.to, json); !written) {
      return complain(written.error());
    }
    fmt::print("{}: seed {}, {} replications\n", of.to, result.seed, result.replications);
    saved.push_back(std::move(result));
  }
  warn_of_few_replications(*scenarios, saved);
  return fine;
}

int diff_baseline(const DiffCommand& command) {
  const auto options = options_of(command);
  if (!options) return complain(options.error());
  const auto files = compared_files(command.before, command.after);
  if (!files) return complain(files.error());
  if (const auto possible = check_files(command, *files); !possible) {
    return complain(possible.error());
  }
  auto comparisons = read(files->pairs, command.run);
  if (!comparisons) return bad_input;

  const auto results = run_missing(*comparisons, command.run);
  const auto diff = harness::compare(results, *options);
  if (!diff) return complain(diff.error());
  if (const auto written = write_outputs(*diff, command); !written) {
    return complain(written.error());
  }
  const bool for_programs =
      command.run.json == standard_output || command.markdown == standard_output;
  std::FILE* const stream = for_programs ? stderr : stdout;
  fmt::print(stream, "{}", report::to_terminal(*diff, style_of(stream)));
  for (const std::string& file : files->unmatched) {
    fmt::print(stderr, "coalmine: {} has no baseline, and was not compared\n", file);
  }
  for (std::size_t i = 0; i < diff->scenarios.size(); ++i) {
    for (auto& annotation : report::annotations_of(diff->scenarios[i], files->pairs[i].to)) {
      annotate(std::move(annotation));
    }
  }
  return harness::passes(*diff) ? fine : expectation_failed;
}

}  // namespace coalmine::app
