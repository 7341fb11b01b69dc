// The system under release: functions, streams and incidents.
#include <algorithm>

#include "spec/language.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

constexpr std::uint32_t shards_max = 1'000'000;
constexpr std::uint32_t batch_max = 10'000;
// A chain of the longest delays stays within the clock's range.
constexpr Duration delay_max = std::chrono::hours{24 * 30};
constexpr double slower_max = 1'000'000;

template <class T>
struct ByVersion {
  T stable{};
  T canary{};
};

bool names_a_version(const Node& node) {
  return std::any_of(node.children.begin(), node.children.end(), [](const Node& member) {
    return nearest(member.key, {"stable", "canary"}).has_value();
  });
}

// One value for both versions, or a map with one for each.
template <class T>
Type<models::PerVersion<T>> per_version(const std::string& name, const Type<T>& type,
                                        const std::string& example) {
  using Pair = models::PerVersion<T>;
  const auto both = convert<Pair>(type, [](T value) { return Pair{value, value}; });
  const auto each =
      convert<Pair>(Object<ByVersion<T>>(name + "_by_version", "One value for each version.")
                        .required({"stable", "of the version that serves now", example},
                                  &ByVersion<T>::stable, type)
                        .required({"canary", "of the version being released", example},
                                  &ByVersion<T>::canary, type)
                        .type(),
                    [](ByVersion<T> value) {
                      return Pair{value.stable, value.canary};
                    });
  // The kind of the value does not tell them apart: a distribution is a map as well.
  auto written = either(both, each);
  written.read = [both, each](const Node& node, Problems& problems) {
    return names_a_version(node) ? each.read(node, problems) : both.read(node, problems);
  };
  return written;
}

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
          .type();
  return either(plain, object);
}

Type<models::PerVersion<bool>> versions() {
  return choice<models::PerVersion<bool>>(
      "version", {{"stable", {true, false}}, {"canary", {false, true}}, {"both", {true, true}}});
}

}  // namespace

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
      .check([](WrittenFunction& function, const Node& node, Problems&) {
        const Node* calls = node.find("calls");
        function.calls_known =
            calls != nullptr ? calls->kind == Kind::list : !misspells(node, "calls");
        for (const WrittenCall& each : function.calls) function.calls_known &= each.to.known();
      })
      .type();
}

Type<WrittenStream> stream_type() {
  const auto order = choice<models::StreamOrder>(
      "order", {{"none", models::StreamOrder::none}, {"user", models::StreamOrder::user}});
  return Object<WrittenStream>(
             "stream",
             "Events: when `from` succeeds, each function in `to` reads its record later.")
      .required({"from", "the function that writes", "api"}, &WrittenStream::from,
                name_of("function"))
      .required(
          {"to", "the functions that read, each every record", "[kitchen, courier, receipts]"},
          &WrittenStream::to, function_or_functions())
      .with_default({"delay", "from the writer's end to the reader's start", "200ms"},
                    &WrittenStream::delay, duration_between(Duration{0}, delay_max), "0s")
      .with_default({"order", "`user`: the records of a user are read one after another", "user"},
                    &WrittenStream::order, order, "none")
      .optional({"shards", "with `order: user`: users share so many lanes", "4"},
                &WrittenStream::shards, placed(count(1, shards_max)), "a lane for each user")
      .optional({"batch", "with `order: user`: records read by one invocation at most", "10"},
                &WrittenStream::batch, placed(count(1, batch_max)), "1")
      .with_default({"loses_decision", "how often a decision does not survive the stream", "5%"},
                    &WrittenStream::loses_decision, share(), "0%")
      .check([](WrittenStream& stream, const Node& node, Problems& problems) {
        if (stream.order == models::StreamOrder::user) return;
        if (stream.shards) {
          problems.add(node.find("shards")->key_place, "shards without an order mean nothing",
                       "add order: user");
        }
        if (stream.batch && stream.batch->value > 1) {
          problems.add(node.find("batch")->key_place, "a batch above 1 needs an order",
                       "add order: user");
        }
      })
      .type();
}

Type<WrittenIncident> incident_type() {
  return Object<WrittenIncident>("incident",
                                 "Something misbehaves for some time, whatever the release does.")
      .required({"in", "the function", "api"}, &WrittenIncident::in, name_of("function"))
      .with_default({"version", "which version it strikes", "stable"}, &WrittenIncident::version,
                    placed(versions()), "both")
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
