#include "routing/presets.hpp"

#include <algorithm>
#include <vector>

namespace coalmine::routing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// The affinity cookie that both versions set.
constexpr Memory pinned(AtZero at_zero, bool outranks_rules = false) {
  return {.at_zero = at_zero, .at_rest = true, .outranks_rules = outranks_rules};
}

Policy hashed(std::string product, Parameters parameters,
              WithoutKey without_key = WithoutKey::stable) {
  return {.route = Bucketed{std::move(product), std::move(parameters), without_key}};
}

std::vector<Preset> without_memory() {
  return {
      {"lambda-alias",
       "AWS Lambda, weighted alias",
       {.route = Weighted{}},
       "each invocation draws for itself",
       "documentation"},
      {"istio",
       "Istio and Envoy, weighted clusters",
       {.route = Weighted{}},
       "each request draws; a consistentHash picks an endpoint inside the drawn version only",
       "source code"},
      {"argo-rollouts",
       "Argo Rollouts with a traffic router",
       {.route = Weighted{}},
       "each request draws",
       "documentation"},
      {"argo-replicas",
       "Argo Rollouts without a traffic router",
       {.route = Replicas{}},
       "each request draws, and the weight is what whole replicas make of it",
       "source code"},
      {"haproxy-random",
       "HAProxy, rand() in a routing rule",
       {.route = Weighted{}},
       "each request draws",
       "documentation"},
      {"traefik",
       "Traefik, weighted round robin",
       {.route = RoundRobin{}},
       "a fixed pattern: at 10 % exactly every tenth request",
       "source code"},
  };
}

std::vector<Preset> by_hash() {
  return {
      {"envoy-hash", "Envoy, weighted clusters with use_hash_policy",
       hashed("envoy", {}, WithoutKey::draw),
       "one header value, one version; the cohort grows with the weight", "source code"},
      {"nginx-split", "nginx, split_clients", hashed("nginx", {}),
       "one key, one version; the cohort grows with the weight", "source code"},
      {"haproxy-hash", "HAProxy, balance hdr() map-based",
       hashed("haproxy", {{"type", "map-based"}}),
       "one header value, one version while the weights stand still", "measured"},
      {"haproxy-consistent", "HAProxy, balance hdr() consistent",
       hashed("haproxy", {{"type", "consistent"}}),
       "one header value, one version; a new weight moves few", "measured"},
      {"grpc-ring", "gRPC and Envoy, ring_hash", hashed("grpc-ring-hash", {}),
       "one header value, one version; the share is the ring's, near the weight", "measured"},
      {"app-engine-ip",
       "App Engine, split by IP address",
       {.route = Sticky{.key = StickyKey::address}},
       "one address, one version: all its users together",
       "excerpts"},
      {"app-engine-cookie",
       "App Engine, split by cookie",
       {.route = Sticky{.key = StickyKey::device, .without_key = WithoutKey::stable}},
       "one cookie, one version; without the cookie nobody is diverted",
       "excerpts"},
      {"cloudflare-affinity",
       "Cloudflare Workers, version affinity",
       {.route = Sticky{.key = StickyKey::user}},
       "one version key, one version; without the key each request draws",
       "excerpts"},
      {"kong-consumer",
       "Kong canary by consumer",
       {.route = Sticky{.buckets = 1000}},
       "one consumer, one of 1,000 buckets; the cohort grows",
       "excerpts"},
      {"kong-ip",
       "Kong canary by IP address",
       {.route = Sticky{.key = StickyKey::address, .buckets = 1000}},
       "one address, one of 1,000 buckets",
       "excerpts"},
  };
}

std::vector<Preset> with_memory() {
  return {
      {"flagger",
       "Flagger, session affinity",
       {.route = Weighted{},
        .memory = Memory{.remembers = {false, true}, .time_to_live = {std::nullopt, hours{24}}}},
       "on the canary a user stays; on stable every request is a new draw",
       "source code"},
      {"flagger-two-sided",
       "Flagger, session affinity with primaryCookieName",
       {.route = Weighted{}, .memory = Memory{.time_to_live = {minutes{1}, hours{24}}}},
       "a user on stable draws again once each analysis interval",
       "source code"},
      {"ingress-nginx",
       "ingress-nginx, cookie affinity",
       {.route = Weighted{}, .memory = pinned(AtZero::kept, /*outranks_rules=*/true)},
       "pinned to either version until the browser closes: a higher weight moves nobody",
       "source code"},
      {"alb",
       "AWS ALB, target group stickiness",
       {.route = Weighted{},
        .memory =
            Memory{.time_to_live = {hours{1}, hours{1}}, .at_zero = AtZero::kept, .at_rest = true}},
       "pinned to either version for the set time, also at weight 0",
       "excerpts"},
      {"gateway-api",
       "Kubernetes Gateway API, session persistence (GEP-1619)",
       {.route = Weighted{}, .memory = pinned(AtZero::kept)},
       "an existing session wins over the weight, also at weight 0",
       "documentation"},
      {"haproxy-cookie",
       "HAProxy, weighted servers with a cookie",
       {.route = Weighted{}, .memory = pinned(AtZero::kept)},
       "pinned to either version; weight 0 takes no new users and keeps the old",
       "documentation"},
      {"traefik-sticky",
       "Traefik, weighted service with a sticky cookie",
       {.route = Weighted{}, .memory = pinned(AtZero::evicted)},
       "pinned to either version; a version of weight 0 is forgotten",
       "source code"},
      {"agentcore",
       "Bedrock AgentCore gateway, decision stored by the server",
       {.route = Weighted{},
        .memory = Memory{.time_to_live = {minutes{15}, minutes{15}},
                         .renewal = Renewal::sliding,
                         .at_zero = AtZero::kept,
                         .at_rest = true}},
       "the first request of a session draws, and the session stays",
       "excerpts"},
      {"temporal",
       "Temporal, pinned workflows",
       {.route = Weighted{}, .propagation = {.enabled = true, .pinned = true}},
       "an execution ends on the version it began on",
       "excerpts"},
      {"step-functions",
       "AWS Step Functions, alias of versions",
       {.route = Weighted{}, .propagation = {.enabled = true, .pinned = true}},
       "an execution ends on the version it began on",
       "documentation"},
      {"redraw",
       "coalmine, conditional redraw",
       {.route = Weighted{}, .memory = Memory{.redraws = true}},
       "the weight's share exactly, nobody thrown back while it grows, nobody left at weight 0",
       "ours"},
  };
}

std::vector<Preset> all_presets() {
  std::vector<Preset> all = without_memory();
  for (auto& preset : by_hash()) all.push_back(std::move(preset));
  for (auto& preset : with_memory()) all.push_back(std::move(preset));
  return all;
}

}  // namespace

std::span<const Preset> presets() {
  static const std::vector<Preset> all = all_presets();
  return all;
}

const Preset* find_preset(std::string_view name) {
  const auto all = presets();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Preset& preset) { return preset.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace coalmine::routing
