// A router that speaks HTTP: a proxy, an ingress, a gateway.
//
// It answers with the version in a header; where the user, the override and the carried decision
// stand in the request is said by the caller. Cookies are kept for each user.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "conform/router_under_test.hpp"

namespace coalmine::conform {

struct Header {
  std::string name;
  std::string value;
};

struct UrlRouterOptions {
  std::vector<std::string> urls;  // one for each service; at least one
  std::string user_header = "X-User";
  std::string version_header = "X-Version";
  std::string canary_value = "canary";
  // Nothing: the one other value that is seen.
  std::optional<std::string> stable_value{};
  std::optional<Header> override_header{};  // forces the canary
  std::string carry_header{};               // of answers and of the next hop's request; empty: none
  // Shell commands, empty: none. They end when what they do is done. {weight} is replaced by the
  // share ("0.1"), {percent} by "10", {release} by the release's name.
  std::string set_weight_command{};
  std::string restart_command{};
  Duration time_max = std::chrono::seconds{10};  // for an answer
};

// Error: a URL that is not one of http.
Checked<std::unique_ptr<RouterUnderTest>> make_url_router(UrlRouterOptions options);

}  // namespace coalmine::conform
