#include "app/route.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "app/command_line/commands.hpp"

namespace coalmine::app {

Command add_route(CLI::App& app) {
  const auto command = std::make_shared<RouteCommand>();
  CLI::App* route = app.add_subcommand("route", "Say which of your users get the canary");
  route->add_option("scenario", command->scenario, "Scenario file")->required();
  route->add_option("--policy", command->policy, "The policy that routes them")
      ->required()
      ->type_name("NAME");
  route
      ->add_option("--users", command->users,
                   "One user a line, id or id,requests; - is standard input")
      ->required()
      ->type_name("FILE");
  route
      ->add_option("--weights", command->weights,
                   "Weights in per cent, one after the other  [default: the policy's own]")
      ->delimiter(',')
      ->type_name("PERCENT,...");
  route->add_option("--at", command->at, "At the weight that the rollout plans for this time")
      ->type_name("TIME");
  route->add_option("--format", command->format, "csv or json, on standard output")
      ->check(CLI::IsMember({"csv", "json"}))
      ->type_name("FORMAT")
      ->capture_default_str();
  route->footer(
      "The summary goes to standard error.\n"
      "Example:  coalmine route scenarios/your-users.yaml --policy launchdarkly "
      "--users scenarios/customers.csv --weights 1,5,10\n"
      "Exit:     0 fine, 2 bad input, or a policy that leaves it to chance");
  return {route, [command] { return route_users(*command); }};
}

}  // namespace coalmine::app
