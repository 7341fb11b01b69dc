// `coalmine conform`: which promises a router keeps.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "conform/suite.hpp"
#include "conform/url_router.hpp"

namespace coalmine::app {

inline constexpr std::uint64_t conform_users_max = 10'000'000;

struct ConformCommand {
  // One of the three is given.
  std::string command;
  std::vector<std::string> urls;
  std::string policy;    // a policy of `scenario`
  std::string scenario;  // a file

  conform::UrlRouterOptions url;  // all but its urls
  std::string override_header;    // "NAME=VALUE"; empty: none
  std::string stable_value;       // empty: whatever else is seen
  std::string weight = "10%";
  std::string timeout = "10s";
  std::uint64_t users = 0;  // 0: as many as alpha asks for
  double alpha = 1e-3;
  std::uint64_t seed = 1;
  std::vector<std::string> expect;  // names of promises; empty: all that are tested
  std::string json;                 // where to; "-" is standard output; empty: nowhere
  std::string junit;                // likewise
};

// Returns an ExitCode: fine, expectation_failed, or bad_input if the router cannot be talked to.
int conform_router(const ConformCommand& command);

}  // namespace coalmine::app
