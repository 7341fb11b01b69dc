// The promises a router can make, each in one sentence.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "conform/router_under_test.hpp"

namespace coalmine::conform {

enum class Promise : std::uint8_t {
  share,
  stable,
  restarts,
  nested,
  aligned,
  independent,
  balanced,
  rollback,
  forced,
  chain,
};

struct PromiseInfo {
  Promise promise;
  std::string_view name;   // in options and files
  std::string_view title;  // for people
  std::string_view claim;
  std::optional<Ability> needs;
  std::string_view broken;  // what a counter-example shows, where it is two requests of one user
};

// In the order they are tested and shown; docs/CONFORMANCE.md prints it.
inline constexpr std::array promises{
    PromiseInfo{Promise::share, "share", "share",
                "The canary serves the share of users that its weight says: of new users, of those "
                "who come back, and after the weight was raised.",
                std::nullopt, ""},
    PromiseInfo{Promise::stable, "stable", "stable over time",
                "While the weight stands still, a user who comes back meets the same version.",
                std::nullopt, "one user met both versions at one weight"},
    PromiseInfo{Promise::restarts, "restarts", "stable across restarts",
                "A user who comes back after the router was started again, or meets another "
                "process of it, meets the same version.",
                Ability::restart, "one user met both versions at one weight"},
    PromiseInfo{Promise::nested, "nested", "nested on ramp-up",
                "While the weight only grows, no user goes back from the canary to stable.",
                Ability::set_weight, "one user was thrown back while the weight grew"},
    PromiseInfo{Promise::aligned, "aligned", "aligned across services",
                "Services with the same weight give a user the same version, without telling each "
                "other.",
                Ability::several_services, "two services gave one user two versions"},
    PromiseInfo{Promise::independent, "independent", "independent across releases",
                "Who met the canary of one release is neither likelier nor less likely than others "
                "to meet that of the next.",
                Ability::change_release, ""},
    PromiseInfo{Promise::balanced, "balanced", "balanced on similar ids",
                "Ids that differ in one character, or are counted up, are spread like any others.",
                std::nullopt, ""},
    PromiseInfo{Promise::rollback, "rollback", "rollback evicts",
                "When the weight goes back to 0, nobody is on the canary, from the next request "
                "on.",
                Ability::set_weight, "one user met the canary at weight 0"},
    PromiseInfo{Promise::forced, "override", "override works",
                "A request that names a version by the override gets it, whatever its user met "
                "before.",
                Ability::force_canary, "one request did not get the version it asked for"},
    PromiseInfo{Promise::chain, "chain", "chain is kept",
                "A decision that arrives with a request is obeyed and travels on: a chain stays on "
                "one version, also while the weight moves.",
                Ability::carry, "one chain met both versions"},
};

constexpr const PromiseInfo& info_of(Promise promise) {
  return promises[static_cast<std::size_t>(promise)];
}

// By its name; nothing if there is no such promise.
constexpr std::optional<Promise> promise_named(std::string_view name) {
  for (const PromiseInfo& info : promises) {
    if (info.name == name) return info.promise;
  }
  return std::nullopt;
}

}  // namespace coalmine::conform
