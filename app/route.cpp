#include "app/route.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <numeric>

#include "app/diagnostics.hpp"
#include "app/exit_code.hpp"
#include "conform/cohort.hpp"
#include "report/quantity.hpp"
#include "spec/parse.hpp"
#include "spec/values.hpp"

namespace coalmine::app {
namespace {

using conform::CohortAt;
using conform::KnownUsers;
using routing::Weight;

constexpr std::size_t largest_shown = 5;

int complain(const std::string& message) {
  fmt::print(stderr, "coalmine: {}\n", message);
  return bad_input;
}

Result<KnownUsers> users_of(const std::string& file) {
  std::string text;
  if (file == "-") {
    text.assign(std::istreambuf_iterator<char>(std::cin), {});
  } else {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
      return tl::unexpected(Diagnostics{{file, {}, "cannot be read", "--users FILE"}});
    }
    text.assign(std::istreambuf_iterator<char>(stream), {});
  }
  return conform::read_users(text, file);
}

// "10" and "10%" are the same: a bare number is per cent here, as in a rollout that people discuss.
Checked<std::vector<Weight>> weights_from(const std::vector<std::string>& written) {
  std::vector<Weight> weights;
  for (const std::string& text : written) {
    const auto share = spec::share_from(text.ends_with('%') ? text : text + "%");
    if (!share) {
      return tl::unexpected(
          Error{fmt::format("--weights: \"{}\" is no per cent from 0 to 100", text)});
    }
    weights.push_back(Weight::make(*share).value());
  }
  return weights;
}

// Where nothing is asked for: the weights that the policy's own plan goes through.
std::vector<Weight> weights_of(const routing::Plan& plan) {
  std::vector<Weight> weights;
  for (const routing::Step& step : plan.steps) {
    if (weights.empty() || weights.back() != step.weight) weights.push_back(step.weight);
  }
  return weights;
}

std::string percent(double share) { return report::quantity(share, std::nullopt, "share"); }

std::string percent_plain(Weight weight) { return fmt::format("{:.10g}%", 100 * weight.share()); }

// As RFC 4180 wants it.
std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

void print_csv(const KnownUsers& known, const std::vector<CohortAt>& cohorts) {
  fmt::print("user");
  for (const CohortAt& cohort : cohorts) fmt::print(",{}", percent_plain(cohort.weight));
  fmt::print("\n");
  for (std::size_t i = 0; i < known.users.size(); ++i) {
    fmt::print("{}", csv_field(known.users[i].id));
    for (const CohortAt& cohort : cohorts) {
      fmt::print(",{}", cohort.on_canary[i] ? "canary" : "stable");
    }
    fmt::print("\n");
  }
}

// The most active users of the cohort, the first in the file before its equals.
std::vector<std::size_t> largest(const KnownUsers& known, const CohortAt& cohort) {
  std::vector<std::size_t> users;
  for (std::size_t i = 0; i < known.users.size(); ++i) {
    if (cohort.on_canary[i]) users.push_back(i);
  }
  std::stable_sort(users.begin(), users.end(), [&](std::size_t a, std::size_t b) {
    return known.users[a].activity > known.users[b].activity;
  });
  users.resize(std::min(users.size(), largest_shown));
  return users;
}

void print_json(const KnownUsers& known, const std::vector<CohortAt>& cohorts) {
  nlohmann::ordered_json steps = nlohmann::ordered_json::array();
  for (const CohortAt& cohort : cohorts) {
    nlohmann::ordered_json step{
        {"weight", std::stod(fmt::format("{:.10g}", cohort.weight.share()))},
        {"user_share", cohort.user_share}};
    if (known.with_activity) step["request_share"] = cohort.activity_share;
    nlohmann::ordered_json canary = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < known.users.size(); ++i) {
      if (cohort.on_canary[i]) canary.push_back(known.users[i].id);
    }
    nlohmann::ordered_json most = nlohmann::ordered_json::array();
    for (const std::size_t i : largest(known, cohort)) {
      most.push_back({{"user", known.users[i].id}, {"requests", known.users[i].activity}});
    }
    if (known.with_activity) step["largest"] = std::move(most);
    step["canary"] = std::move(canary);
    steps.push_back(std::move(step));
  }
  const nlohmann::ordered_json document{{"users", known.users.size()}, {"weights", steps}};
  fmt::print("{}\n", document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

// To standard error, so that the rows can be redirected alone.
void print_summary(const KnownUsers& known, const std::vector<CohortAt>& cohorts) {
  fmt::print(stderr, "{} users\n", known.users.size());
  for (const CohortAt& cohort : cohorts) {
    fmt::print(stderr, "at {}: {} of users", percent_plain(cohort.weight),
               percent(cohort.user_share));
    if (known.with_activity) {
      fmt::print(stderr, ", {} of requests", percent(cohort.activity_share));
      std::string names;
      for (const std::size_t i : largest(known, cohort)) {
        names += fmt::format("{}{} ({:g})", names.empty() ? "" : ", ", known.users[i].id,
                             known.users[i].activity);
      }
      if (!names.empty()) fmt::print(stderr, "; largest: {}", names);
    }
    fmt::print(stderr, "\n");
  }
}

}  // namespace

int route_users(const RouteCommand& command) {
  const auto scenario = spec::load(command.scenario, {.policies = {command.policy}});
  if (!scenario) return print(scenario.error()), bad_input;
  const spec::Policy& policy = scenario->policies.front();
  if (const auto predictable = conform::is_predictable(policy.routing); !predictable) {
    return complain(fmt::format("{}: policy \"{}\" names no users: {}", command.scenario,
                                policy.name, predictable.error().message));
  }
  auto weights = weights_from(command.weights);
  if (!weights) return complain(weights.error().message);
  if (command.at) {
    const auto at = spec::duration_from(*command.at);
    if (!at) return complain(fmt::format("--at: {}; for example 5m", at.error().message));
    weights->push_back(conform::planned_weight(*scenario, policy, *at));
  }
  if (weights->empty()) *weights = weights_of(policy.plans.front());
  const auto known = users_of(command.users);
  if (!known) return print(known.error()), bad_input;
  const auto cohorts = conform::cohorts(policy.routing, *known, *weights);
  if (command.format == "json") {
    print_json(*known, cohorts);
  } else {
    print_csv(*known, cohorts);
  }
  print_summary(*known, cohorts);
  return fine;
}

}  // namespace coalmine::app
