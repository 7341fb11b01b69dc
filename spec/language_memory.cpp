// Routes that remember: a draw, who holds it, for how long, and what ends it.
#include <array>

#include "spec/language.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

using routing::Memory;

constexpr std::uint32_t members_max = 1'000'000;
constexpr Duration cached_default = std::chrono::minutes{5};

struct WrittenCookie {
  std::array<bool, 2> keeps{true, true};
  std::optional<Duration> ttl;
  std::optional<Duration> ttl_stable;
  std::optional<Duration> ttl_canary;
  routing::Renewal renewal = routing::Renewal::fixed;
  routing::AtZero at_zero = routing::AtZero::evicted;
  bool at_rest = false;
  bool step_bound = false;
  bool outranks_rules = false;
};

WrittenRoute remembering(const WrittenCookie& written) {
  Memory memory{.remembers = written.keeps,
                .renewal = written.renewal,
                .at_zero = written.at_zero,
                .at_rest = written.at_rest,
                .step_bound = written.step_bound,
                .outranks_rules = written.outranks_rules};
  memory.time_to_live = {written.ttl_stable ? written.ttl_stable : written.ttl,
                         written.ttl_canary ? written.ttl_canary : written.ttl};
  return {.route = routing::Weighted{}, .memory = memory};
}

struct WrittenConnection {
  Duration life{};
  models::Ages ages = models::Ages::exponential;
  std::uint32_t pool = 0;
};

WrittenRoute held_by(models::Holders holders) {
  return {.route = routing::Weighted{},
          .memory = Memory{.at_zero = routing::AtZero::kept, .at_rest = true},
          .holders = holders};
}

struct WrittenProcess {
  std::uint32_t count = 20;
  std::optional<Duration> refresh;
};

struct WrittenEntrypoint {
  Duration cached = cached_default;
  double stale = 0;
  Duration stale_for{};
  bool sticky = false;
};

struct WrittenRedraw {
  std::optional<Duration> ttl;
};

}  // namespace

Type<WrittenRoute> cookie_route() {
  using routing::AtZero;
  using routing::Renewal;
  const auto keeps = choice<std::array<bool, 2>>(
      "kind of memory", {{"canary-only", {false, true}}, {"first", {true, true}}});
  const auto plain = convert<WrittenRoute>(
      keeps, [](std::array<bool, 2> which) { return remembering({.keeps = which}); });
  const auto object = convert<WrittenRoute>(
      Object<WrittenCookie>(
          "cookie",
          "The user's client keeps the decision; the next request without one draws. A plain word "
          "stands for `keeps`.")
          .required({"keeps",
                     "`first`: either decision; `canary-only`: a user on stable draws again "
                     "with every request",
                     "first"},
                    &WrittenCookie::keeps, keeps)
          .optional({"ttl", "how long", "1h"}, &WrittenCookie::ttl, positive_duration(),
                    "until it is evicted")
          .optional({"ttl_stable", "how long, of stable alone", "60s"}, &WrittenCookie::ttl_stable,
                    positive_duration(), "as `ttl`")
          .optional({"ttl_canary", "how long, of the canary alone", "24h"},
                    &WrittenCookie::ttl_canary, positive_duration(), "as `ttl`")
          .with_default({"renewal", "counted from the decision (`fixed`), or from the last request",
                         "sliding"},
                        &WrittenCookie::renewal,
                        choice<Renewal>("renewal",
                                        {{"fixed", Renewal::fixed}, {"sliding", Renewal::sliding}}),
                        "fixed")
          .with_default({"at_zero",
                         "a remembered canary while the weight is 0: still served (`kept`), or "
                         "forgotten",
                         "kept"},
                        &WrittenCookie::at_zero,
                        choice<AtZero>("treatment of weight 0",
                                       {{"evicted", AtZero::evicted}, {"kept", AtZero::kept}}),
                        "evicted")
          .with_default({"at_rest", "whether decisions at weight 0 are remembered too", "true"},
                        &WrittenCookie::at_rest, boolean(), "false")
          .with_default(
              {"each_step", "whether each step forgets what the last one decided", "true"},
              &WrittenCookie::step_bound, boolean(), "false")
          .with_default(
              {"outranks_rules", "whether what is remembered wins over the policy's rules", "true"},
              &WrittenCookie::outranks_rules, boolean(), "false")
          .type(),
      remembering);
  return either(plain, object);
}

Type<WrittenRoute> connection_route() {
  return convert<WrittenRoute>(
      Object<WrittenConnection>(
          "connection",
          "Drawn when a connection opens, and frozen as long as it lasts: a new weight reaches new "
          "connections only.")
          .required({"life", "how long a connection lasts, on average", "10m"},
                    &WrittenConnection::life, positive_duration())
          .with_default(
              {"ages", "all as long (`fixed`), or `exponential`", "fixed"},
              &WrittenConnection::ages,
              choice<models::Ages>("spread of ages", {{"fixed", models::Ages::fixed},
                                                      {"exponential", models::Ages::exponential}}),
              "exponential")
          .with_default({"pool",
                         "connections that all users' requests share, in each function; 0: each "
                         "user has one to the entry",
                         "50"},
                        &WrittenConnection::pool, count(0, members_max), "0")
          .type(),
      [](WrittenConnection written) {
        return held_by({.members = written.pool, .life = written.life, .ages = written.ages});
      });
}

Type<WrittenRoute> process_route() {
  return convert<WrittenRoute>(
      Object<WrittenProcess>("process",
                             "Drawn once by each client process and again when it looks for a new "
                             "configuration (gRPC service config).")
          .with_default({"count", "client processes, which requests go through at random", "50"},
                        &WrittenProcess::count, count(1, members_max), "20")
          .optional({"refresh", "how often a process draws again", "30m"}, &WrittenProcess::refresh,
                    positive_duration(), "never")
          .type(),
      [](WrittenProcess written) {
        return held_by({.members = written.count, .life = written.refresh});
      });
}

Type<WrittenRoute> entrypoint_route() {
  return convert<WrittenRoute>(
      Object<WrittenEntrypoint>(
          "entrypoint",
          "The client asks which entrypoint is its own (a canary domain, a versioned path) and "
          "keeps the answer for a time.")
          .with_default({"cached", "how long the answer is kept", "1m"}, &WrittenEntrypoint::cached,
                        positive_duration(), "5m")
          .with_default({"stale", "share of the clients that keep it longer", "2%"},
                        &WrittenEntrypoint::stale, share(), "0%")
          .with_default({"stale_for", "how long these keep it", "7d"},
                        &WrittenEntrypoint::stale_for, positive_duration(), "1d")
          .with_default({"by", "whether the answer is a `draw`, or `sticky` by user", "sticky"},
                        &WrittenEntrypoint::sticky,
                        choice<bool>("way to answer", {{"draw", false}, {"sticky", true}}), "draw")
          .type(),
      [](WrittenEntrypoint written) {
        WrittenRoute route = held_by({.stale = written.stale, .stale_life = written.stale_for});
        route.memory->time_to_live = {written.cached, written.cached};
        if (written.sticky) route.route = routing::Sticky{};
        return route;
      });
}

Type<WrittenRoute> redraw_route() {
  return convert<WrittenRoute>(
      Object<WrittenRedraw>("redraw",
                            "Either decision is remembered, and a new weight moves just as many "
                            "users as it must.")
          .optional({"ttl", "how long a decision is remembered", "30d"}, &WrittenRedraw::ttl,
                    positive_duration(), "until it is evicted")
          .type(),
      [](WrittenRedraw written) {
        WrittenRoute route{.route = routing::Weighted{}, .memory = Memory{.redraws = true}};
        route.memory->time_to_live = {written.ttl, written.ttl};
        return route;
      });
}

}  // namespace coalmine::spec
