// The top of the scenario language.
#include "spec/language.hpp"

#include <limits>

#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

Type<WrittenHarm> harm() {
  return Object<WrittenHarm>("harm", "What counts as harm beside failed and lost requests.")
      .optional({"late_after", "a response later than this is harm", "1s"},
                &WrittenHarm::late_after, positive_duration(), "lateness is no harm")
      .optional({"events_late_after",
                 "so is a request whose last event is done later than this after it", "1m"},
                &WrittenHarm::events_late_after, positive_duration(), "lateness is no harm")
      .type();
}

Type<WrittenObserve> observe() {
  return Object<WrittenObserve>("observe", "What is measured beside the usual figures.")
      .optional({"function", "whose latency, error rates and masking are reported", "api"},
                &WrittenObserve::function, name_of("function"),
                "the first along the chain that moves")
      .optional(
          {"long_wait", "how many requests wait longer than this for a server or connection", "1s"},
          &WrittenObserve::long_wait, positive_duration(), "not counted")
      .with_default(
          {"windows", "tumbling windows for `blast_radius.exposed.per_<seconds>s`", "[60s, 5m]"},
          &WrittenObserve::windows, list(placed(positive_duration())), "[]")
      .type();
}

void check_scenario(WrittenScenario& scenario, const Node& node, Problems& problems) {
  const Node* traffic = node.find("traffic");
  const bool replays = traffic != nullptr && traffic->find("trace") != nullptr;
  if (node.find("duration") == nullptr && !replays && !misspells(node, "duration")) {
    problems.add(node.place, "scenario needs the key \"duration\"", "for example duration: 10m");
  }
  for (const char* name : {"functions", "streams"}) {
    const Node* links = node.find(name);
    scenario.links_known &= links != nullptr ? links->kind == Kind::map : !misspells(node, name);
  }
  for (const auto& function : scenario.functions) {
    scenario.links_known &= function.value.calls_known;
  }
  if (scenario.entry) scenario.links_known &= scenario.entry->known();
}

Type<WrittenScenario> make_scenario_type() {
  using Written = WrittenScenario;
  return Object<Written>("scenario", "A release to rehearse.")
      .required({"name", "what results call it: letters, digits, `-` and `_`", "food-ordering"},
                &Written::name, identifier())
      .with_default({"description", "for people", "a canary of the order API"},
                    &Written::description, text(), "\"\"")
      .with_default({"seed", "of every random draw", "7"}, &Written::seed,
                    whole(0, std::numeric_limits<std::uint64_t>::max()), "1")
      .with_default({"replications", "how often the rehearsal is repeated with other draws", "200"},
                    &Written::replications, count(1, replications_max), "100")
      .with_default({"precision", "how precisely figures are to be known; one item or a list",
                     "{ metric: blast_radius.harmed, half_width: 0.5%, at_most: 2000 }"},
                    &Written::precision, precision_type(), "[]")
      .optional({"duration", "how long is observed", "10m"}, &Written::duration,
                placed(positive_duration()),
                "required, except with a trace: to the end of its range")
      .with_default({"warm_up", "requests before are served, but not counted", "5m"},
                    &Written::warm_up, placed(duration()), "0s")
      .required({"traffic", "who sends requests, and when",
                 "{ users: 2000, requests: { poisson: { per_user: 1/min } } }"},
                &Written::traffic, placed(traffic_type()))
      .optional({"entry", "the function at which requests arrive", "api"}, &Written::entry,
                name_of("function"), "the first of `functions`")
      .required({"functions", "the functions by name", "{ api: { latency: 20ms } }"},
                &Written::functions, named("functions", function_type(), 1))
      .with_default({"streams", "event streams by name", "{ orders: { from: api, to: kitchen } }"},
                    &Written::streams, named("streams", stream_type()), "{}")
      .with_default({"incidents", "what goes wrong without the release",
                     "[{ in: api, from: 3m, to: 6m, errors: 10% }]"},
                    &Written::incidents, list(incident_type()), "[]")
      .with_default({"poison", "records that cannot be read", "[{ stream: orders, at: 3m }]"},
                    &Written::poison, list(poison_type()), "[]")
      .optional({"account", "what the functions with `lambda` share", "{ concurrency: 200 }"},
                &Written::account, placed(account_type()), "one with AWS's defaults")
      .with_default({"clients", "what users do when an answer is bad or does not come",
                     "{ patience: 10s, retries: { attempts: 3 } }"},
                    &Written::clients, clients_type(), "{}")
      .optional({"gateway", "what stands before the entry", "{ timeout: 29s }"},
                &Written::gateway_timeout, gateway_type(), "nothing")
      .with_default({"harm", "what counts as harm", "{ late_after: 1s }"}, &Written::harm, harm(),
                    "{}")
      .with_default({"release", "what moves, and what is wrong with it",
                     "{ rollout: Canary10Percent5Minutes, bugs: [{ in: api, fails: 5% }] }"},
                    &Written::release, release_type(), "{}")
      .with_default({"alarms", "who watches the rollout", "[{ metric: error_rate, above: 1% }]"},
                    &Written::alarms, alarms_type(), "[]")
      .with_default({"judges", "engines that decide whether the canary goes on, by name",
                     "{ background: { engine: { argo: {} } } }"},
                    &Written::judges, named("judges", judge_type()), "{}")
      .required({"policies",
                 "the policies to compare, by name; the first is the one others are compared with",
                 "{ weighted: { route: weighted } }"},
                &Written::policies, named("policies", policy_type(), 1))
      .with_default({"observe", "what else is measured", "{ windows: [60s] }"}, &Written::observe,
                    observe(), "{}")
      .with_default({"expect", "what the figures should be",
                     "[{ policy: weighted, metric: chains.mixed, rule: \"mean < 20%\" }]"},
                    &Written::expect, list(expectation_type()), "[]")
      .check(check_scenario)
      .type();
}

}  // namespace

const Type<WrittenScenario>& scenario_type() {
  static const Type<WrittenScenario> type = make_scenario_type();
  return type;
}

}  // namespace coalmine::spec
