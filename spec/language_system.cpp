// The system under release: functions and incidents.
#include "spec/language.hpp"
#include "spec/object.hpp"
#include "spec/per_version.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

constexpr double slower_max = 1'000'000;

Type<WrittenCall> call() {
  const auto plain =
      convert<WrittenCall>(name_of("function"), [](Name to) { return WrittenCall{std::move(to)}; });
  const auto object =
      Object<WrittenCall>("call",
                          "A call that the function waits for. A plain name stands for `to`.")
          .required({"to", "the function that is called", "stock"}, &WrittenCall::to,
                    name_of("function"))
          .with_default({"delay", "before the callee begins", "2ms"}, &WrittenCall::delay,
                        duration_between(Duration{0}, delay_max), "0s")
          .with_default({"loses_decision", "how often a decision does not survive the call", "5%"},
                        &WrittenCall::loses_decision, share(), "0%")
          .optional(
              {"connections", "of a pool, which calls wait for", "{ count: 20, patience: 1s }"},
              &WrittenCall::connections, connections_type(), "as many as there are calls")
          .type();
  return either(plain, object);
}

void check_function(WrittenFunction& function, const Node& node, Problems& problems) {
  const Node* calls = node.find("calls");
  function.calls_known = calls != nullptr ? calls->kind == Kind::list : !misspells(node, "calls");
  for (const WrittenCall& each : function.calls) function.calls_known &= each.to.known();
  if (node.find("lambda") == nullptr || node.find("servers") == nullptr) return;
  problems.add(node.find("servers")->key_place, "\"lambda\" and \"servers\" exclude one another",
               "it runs in one place");
}

}  // namespace

Type<models::PerVersion<bool>> versions_type() {
  return choice<models::PerVersion<bool>>(
      "version", {{"stable", {true, false}}, {"canary", {false, true}}, {"both", {true, true}}});
}

Type<std::vector<Name>> function_or_functions() {
  const auto one = convert<std::vector<Name>>(
      name_of("function"), [](Name name) { return std::vector<Name>{std::move(name)}; });
  return either(one, list(name_of("function"), 1));
}

Type<WrittenFunction> function_type() {
  return Object<WrittenFunction>("function",
                                 "A function: what it does by itself, and which functions it calls "
                                 "then, one after another.")
      .with_default(
          {"latency", "time of its own work, without calls",
           "{ lognormal: { p50: 80ms, p99: 400ms } }"},
          &WrittenFunction::latency,
          per_version("latency", distribution_type(), "{ lognormal: { p50: 80ms, p99: 400ms } }"),
          "0s")
      .with_default({"errors", "how often it fails by itself, release or not", "0.1%"},
                    &WrittenFunction::errors, per_version("errors", share(), "0.1%"), "0%")
      .optional({"timeout", "an invocation that takes longer, calls included, fails then", "3s"},
                &WrittenFunction::timeout, positive_duration(), "never")
      .with_default(
          {"calls", "functions it calls and waits for", "[payments, { to: stock, delay: 2ms }]"},
          &WrittenFunction::calls, list(with_fallback(call())), "[]")
      .optional({"lambda", "it runs in execution environments of Lambda",
                 "{ cold_start: 400ms, reserved_concurrency: 100 }"},
                &WrittenFunction::lambda, placed(lambda_type()),
                "any number of invocations at once, at any time")
      .optional({"servers", "it runs on servers of its own", "{ workers: 8, replicas: 3 }"},
                &WrittenFunction::servers, servers_type(),
                "any number of invocations at once, at any time")
      .with_default({"writes", "fields of the data that it sends on", "[order_id, loyalty_id]"},
                    &WrittenFunction::writes, fields_type("writes"), "[]")
      .with_default({"reads", "fields that it cannot do without in what it is sent",
                     "{ stable: [order_id], canary: [order_id, loyalty_id] }"},
                    &WrittenFunction::reads, fields_type("reads"), "[]")
      .optional({"writes_schema", "the number of the schema of what it sends on",
                 "{ stable: 1, canary: 2 }"},
                &WrittenFunction::writes_schema, writes_schema_type(), "has no number")
      .with_default({"reads_schemas", "the numbers that it understands in what it is sent; []: any",
                     "{ stable: [1], canary: [1, 2] }"},
                    &WrittenFunction::reads_schemas, reads_schemas_type(), "[]")
      .check(check_function)
      .type();
}

Type<WrittenIncident> incident_type() {
  return Object<WrittenIncident>("incident",
                                 "Something misbehaves for some time, whatever the release does.")
      .required({"in", "the function", "api"}, &WrittenIncident::in, name_of("function"))
      .with_default({"version", "which version it strikes", "stable"}, &WrittenIncident::version,
                    placed(versions_type()), "both")
      .with_default({"from", "when it begins", "3m"}, &WrittenIncident::from, duration(), "0s")
      .required({"to", "when it is over", "6m"}, &WrittenIncident::to, placed(duration()))
      .optional({"errors", "error rate meanwhile", "10%"}, &WrittenIncident::errors, share(),
                "as usual")
      .optional({"slower", "factor on the time of its own work meanwhile", "3"},
                &WrittenIncident::slower, number_above(0, slower_max), "as usual")
      .check([](WrittenIncident& incident, const Node& node, Problems& problems) {
        if (incident.to.known() && incident.to.value <= incident.from) {
          problems.add(incident.to.place,
                       fmt::format("to: {} is not after from: {}", to_text(incident.to.value),
                                   to_text(incident.from)));
        }
        if (node.find("errors") == nullptr && node.find("slower") == nullptr) {
          problems.add(node.place, "the incident does nothing",
                       "give it errors: 10%, or slower: 3, or both");
        }
      })
      .type();
}

}  // namespace coalmine::spec
