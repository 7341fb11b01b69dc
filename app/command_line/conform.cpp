#include "app/conform.hpp"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>
#include <memory>

#include "app/command_line/commands.hpp"
#include "app/command_line/values.hpp"

namespace coalmine::app {

Command add_conform(CLI::App& app) {
  const auto command = std::make_shared<ConformCommand>();
  CLI::App* conform = app.add_subcommand(
      "conform", "Test which promises a router keeps: share, stickiness, rollback and more");
  auto* router = conform->add_option_group("router", "The router to test: one of these");
  router->add_option("--command", command->command,
                     "A program that speaks lines of JSON: docs/CONFORMANCE.md");
  router
      ->add_option("--url", command->urls,
                   "A router that speaks HTTP; repeated: further services behind it")
      ->allow_extra_args(false);
  auto* policy = router->add_option("--policy", command->policy, "A policy of the scenario");
  router->require_option(1);
  auto* scenario = conform->add_option("scenario", command->scenario, "Scenario file, for --policy")
                       ->check(file_name());
  policy->needs(scenario)->type_name("NAME");
  scenario->needs(policy);

  conform->add_option("--user-header", command->url.user_header, "Header that names the user")
      ->capture_default_str();
  conform
      ->add_option("--version-header", command->url.version_header,
                   "Header of the answer that names the version")
      ->capture_default_str();
  conform->add_option("--canary-value", command->url.canary_value, "Its value on the canary")
      ->capture_default_str();
  conform->add_option("--stable-value", command->stable_value,
                      "Its value on stable  [default: the other one]");
  conform
      ->add_option("--override-header", command->override_header, "Header that asks for the canary")
      ->type_name("NAME=VALUE");
  conform->add_option("--carry-header", command->url.carry_header,
                      "Header of the answer that the next hop's request repeats");
  conform->add_option("--set-weight-command", command->url.set_weight_command,
                      "Shell command that sets {weight} or {percent} of {release}, and ends when "
                      "they hold");
  conform->add_option("--restart-command", command->url.restart_command,
                      "Shell command that starts the router again");

  conform->add_option("--weight", command->weight, "Weight to test at")->capture_default_str();
  conform
      ->add_option("--users", command->users,
                   "Users in the test of share  [default: what finds one point of 10 %]")
      ->check(whole_number(conform::users_min, conform_users_max));
  conform
      ->add_option("--alpha", command->alpha,
                   "Probability of calling a sound router wrong, over all promises")
      ->check(CLI::Range(1e-12, 0.1))
      ->capture_default_str();
  conform->add_option("--seed", command->seed, "Seed of the users' ids")
      ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()))
      ->capture_default_str();
  conform
      ->add_option("--expect", command->expect,
                   "Promises that have to hold, with commas  [default: all that are tested]")
      ->delimiter(',')
      ->allow_extra_args(false);
  conform->add_option("--timeout", command->timeout, "How long to wait for an answer")
      ->capture_default_str();
  conform
      ->add_option("--json", command->json,
                   "Also write every figure to this file; - is standard output, without the table")
      ->check(file_name())
      ->type_name("FILE");
  conform->add_option("--junit", command->junit, "Also write a JUnit report; - likewise")
      ->check(file_name())
      ->type_name("FILE");
  conform->footer(
      "Example:  coalmine conform --policy sticky tests/conform/policies.yaml --users 4000\n"
      "Exit:     0 the promises hold, 1 one does not, 2 the router cannot be talked to or bad "
      "input");
  return {conform, [command] { return conform_router(*command); }};
}

}  // namespace coalmine::app
