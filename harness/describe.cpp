#include "harness/describe.hpp"

#include <fmt/format.h>

#include <cassert>
#include <cmath>

namespace coalmine::harness {
namespace {

// As the scenario language calls them.
std::string metric_of(const routing::AlarmSpec& alarm) {
  switch (alarm.statistic) {
    case routing::Statistic::error_rate:
      return "error_rate";
    case routing::Statistic::error_count:
      return "error_count";
    case routing::Statistic::latency:
      // Rounded, because 0.999 times 100 need not be 99.9.
      return fmt::format("latency.p{}", std::round(alarm.percentile * 1e12) / 1e10);
  }
  assert(false);
  return {};
}

std::string name_of(routing::Dimension dimension) {
  switch (dimension) {
    case routing::Dimension::function:
      return "function";
    case routing::Dimension::alias:
      return "alias";
    case routing::Dimension::version:
      return "version";
    case routing::Dimension::difference:
      return "difference";
  }
  assert(false);
  return {};
}

// Calls in the order of the functions, then streams.
std::vector<Link> links_of(const models::System& system) {
  const auto name = [&](models::FunctionIndex function) { return system.functions[function].name; };
  std::vector<Link> links;
  for (const models::Function& function : system.functions) {
    for (const models::Call& call : function.calls) {
      links.push_back({.from = function.name, .to = name(call.to), .stream = ""});
    }
  }
  for (const models::Stream& stream : system.streams) {
    for (const models::FunctionIndex reader : stream.to) {
      links.push_back({.from = name(stream.from), .to = name(reader), .stream = stream.name});
    }
  }
  return links;
}

SystemInfo system_of(const spec::Scenario& scenario) {
  const auto& functions = scenario.system.functions;
  SystemInfo system{.entry = functions.front().name, .links = links_of(scenario.system)};
  for (const models::Function& function : functions) system.functions.push_back(function.name);
  for (const models::FunctionIndex moving : scenario.release.functions) {
    system.moving.push_back(functions[moving].name);
  }
  return system;
}

}  // namespace

RunResult describe(const spec::Scenario& scenario) {
  return {.scenario = scenario.name,
          .digest = scenario.digest,
          .text = scenario.text,
          .set = scenario.set,
          .only_policies = scenario.only_policies,
          .system = system_of(scenario),
          .users = scenario.traffic.users,
          .users_every = users_every(scenario.traffic.users),
          .seed = scenario.seed,
          .replications = scenario.replications};
}

std::vector<AlarmInfo> alarms_of(const Setup& setup, const spec::Policy& policy) {
  const auto& functions = setup.scenario.system.functions;
  std::vector<AlarmInfo> alarms;
  for (const routing::AlarmSpec& alarm : policy.alarms) {
    alarms.push_back({.metric = metric_of(alarm),
                      .above = alarm.threshold,
                      .function = functions[setup.function_named(alarm.function)].name,
                      .dimension = name_of(alarm.dimension)});
  }
  return alarms;
}

std::vector<std::string> judges_of(const Setup& setup, const spec::Policy& policy) {
  std::vector<std::string> names;
  for (const std::size_t judge : policy.judges) names.push_back(setup.scenario.judges[judge].name);
  return names;
}

}  // namespace coalmine::harness
