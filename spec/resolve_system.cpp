// Functions, streams, incidents, bugs and fields by index, and the graph they make.
#include <fmt/format.h>

#include <algorithm>

#include "spec/graph.hpp"
#include "spec/resolve.hpp"

namespace coalmine::spec {
namespace {

using models::FunctionIndex;

class SystemResolver {
 public:
  SystemResolver(const WrittenScenario& written, const Functions& functions,
                 const Scenario& scenario, Problems& problems)
      : written_(written),
        functions_(functions),
        scenario_(scenario),
        release_(scenario.release),
        problems_(problems),
        graph_(functions.names().size()) {}

  models::System resolve() {
    if (written_.functions.size() > invocations_max) {
      problems_.add(written_.functions[invocations_max].name.place,
                    fmt::format("{} functions are too many", written_.functions.size()),
                    fmt::format("at most {}", invocations_max));
      return {};
    }
    add_functions();
    add_streams();
    const bool sound = check_graph();
    for (const WrittenIncident& incident : written_.incidents) add_incident(incident);
    for (const WrittenBug& bug : written_.release.bugs) add_bug(bug);
    for (const WrittenField& field : written_.release.fields) add_field(field);
    if (sound) resolve_schema(written_, release_, system_, problems_);
    resolve_platform(written_, scenario_, system_, problems_);
    system_.late_after = written_.harm.late_after;
    system_.events_late_after = written_.harm.events_late_after;
    return std::move(system_);
  }

 private:
  std::optional<FunctionIndex> find(const Name& name) {
    const auto index = functions_.find(name, problems_);
    links_known_ &= index.has_value();
    return index;
  }

  const std::string& name_of(FunctionIndex function) const { return functions_.names()[function]; }

  void add_functions() {
    system_.functions.resize(written_.functions.size());
    for (const auto& [name, written] : written_.functions) {
      const FunctionIndex index = *functions_.find(name, problems_);
      models::Function& function = system_.functions[index];
      function.name = name.value;
      function.latency = written.latency;
      function.error_rate = written.errors;
      function.timeout = written.timeout;
      if (written.lambda) function.host = written.lambda->value;
      if (written.servers) function.host = *written.servers;
      function.schema = schema_of(written);
      for (const WrittenCall& call : written.calls) {
        const auto to = find(call.to);
        if (!to) continue;
        function.calls.push_back({*to, call.delay, call.loses_decision, call.connections});
        graph_.add(index, {*to, call.to.place});
      }
      check_versions(name, function, index);
    }
  }

  // Values for a canary that never serves would silently mean nothing.
  void check_versions(const Name& name, const models::Function& function, FunctionIndex index) {
    const auto differs = [](const auto& by_version) { return by_version[0] != by_version[1]; };
    const models::Schema& schema = function.schema;
    bool differ = differs(function.latency) || differs(function.error_rate) ||
                  differs(schema.writes) || differs(schema.reads) ||
                  differs(schema.writes_schema) || differs(schema.reads_schemas);
    if (const auto* lambda = std::get_if<models::LambdaHost>(&function.host)) {
      differ |= differs(lambda->provisioned);
    } else if (const auto* servers = std::get_if<models::ServerHost>(&function.host)) {
      differ |= differs(servers->replicas);
    }
    if (differ) check_moves(index, name.place);
  }

  void add_streams() {
    for (const auto& [name, written] : written_.streams) {
      models::Stream stream;
      stream.name = name.value;
      const auto from = find(written.from);
      links_known_ &= !written.to.empty();  // none are written only where they are unreadable
      for (const Name& each : written.to) {
        const auto to = find(each);
        if (!to) continue;
        if (std::find(stream.to.begin(), stream.to.end(), *to) != stream.to.end()) {
          problems_.add(each.place, fmt::format("\"{}\" reads the stream twice", each.value));
          continue;
        }
        stream.to.push_back(*to);
        check_reader(written, each, system_.functions[*to], problems_);
        const bool batched = written.batch && written.batch->value > 1;
        if (batched && !system_.functions[*to].calls.empty()) {
          problems_.add(written.batch->place,
                        fmt::format("\"{}\" makes calls, so it reads no batches", each.value),
                        "batch: 1, or a stream of its own for it");
        }
        if (from) graph_.add(*from, {*to, each.place});
      }
      stream.from = from.value_or(0);
      stream.delay = written.delay;
      stream.order = written.order;
      stream.shards = written.shards ? written.shards->value : 0;
      stream.batch = written.batch ? written.batch->value : 1;
      stream.loses_decision = written.loses_decision;
      stream.delivery = delivery_of(written);
      system_.streams.push_back(std::move(stream));
    }
  }

  // Whether the calls and streams are acyclic and lead to every function.
  bool check_graph() {
    if (!graph_.check_acyclic(functions_.names(), problems_) || !links_known_ ||
        !written_.links_known || written_.functions.empty()) {
      return false;
    }
    const std::vector<bool> reached = graph_.reachable_from(0);
    bool all = true;
    for (const auto& [name, function] : written_.functions) {
      if (reached[*functions_.find(name, problems_)]) continue;
      all = false;
      problems_.add(
          name.place,
          fmt::format("function \"{}\" never runs: nothing leads to it from the entry \"{}\"",
                      name.value, name_of(0)),
          "call it, or feed it from a stream");
    }
    if (graph_.invocations() <= invocations_max) return all;
    for (const auto& [name, function] : written_.functions) {
      if (name.value != name_of(0)) continue;
      problems_.add(name.place,
                    fmt::format("a request to \"{}\" causes more than {} invocations", name.value,
                                invocations_max),
                    "a function runs once for each path that leads to it");
    }
    return all;
  }

  bool moves(FunctionIndex function) const {
    return std::binary_search(release_.functions.begin(), release_.functions.end(), function);
  }

  bool check_moves(FunctionIndex function, Place place) {
    if (moves(function)) return true;
    problems_.add(
        place,
        fmt::format("\"{}\" has no canary: it is not part of the release", name_of(function)),
        "add it to release.functions");
    return false;
  }

  void add_incident(const WrittenIncident& written) {
    const auto in = functions_.find(written.in, problems_);
    if (!in) return;
    const models::PerVersion<bool> versions =
        written.version.known() ? written.version.value : models::PerVersion<bool>{true, true};
    if (!versions[0]) check_moves(*in, written.version.place);
    system_.incidents.push_back({*in, versions, written.from, written.to.value, written.errors,
                                 written.slower.value_or(1)});
  }

  void add_bug(const WrittenBug& written) {
    const auto in = functions_.find(written.in, problems_);
    if (!in || !check_moves(*in, written.in.place)) return;
    if (written.fails) system_.bugs.push_back({*in, models::FailsBug{*written.fails}});
    if (written.fails_for) system_.bugs.push_back({*in, models::TraitBug{*written.fails_for}});
    if (written.slower || written.slower_by) {
      system_.bugs.push_back({*in, models::SlowerBug{written.slower.value_or(1),
                                                     written.slower_by.value_or(Duration{0})}});
    }
  }

  void add_field(const WrittenField& written) {
    const auto producer = functions_.find(written.written_by, problems_);
    if (producer) check_moves(*producer, written.written_by.place);
    const std::string field = written.name.value;
    for (const Name& name : written.needed_by.value_or(std::vector<Name>{})) {
      const auto consumer =
          add_reader(producer, field, models::Mismatch::forward, name, written.fatal);
      if (consumer) check_moves(*consumer, name.place);
    }
    for (const Name& name : written.unreadable_by.value_or(std::vector<Name>{})) {
      add_reader(producer, field, models::Mismatch::backward, name, written.fatal);
    }
  }

  std::optional<FunctionIndex> add_reader(std::optional<FunctionIndex> producer,
                                          const std::string& field, models::Mismatch kind,
                                          const Name& name, bool fatal) {
    const auto consumer = functions_.find(name, problems_);
    if (!consumer || !producer) return consumer;
    const bool downstream = *consumer != *producer && graph_.reachable_from(*producer)[*consumer];
    if (!downstream && links_known_ && written_.links_known) {
      problems_.add(name.place,
                    fmt::format("\"{}\" never reads what \"{}\" writes: it is not downstream of it",
                                name.value, name_of(*producer)));
    }
    system_.field_changes.push_back({field, kind, *producer, *consumer, fatal});
    return consumer;
  }

  const WrittenScenario& written_;
  const Functions& functions_;
  const Scenario& scenario_;
  const Release& release_;
  Problems& problems_;
  Graph graph_;
  models::System system_;
  bool links_known_ = true;
};

}  // namespace

models::System resolve_system(const WrittenScenario& written, const Functions& functions,
                              const Scenario& scenario, Problems& problems) {
  return SystemResolver(written, functions, scenario, problems).resolve();
}

}  // namespace coalmine::spec
