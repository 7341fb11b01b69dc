// Flags: how late those who evaluate them learn of a new weight.
#include "spec/language.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

constexpr std::uint32_t instances_max = 1'000'000;

Type<models::ColdStart> cold_start() {
  return Object<models::ColdStart>("cold_start",
                                   "Instances end, and those that take over know nothing at first.")
      .required({"life", "how long an instance lives", "30m"}, &models::ColdStart::life,
                positive_duration())
      .required({"first_fetch", "until it has fetched the flags for the first time", "2s"},
                &models::ColdStart::first_fetch, positive_duration())
      .type();
}

Type<models::Outage> outage() {
  return Object<models::Outage>("outage", "The flag service does not answer.")
      .required({"from", "from when on", "5m"}, &models::Outage::from, duration())
      .required({"to", "until then", "7m"}, &models::Outage::to, positive_duration())
      .check([](models::Outage& written, const Node& node, Problems& problems) {
        if (written.to > written.from) return;
        refuse(node, {"ends before it begins", "to must be after from"}, problems);
      })
      .type();
}

void check_staleness(WrittenStaleness&, const Node& node, Problems& problems) {
  int ways = 0;
  for (const char* name : {"stream", "poll", "on_invocation"}) {
    ways += node.find(name) != nullptr ? 1 : 0;
  }
  if (ways != 1) {
    problems.add(node.place, "needs one of \"stream\", \"poll\", \"on_invocation\"",
                 "for example poll: 30s");
  }
  const auto belongs_to = [&](const char* name, const char* way) {
    const Node* key = node.find(name);
    if (key == nullptr || node.find(way) != nullptr) return;
    problems.add(key->key_place, fmt::format("\"{}\" goes with \"{}\"", name, way));
  };
  belongs_to("latency", "poll");
  belongs_to("waits", "on_invocation");
}

}  // namespace

Type<WrittenStaleness> staleness_type() {
  const auto fallback = choice<bool>("default of a flag", {{"stable", false}, {"canary", true}});
  return Object<WrittenStaleness>(
             "staleness",
             "The weight is the configuration of a flag service, and whoever evaluates it learns "
             "of a change late.")
      .optional(
          {"stream", "pushed, and this much later there", "{ lognormal: { p50: 200ms, p99: 2s } }"},
          &WrittenStaleness::stream, distribution_type(), "another key says how")
      .optional({"poll", "fetched so often by each instance", "30s"}, &WrittenStaleness::poll,
                positive_duration(), "another key says how")
      .optional(
          {"on_invocation", "fetched by an invocation that finds the last fetch this old", "30s"},
          &WrittenStaleness::on_invocation, positive_duration(), "another key says how")
      .with_default({"latency", "of a poll: from the fetch until it counts", "2s"},
                    &WrittenStaleness::latency, duration(), "0s")
      .with_default(
          {"waits", "whether that invocation waits for the answer, or acts on what it has", "true"},
          &WrittenStaleness::waits, boolean(), "false")
      .with_default({"instances",
                     "of each function, which requests go to at random; 0: each user's client "
                     "evaluates for itself",
                     "20"},
                    &WrittenStaleness::instances, count(0, instances_max), "1")
      .optional(
          {"cold_start", "instances that know nothing at first", "{ life: 30m, first_fetch: 2s }"},
          &WrittenStaleness::cold_start, cold_start(), "instances live for ever")
      .optional({"outage", "when the flag service does not answer", "{ from: 5m, to: 7m }"},
                &WrittenStaleness::outage, outage(), "it always answers")
      .with_default({"default", "what an instance serves that knows nothing yet", "canary"},
                    &WrittenStaleness::canary_by_default, fallback, "stable")
      .check(check_staleness)
      .type();
}

}  // namespace coalmine::spec
