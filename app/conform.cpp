#include "app/conform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <utility>

#include "app/diagnostics.hpp"
#include "app/exit_code.hpp"
#include "app/outputs.hpp"
#include "app/terminal.hpp"
#include "conform/command_router.hpp"
#include "conform/policy_router.hpp"
#include "report/conformance.hpp"
#include "spec/parse.hpp"
#include "spec/values.hpp"

namespace coalmine::app {
namespace {

tl::unexpected<Error> unfit(std::string_view option, const std::string& message) {
  return tl::unexpected(Error{fmt::format("{}: {}", option, message)});
}

Checked<conform::Options> options_of(const ConformCommand& command) {
  const auto weight = spec::share_from(command.weight);
  if (!weight) return unfit("--weight", weight.error().message);
  return conform::Options{
      .weight = *weight, .alpha = command.alpha, .users = command.users, .seed = command.seed};
}

Checked<conform::Expected> expected_of(const ConformCommand& command) {
  if (command.expect.empty()) return conform::Expected{};
  std::vector<conform::Promise> expected;
  for (const std::string& name : command.expect) {
    const auto promise = conform::promise_named(name);
    if (!promise) {
      std::string known;
      for (const auto& info : conform::promises) known += fmt::format(" {}", info.name);
      return unfit("--expect", fmt::format("unknown promise \"{}\"; there are{}", name, known));
    }
    expected.push_back(*promise);
  }
  return conform::Expected{std::move(expected)};
}

Checked<std::unique_ptr<conform::RouterUnderTest>> url_router(const ConformCommand& command,
                                                              Duration timeout) {
  conform::UrlRouterOptions options = command.url;
  options.urls = command.urls;
  options.time_max = timeout;
  if (!command.stable_value.empty()) options.stable_value = command.stable_value;
  if (!command.override_header.empty()) {
    const std::size_t mark = command.override_header.find('=');
    if (mark == std::string::npos || mark == 0) {
      return unfit("--override-header", "expected NAME=VALUE");
    }
    options.override_header = conform::Header{command.override_header.substr(0, mark),
                                              command.override_header.substr(mark + 1)};
  }
  return conform::make_url_router(std::move(options));
}

Checked<std::unique_ptr<conform::RouterUnderTest>> router_of(const ConformCommand& command) {
  const auto timeout = spec::duration_from(command.timeout);
  if (!timeout || *timeout <= Duration{0}) return unfit("--timeout", "expected a time such as 10s");
  if (!command.command.empty()) return conform::start_command_router(command.command, *timeout);
  return url_router(command, *timeout);
}

std::string how_of(const ConformCommand& command) {
  if (!command.policy.empty()) return "policy " + command.policy;
  if (!command.command.empty()) return "command " + command.command;
  return "url " + fmt::format("{}", fmt::join(command.urls, " "));
}

int complain(std::string_view about, const Error& error) {
  fmt::print(stderr, "coalmine: {}{}{}\n", about, about.empty() ? "" : ": ", error.message);
  return bad_input;
}

// What can be refused is refused before the router is asked anything.
Checked<void> check_files(const ConformCommand& command) {
  std::vector<std::string> inputs;
  if (!command.scenario.empty()) inputs.push_back(command.scenario);
  return check_outputs({{"--json", command.json}, {"--junit", command.junit}}, inputs);
}

void show_progress(const conform::PromiseInfo& promise) {
  if (is_terminal(stderr)) fmt::print(stderr, "\r\x1b[Ktesting: {}", promise.title);
}

void end_progress() {
  if (is_terminal(stderr)) fmt::print(stderr, "\r\x1b[K");
}

int conform_to_promises(const ConformCommand& command, conform::RouterUnderTest& router) {
  const auto options = options_of(command);
  if (!options) return complain("", options.error());
  const auto expected = expected_of(command);
  if (!expected) return complain("", expected.error());
  if (const auto possible = check_files(command); !possible) {
    return complain("", possible.error());
  }
  const auto result = conform::test(router, *options, show_progress);
  end_progress();
  // One with URLs says itself which of them it was.
  if (!result) return complain(command.urls.empty() ? router.name() : "", result.error());

  const std::string json = report::to_json(*result, *expected, how_of(command), COALMINE_VERSION);
  for (const auto& [path, text] :
       {std::pair{command.json, json}, {command.junit, report::to_junit(*result, *expected)}}) {
    if (const auto written = write_output(path, text); !written) {
      return complain("", written.error());
    }
  }
  const bool for_programs = command.json == standard_output || command.junit == standard_output;
  if (!for_programs) fmt::print("{}", report::to_terminal(*result, style_of(stdout)));
  return conform::keeps_promises(*result, *expected) ? fine : expectation_failed;
}

}  // namespace

int conform_router(const ConformCommand& command) {
  if (command.policy.empty()) {
    const auto router = router_of(command);
    if (!router) return complain(command.command, router.error());
    return conform_to_promises(command, **router);
  }
  const auto scenario = spec::load(command.scenario, {.set = {}, .policies = {command.policy}});
  if (!scenario) {
    print(scenario.error());
    return bad_input;
  }
  conform::PolicyRouter router(*scenario, command.seed);
  return conform_to_promises(command, router);
}

}  // namespace coalmine::app
