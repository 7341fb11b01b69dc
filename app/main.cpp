// The command line of coalmine: flags in, exit codes out. What the commands do stands beside it.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <system_error>
#include <vector>

#include "app/bucket.hpp"
#include "app/check.hpp"
#include "app/compatibility.hpp"
#include "app/conform.hpp"
#include "app/exit_code.hpp"
#include "app/judges.hpp"
#include "app/route.hpp"
#include "app/run.hpp"
#include "app/schema.hpp"
#include "app/vectors.hpp"

namespace coalmine::app {
namespace {

// What `run` and `judges` have in common.
void add_scenario_options(CLI::App& run, RunCommand& command) {
  run.add_option("--set", command.set, "Replace a value of the scenario; may be repeated")
      ->allow_extra_args(false)
      ->type_name("PATH=VALUE");
  run.add_option("--seed", command.seed, "Seed of every draw  [default: the scenario's]")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber);
  run.add_option("--replications", command.replications,
                 "How often to run each policy  [default: the scenario's]")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  run.add_option("--jobs", command.jobs, "Threads; changes no result  [default: one a core]")
      ->type_name("N")
      ->check(CLI::Range(1, jobs_max));
  run.add_option("--json", command.json,
                 "Also write every figure to this file; - is standard output, without the table")
      ->type_name("FILE");
}

void add_run(CLI::App& app, RunCommand& command) {
  CLI::App* run = app.add_subcommand("run", "Run every policy of a scenario and compare them");
  run->add_option("scenario", command.scenario, "Scenario file")->required();
  run->add_option("--policy", command.policies, "Only this policy; may be repeated")
      ->allow_extra_args(false)
      ->type_name("NAME");
  add_scenario_options(*run, command);
  run->add_flag("--quiet", command.quiet, "No table: only the expectations that failed");
  run->footer(
      "Example:  coalmine run scenarios/food-ordering.yaml --seed 7 --set traffic.users=500\n"
      "Exit:     0 expectations met, 1 not met or no data, 2 bad input, 3 a bug in coalmine");
}

void add_judges(CLI::App& app, JudgesCommand& command) {
  CLI::App* judges = app.add_subcommand(
      "judges", "Say what each judge would have done: detect, miss, or roll back a good release");
  judges->add_option("scenario", command.run.scenario, "Scenario file");
  judges
      ->add_option("--policy", command.run.policies,
                   "Under this policy; may be repeated  [default: the first]")
      ->allow_extra_args(false)
      ->type_name("NAME");
  judges->add_option("--judge", command.judges, "Only this judge; may be repeated")
      ->allow_extra_args(false)
      ->type_name("NAME");
  judges->add_option("--function", command.functions, "They watch only this; may be repeated")
      ->allow_extra_args(false)
      ->type_name("NAME");
  judges
      ->add_option("--traffic", command.traffic,
                   "With so many times the users and requests, one after the other  [default: 1]")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("FACTOR,...");
  add_scenario_options(*judges, command.run);
  auto* instead = judges->add_option_group("instead", "Instead of a comparison");
  instead->add_flag("--standard", command.standard,
                    "Print the judges of a scenario that names none, to copy and change");
  instead->add_flag("--list", command.list, "Print the engines, a line each");
  instead
      ->add_option("--machines", command.machines,
                   "Print the state machines of this engine, or of all, as Markdown")
      ->expected(0, 1)
      ->type_name("[ENGINE]");
  instead->require_option(0, 1);
  judges->footer(
      "Example:  coalmine judges scenarios/food-ordering.yaml --replications 20 --function "
      "receipts\n"
      "Exit:     0 fine, 2 bad input, 3 a bug in coalmine");
}

void add_check(CLI::App& app, std::vector<std::string>& files) {
  CLI::App* check = app.add_subcommand("check", "Say all that is wrong with scenario files");
  check->add_option("scenario", files, "Scenario files")->required();
  check->footer(
      "Example:  coalmine check scenarios/food-ordering.yaml\n"
      "Exit:     0 all are fine, 2 something is wrong");
}

void add_compatibility(CLI::App& app, CompatibilityCommand& command) {
  CLI::App* compatibility = app.add_subcommand(
      "compatibility", "Say which versions fit together, and in which order functions can move");
  compatibility->add_option("scenario", command.scenario, "Scenario file")->required();
  compatibility
      ->add_option("--json", command.json,
                   "Also write it to this file; - is standard output, without the text")
      ->type_name("FILE");
  compatibility->footer(
      "Example:  coalmine compatibility scenarios/food-ordering.yaml\n"
      "Exit:     0 an order avoids every mismatch, 1 none does, 2 bad input");
}

void add_route(CLI::App& app, RouteCommand& command) {
  CLI::App* route = app.add_subcommand("route", "Say which of your users get the canary");
  route->add_option("scenario", command.scenario, "Scenario file")->required();
  route->add_option("--policy", command.policy, "The policy that routes them")
      ->required()
      ->type_name("NAME");
  route
      ->add_option("--users", command.users,
                   "One user a line, id or id,requests; - is standard input")
      ->required()
      ->type_name("FILE");
  route
      ->add_option("--weights", command.weights,
                   "Weights in per cent, one after the other  [default: the policy's own]")
      ->delimiter(',')
      ->type_name("PERCENT,...");
  route->add_option("--at", command.at, "At the weight that the rollout plans for this time")
      ->type_name("TIME");
  route->add_option("--format", command.format, "csv or json, on standard output")
      ->check(CLI::IsMember({"csv", "json"}))
      ->type_name("FORMAT")
      ->capture_default_str();
  route->footer(
      "The summary goes to standard error.\n"
      "Example:  coalmine route scenarios/your-users.yaml --policy launchdarkly "
      "--users scenarios/customers.csv --weights 1,5,10\n"
      "Exit:     0 fine, 2 bad input, or a policy that leaves it to chance");
}

void add_schema(CLI::App& app) {
  CLI::App* schema = app.add_subcommand(
      "schema", "Print the JSON Schema of the scenario language, for completion in editors");
  schema->footer("Example:  coalmine schema > coalmine.schema.json");
}

void add_conform(CLI::App& app, ConformCommand& command) {
  CLI::App* conform = app.add_subcommand(
      "conform", "Test which promises a router keeps: share, stickiness, rollback and more");
  auto* router = conform->add_option_group("router", "The router to test: one of these");
  router->add_option("--command", command.command,
                     "A program that speaks lines of JSON: docs/CONFORMANCE.md");
  router
      ->add_option("--url", command.urls,
                   "A router that speaks HTTP; repeated: further services behind it")
      ->allow_extra_args(false);
  auto* policy = router->add_option("--policy", command.policy, "A policy of the scenario");
  router->require_option(1);
  auto* scenario = conform->add_option("scenario", command.scenario, "Scenario file, for --policy");
  policy->needs(scenario)->type_name("NAME");
  scenario->needs(policy);

  conform->add_option("--user-header", command.url.user_header, "Header that names the user")
      ->capture_default_str();
  conform
      ->add_option("--version-header", command.url.version_header,
                   "Header of the answer that names the version")
      ->capture_default_str();
  conform->add_option("--canary-value", command.url.canary_value, "Its value on the canary")
      ->capture_default_str();
  conform->add_option("--stable-value", command.stable_value,
                      "Its value on stable  [default: the other one]");
  conform
      ->add_option("--override-header", command.override_header, "Header that asks for the canary")
      ->type_name("NAME=VALUE");
  conform->add_option("--carry-header", command.url.carry_header,
                      "Header of the answer that the next hop's request repeats");
  conform->add_option("--set-weight-command", command.url.set_weight_command,
                      "Shell command that sets {weight} or {percent} of {release}, and ends when "
                      "they hold");
  conform->add_option("--restart-command", command.url.restart_command,
                      "Shell command that starts the router again");

  conform->add_option("--weight", command.weight, "Weight to test at")->capture_default_str();
  conform
      ->add_option("--users", command.users,
                   "Users in the test of share  [default: what finds one point of 10 %]")
      ->check(CLI::Range(conform::users_min, conform_users_max));
  conform
      ->add_option("--alpha", command.alpha,
                   "Probability of calling a sound router wrong, over all promises")
      ->check(CLI::Range(1e-12, 0.1))
      ->capture_default_str();
  conform->add_option("--seed", command.seed, "Seed of the users' ids")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  conform
      ->add_option("--expect", command.expect,
                   "Promises that have to hold, with commas  [default: all that are tested]")
      ->delimiter(',')
      ->allow_extra_args(false);
  conform->add_option("--timeout", command.timeout, "How long to wait for an answer")
      ->capture_default_str();
  conform
      ->add_option("--json", command.json,
                   "Also write every figure to this file; - is standard output, without the table")
      ->type_name("FILE");
  conform->add_option("--junit", command.junit, "Also write a JUnit report; - likewise")
      ->type_name("FILE");
  conform->footer(
      "Example:  coalmine conform --policy sticky tests/conform/policies.yaml --users 4000\n"
      "Exit:     0 the promises hold, 1 one does not, 2 the router cannot be talked to or bad "
      "input");
}

void add_bucket(CLI::App& app, BucketCommand& command) {
  CLI::App* bucket = app.add_subcommand(
      "bucket", "Say where a product puts ids; without PRODUCT, which products there are");
  bucket->add_option("product", command.product, "Product; without --ids it is described");
  bucket
      ->add_option("--params", command.params,
                   "Its parameters, a JSON object, named as the product names them")
      ->type_name("JSON")
      ->capture_default_str();
  bucket->add_option("--ids", command.ids, "One id a line, UTF-8; - is standard input")
      ->type_name("FILE");
  bucket->add_option("--share", command.share, "Share of the canary, for the decision")
      ->type_name("SHARE")
      ->capture_default_str();
  bucket
      ->add_option("--format", command.format,
                   "plain: bucket, decision; csv and json: the id as well")
      ->check(CLI::IsMember({"plain", "csv", "json"}))
      ->type_name("FORMAT")
      ->capture_default_str();
  bucket->footer(
      "A refused id has the bucket \"-\" (json: null) and is served stable.\n"
      "Example:  coalmine bucket launchdarkly --ids tests/vectors/ids.txt "
      "--params '{\"flagKey\": \"hashKey\", \"salt\": \"saltyA\"}' --share 43%\n"
      "Exit:     0 fine, 2 bad input");
}

void add_vectors(CLI::App& app, std::vector<std::string>& files) {
  CLI::App* vectors = app.add_subcommand(
      "vectors", "Recompute what real products decided, from files that recorded it");
  vectors->add_option("file", files, "Vector files")->required();
  vectors->footer(
      "Example:  coalmine vectors tests/vectors/launchdarkly.json\n"
      "Exit:     0 all cases pass, 1 some do not, 2 a file cannot be checked");
}

int run_command_line(int argc, char** argv) {
  CLI::App app{"coalmine rehearses a canary release before it happens.", "coalmine"};
  app.set_version_flag("--version", "coalmine " COALMINE_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Example:  coalmine run scenarios/food-ordering.yaml\n"
      "Help:     coalmine run --help");
  RunCommand run;
  JudgesCommand judges;
  std::vector<std::string> files_to_check;
  ConformCommand conform;
  add_run(app, run);
  add_judges(app, judges);
  add_check(app, files_to_check);
  CompatibilityCommand compatibility;
  add_compatibility(app, compatibility);
  add_conform(app, conform);
  BucketCommand bucket;
  std::vector<std::string> vector_files;
  add_bucket(app, bucket);
  add_vectors(app, vector_files);
  RouteCommand route;
  add_route(app, route);
  add_schema(app);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? fine : bad_input;  // --help is 0; CLI11's own codes are 100+
  }
  if (app.got_subcommand("run")) return run_scenario(run);
  if (app.got_subcommand("judges")) return compare_judges(judges);
  if (app.got_subcommand("check")) return check_scenarios(files_to_check);
  if (app.got_subcommand("compatibility")) return show_compatibility(compatibility);
  if (app.got_subcommand("conform")) return conform_router(conform);
  if (app.got_subcommand("route")) return route_users(route);
  if (app.got_subcommand("bucket")) return bucket_ids(bucket);
  if (app.got_subcommand("vectors")) return check_vectors(vector_files);
  return print_schema();
}

// A failed assertion ends here, in whatever thread: so that 3 means a bug, whichever way it shows.
void exit_on_abort(int) {
  constexpr char message[] = "coalmine: this is a bug; please report it with the message above\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, message, sizeof message - 1);
  ::_exit(bug);
}

}  // namespace
}  // namespace coalmine::app

int main(int argc, char** argv) {
  std::signal(SIGABRT, coalmine::app::exit_on_abort);
  try {
    const int code = coalmine::app::run_command_line(argc, argv);
    // A full disk behind standard output must not look like success.
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
    std::perror("coalmine: cannot write to standard output");
    return coalmine::app::bad_input;
  } catch (const std::system_error& error) {
    // What the machine refused: a full disk, no more threads.
    std::fprintf(stderr, "coalmine: %s\n", error.what());
    return coalmine::app::bad_input;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "coalmine: %s\ncoalmine: this is a bug; please report it\n", error.what());
    return coalmine::app::bug;
  }
}
