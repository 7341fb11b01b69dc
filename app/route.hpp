// coalmine route: which of my users get the canary, at each weight.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace coalmine::app {

struct RouteCommand {
  std::string scenario;
  std::string policy;
  std::string users;                   // file; "-" is standard input
  std::optional<std::string> at;       // duration
  std::vector<std::string> weights{};  // per cent, "10" or "10%"
  std::string format = "csv";
};

int route_users(const RouteCommand& command);

}  // namespace coalmine::app
