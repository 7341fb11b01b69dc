// Where a function runs: Lambda's environments and account, servers, and connections to them.
#include "spec/language.hpp"
#include "spec/object.hpp"
#include "spec/per_version.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

using models::Account;
using models::Autoscaling;
using models::Connections;
using models::LambdaHost;
using std::chrono::hours;
using std::chrono::milliseconds;

constexpr std::uint32_t count_max = 1'000'000;
constexpr Duration lifetime_max = hours{24 * 30};

void check_lambda(LambdaHost& host, const Node& node, Problems& problems) {
  const auto needs = [&](const char* name, bool holds, const char* needed) {
    const Node* key = node.find(name);
    if (key == nullptr || holds) return;
    problems.add(key->key_place, fmt::format("\"{}\" goes with {}", name, needed));
  };
  needs("provisioned_on", node.find("provisioned") != nullptr, "provisioned");
  needs("prepare", host.provisioned_on_alias, "provisioned_on: alias");
}

Type<Autoscaling> autoscaling() {
  return Object<Autoscaling>("autoscaling",
                             "Replicas by how busy they are, for each version by itself, as "
                             "Kubernetes' horizontal pod autoscaler counts them.")
      .with_default({"min", "replicas at least", "2"}, &Autoscaling::replicas_min,
                    count(1, count_max), "1")
      .required({"max", "replicas at most", "10"}, &Autoscaling::replicas_max, count(1, count_max))
      .with_default({"target", "busy workers of all, which it aims at", "50%"},
                    &Autoscaling::target, positive_share(), "70%")
      .with_default({"every", "how often it decides", "1m"}, &Autoscaling::every,
                    duration_between(milliseconds{100}, hours{24}), "15s")
      .with_default({"start_up", "from the decision until a replica serves", "2m"},
                    &Autoscaling::start_up, duration_between(Duration{0}, hours{24}), "30s")
      .with_default({"calm", "fewer replicas only if less was enough for so long", "1m"},
                    &Autoscaling::calm, duration_between(Duration{0}, hours{24}), "5m")
      .with_default({"tolerance", "no change while it is so near to the target", "5%"},
                    &Autoscaling::tolerance, share(), "10%")
      .check([](Autoscaling& scaling, const Node& node, Problems& problems) {
        const Node* max = node.find("max");
        if (max == nullptr || scaling.replicas_max >= scaling.replicas_min) return;
        refuse(*max, {fmt::format("is below the minimum of {}", scaling.replicas_min), ""},
               problems);
      })
      .type();
}

struct WrittenServers {
  std::uint32_t workers = 1;
  std::optional<Placed<models::PerVersion<std::uint32_t>>> replicas;
  std::optional<std::uint32_t> queue;
  std::optional<Duration> patience;
  std::optional<Autoscaling> autoscaling;
};

void check_servers(WrittenServers& servers, const Node&, Problems& problems) {
  if (!servers.replicas || !servers.autoscaling) return;
  const auto& [least, most] = std::pair(servers.autoscaling->replicas_min,  //
                                        servers.autoscaling->replicas_max);
  for (const std::uint32_t replicas : servers.replicas->value) {
    if (replicas >= least && replicas <= most) continue;
    problems.add(servers.replicas->place,
                 fmt::format("replicas: {} is not between the {} and {} of autoscaling", replicas,
                             least, most));
    return;
  }
}

models::ServerHost host_of(const WrittenServers& servers) {
  const std::uint32_t least = servers.autoscaling ? servers.autoscaling->replicas_min : 1;
  return {.workers = servers.workers,
          .replicas = servers.replicas ? servers.replicas->value
                                       : models::PerVersion<std::uint32_t>{least, least},
          .queue = servers.queue,
          .patience = servers.patience,
          .autoscaling = servers.autoscaling};
}

}  // namespace

Type<LambdaHost> lambda_type() {
  using models::Reuse;
  const auto reuse = choice<Reuse>(
      "reuse", {{"most_recent", Reuse::most_recent}, {"least_recent", Reuse::least_recent}});
  const auto on_alias = choice<bool>("qualifier", {{"version", false}, {"alias", true}});
  return Object<LambdaHost>("lambda",
                            "Execution environments of Lambda: each serves one invocation at a "
                            "time, and belongs to one version.")
      .with_default({"cold_start", "until a new environment begins to work",
                     "{ lognormal: { p50: 300ms, p99: 1s } }"},
                    &LambdaHost::cold_start, distribution_type(), "0s")
      .with_default({"idle_reclaim", "without work for so long, an environment is gone",
                     "{ exponential: { mean: 10m } }"},
                    &LambdaHost::idle_reclaim, distribution_type(), "10m")
      .with_default({"max_lifetime", "no environment serves for longer", "4h"},
                    &LambdaHost::max_lifetime, duration_between(milliseconds{1}, lifetime_max),
                    "2h")
      .with_default({"reuse", "which idle environment is next", "least_recent"}, &LambdaHost::reuse,
                    reuse, "most_recent")
      .optional({"reserved_concurrency",
                 "invocations of both versions at once: kept for them, and no more", "100"},
                &LambdaHost::reserved, count(0, count_max), "what the account has left")
      .with_default({"provisioned", "environments kept ready", "{ stable: 20, canary: 5 }"},
                    &LambdaHost::provisioned, per_version("provisioned", count(0, count_max), "20"),
                    "0")
      .with_default(
          {"provisioned_on",
           "`alias`: none while the alias has weights, and ready again some time later", "alias"},
          &LambdaHost::provisioned_on_alias, on_alias, "version")
      .with_default({"prepare", "with `provisioned_on: alias`: how much later", "1m"},
                    &LambdaHost::prepare, duration_between(Duration{0}, hours{24}), "2m")
      .check(check_lambda)
      .type();
}

Type<models::ServerHost> servers_type() {
  const auto written =
      Object<WrittenServers>("servers",
                             "Servers of its own, by version: who finds all workers busy waits.")
          .with_default({"workers", "requests that a replica serves at once", "8"},
                        &WrittenServers::workers, count(1, count_max), "1")
          .optional({"replicas", "how many there are, at first", "{ stable: 9, canary: 1 }"},
                    &WrittenServers::replicas,
                    placed(per_version("replicas", count(1, count_max), "3")),
                    "the least of `autoscaling`, or 1")
          .optional({"queue", "who would wait behind so many is refused", "100"},
                    &WrittenServers::queue, count(0, count_max), "no end")
          .optional({"patience", "who waits longer is given up", "2s"}, &WrittenServers::patience,
                    positive_duration(), "waits for ever")
          .optional({"autoscaling", "more and fewer replicas", "{ min: 2, max: 10 }"},
                    &WrittenServers::autoscaling, autoscaling(), "always as many")
          .check(check_servers)
          .type();
  return convert<models::ServerHost>(written, host_of);
}

Type<Connections> connections_type() {
  return Object<Connections>("connections",
                             "The connections of a caller's pool to a callee, by its version.")
      .required({"count", "calls at once; others wait", "20"}, &Connections::count,
                count(1, count_max))
      .optional({"patience", "a call that waited so long has failed", "1s"}, &Connections::patience,
                positive_duration(), "waits for ever")
      .type();
}

Type<Account> account_type() {
  return Object<Account>("account", "What the functions with `lambda` share.")
      .with_default({"concurrency", "invocations of all of them at once", "200"},
                    &Account::concurrency, count(1, count_max), "1000")
      .with_default({"scale_up", "environments that a function may add at once", "500"},
                    &Account::scale_up, count(1, count_max), "1000")
      .with_default({"scale_up_every", "in which that allowance is filled again", "1m"},
                    &Account::scale_up_every, duration_between(milliseconds{1}, hours{24}), "10s")
      .with_default(
          {"requests_per_concurrency", "requests in a second at most, times `concurrency`", "100"},
          &Account::requests_per_concurrency, number_above(0, count_max), "10")
      .type();
}

}  // namespace coalmine::spec
