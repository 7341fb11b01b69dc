// What a request costs in a whole run: drawing it, routing it, and counting what it did.
//
// Workload, unless a name says otherwise: Zipf(1) users, 20,000 requests a second for two minutes,
// lognormal latency of 400 ms (10,000 in flight), a bug that fails a tenth of the canary's
// requests, a 10 % canary watched by an alarm every minute, one policy, one replication, one
// thread. Reported: nanoseconds a request.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <queue>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "harness/experiment.hpp"
#include "harness/judges/comparison.hpp"
#include "harness/replicate.hpp"
#include "harness/run_text.hpp"
#include "harness/setup.hpp"
#include "models/alias_table.hpp"
#include "spec/parse.hpp"

namespace coalmine::harness {
namespace {

constexpr int requests_per_second = 20'000;
constexpr int seconds = 120;
constexpr double requests = double{requests_per_second} * seconds;

spec::Scenario parsed(const std::string& text, const spec::Overrides& overrides = {}) {
  auto scenario = spec::parse(text, "bench.yaml", overrides);
  if (!scenario) throw std::runtime_error(spec::render(scenario.error().front(), text));
  return *scenario;
}

std::string plain_request(std::int64_t users, const std::string& policies) {
  return fmt::format(R"(
name: bench
replications: 1
duration: {}s
traffic: {{ users: {}, requests: {{ poisson: {{ total: {}/s, rates: {{ zipf: {{ exponent: 1 }} }} }} }} }}
functions: {{ api: {{ latency: {{ lognormal: {{ median: 400ms, sigma: 0.5 }} }}, errors: 0.1% }} }}
release: {{ rollout: {{ steps: [{{ weight: 10%, for: 10m }}] }}, bugs: [{{ in: api, fails: 10% }}] }}
alarms: [{{ metric: error_rate, above: 50%, datapoints: 2 of 3 }}]
policies: {{ {} }}
)",
                     seconds, users, requests_per_second, policies);
}

void report(benchmark::State& state, double requests_an_iteration) {
  state.counters["ns/request"] = benchmark::Counter(
      requests_an_iteration * 1e-9,
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void run_scenario(benchmark::State& state, const std::string& text, double requests_an_iteration,
                  std::uint32_t threads = 1) {
  const spec::Scenario scenario = parsed(text);
  for (auto _ : state) benchmark::DoNotOptimize(run(scenario, {.threads = threads}));
  report(state, requests_an_iteration);
}

void weighted(benchmark::State& state) {
  run_scenario(state, plain_request(state.range(0), "a: { route: weighted }"), requests);
}
BENCHMARK(weighted)->Arg(1'000'000)->Arg(10'000'000)->Unit(benchmark::kMillisecond);

void sticky(benchmark::State& state) {
  run_scenario(state, plain_request(state.range(0), "a: { route: sticky }"), requests);
}
BENCHMARK(sticky)->Arg(1'000'000)->Arg(10'000'000)->Unit(benchmark::kMillisecond);

// Further policies on the same arrivals: what each adds is a third of the difference to `weighted`.
void four_policies(benchmark::State& state) {
  run_scenario(
      state,
      plain_request(state.range(0),
                    "a: { route: weighted }, b: { route: sticky }, "
                    "c: { route: { sticky: { key: user, salt: x } } }, d: { route: weighted }"),
      requests);
}
BENCHMARK(four_policies)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

void chain_of_three(benchmark::State& state) {
  run_scenario(state,
               fmt::format(R"(
name: bench
replications: 1
duration: {}s
traffic: {{ users: 1000000, requests: {{ poisson: {{ total: {}/s, rates: {{ zipf: {{ exponent: 1 }} }} }} }} }}
functions:
  a: {{ latency: {{ lognormal: {{ median: 150ms, sigma: 0.5 }} }}, calls: [b] }}
  b: {{ latency: {{ lognormal: {{ median: 150ms, sigma: 0.5 }} }}, calls: [c] }}
  c: {{ latency: {{ lognormal: {{ median: 150ms, sigma: 0.5 }} }}, errors: 0.1% }}
release:
  rollout: {{ steps: [{{ weight: 10%, for: 10m }}] }}
  fields: [{{ name: f, written_by: b, needed_by: c }}]
alarms: [{{ metric: error_rate, above: 50%, function: c, datapoints: 2 of 3 }}]
policies: {{ p: {{ route: weighted }} }}
)",
                           seconds, requests_per_second),
               requests);
}
BENCHMARK(chain_of_three)->Unit(benchmark::kMillisecond);

// Chains of twenty functions, in nanoseconds an event of the kernel: called one by another, which
// is the plain kernel; and with streams, queues, asynchronous events, Lambda environments, people
// who retry and a bug that makes them. The latter runs beside its world without a release, and the
// events of both count.
std::string chain_of_twenty(const std::string& links, const std::string& rest) {
  std::string functions;
  for (int i = 0; i < 20; ++i) functions += fmt::format(fmt::runtime(links), i, i + 1);
  return fmt::format(R"(
name: bench
replications: 1
duration: 20s
traffic: {{ users: 100000, requests: {{ poisson: {{ total: 2000/s }} }} }}
functions:
{}
{}
policies: {{ p: {{ route: weighted }} }}
)",
                     functions, rest);
}

std::string twenty_calls() {
  std::string text = chain_of_twenty(
      "  f{0}: {{ latency: {{ lognormal: {{ median: 20ms, sigma: 0.5 }} }}, calls: [f{1}] }}\n",
      "release: { rollout: { steps: [{ weight: 10%, for: 10m }] } }");
  text.replace(text.find(", calls: [f20]"), 14, "");
  return text;
}

std::string twenty_with_platform() {
  const std::vector<std::string> deliveries{
      "kinesis: { shards: 64, batch: 1, poll: 0s, retry_wait: 100ms }",
      "sqs: { batch: 1, visibility: 10s }", "async: {}"};
  std::string streams = "streams:\n";
  for (int i = 0; i < 19; ++i) {
    streams += fmt::format("  s{}: {{ from: f{}, to: f{}, {} }}\n", i, i, i + 1,
                           deliveries[static_cast<std::size_t>(i) % deliveries.size()]);
  }
  return chain_of_twenty(
      "  f{0}: {{ latency: {{ lognormal: {{ median: 20ms, sigma: 0.5 }} }}, timeout: 5s, lambda: "
      "{{ "
      "cold_start: 200ms }} }}\n",
      streams +
          "account: { concurrency: 100000 }\n"
          "clients: { retries: { attempts: 3 } }\n"
          "release: { rollout: { steps: [{ weight: 10%, for: 10m }] }, bugs: [{ in: f0, fails: "
          "10% }, { in: f10, fails: 10% }] }");
}

void events_of(benchmark::State& state, const std::string& text) {
  const spec::Scenario scenario = parsed(text);
  const Setup setup(scenario);
  Replicator replicator(setup);
  std::uint64_t events = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(replicator.run(0));
    events = replicator.events();
  }
  state.counters["ns/event"] = benchmark::Counter(
      static_cast<double>(events) * 1e-9,
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.counters["events"] = static_cast<double>(events);
}

void chain_of_twenty_calls(benchmark::State& state) { events_of(state, twenty_calls()); }
BENCHMARK(chain_of_twenty_calls)->Unit(benchmark::kMillisecond);

void chain_of_twenty_with_platform(benchmark::State& state) {
  events_of(state, twenty_with_platform());
}
BENCHMARK(chain_of_twenty_with_platform)->Unit(benchmark::kMillisecond);

// 64 replications of a smaller run: the speed-up is the ratio of the two real times.
void replications_64(benchmark::State& state) {
  const std::string text = fmt::format(R"(
name: bench
replications: 64
duration: 10m
traffic: {{ users: 10000, requests: {{ poisson: {{ per_user: 1/min }} }} }}
functions: {{ api: {{ latency: {{ lognormal: {{ median: 100ms, sigma: 0.5 }} }}, errors: 0.1% }} }}
release: {{ rollout: Canary10Percent10Minutes, bugs: [{{ in: api, fails: 10% }}] }}
policies: {{ a: {{ route: weighted }}, b: {{ route: sticky }} }}
)");
  run_scenario(state, text, 64 * 100'000, static_cast<std::uint32_t>(state.range(0)));
}
BENCHMARK(replications_64)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

// What a replication of four policies found, written as text and read again: what it costs that
// jobs of a crew find text. Reported: microseconds a replication.
void found_as_text(benchmark::State& state) {
  const spec::Scenario scenario =
      parsed(plain_request(1'000,
                           "a: { route: weighted }, b: { route: sticky }, c: { route: weighted }, "
                           "d: { route: sticky }"));
  const Setup setup(scenario);
  const std::vector<PolicyRun> runs = Replicator(setup).run(0);
  RunReader reader(scenario);
  for (auto _ : state) benchmark::DoNotOptimize(reader.read(to_text(scenario, runs)));
}
BENCHMARK(found_as_text)->Unit(benchmark::kMicrosecond);

// All standard judges on 20 replications of an API with three readers of its events, with the bug
// and without it, on one thread: four worlds a replication. Reported: milliseconds a replication.
void standard_judges(benchmark::State& state) {
  constexpr int replications = 20;
  const std::string text = fmt::format(R"(
name: bench
replications: {}
duration: 10m
traffic: {{ users: 2000, requests: {{ poisson: {{ per_user: 1/min }} }} }}
functions:
  api: {{ latency: {{ lognormal: {{ p50: 60ms, p99: 400ms }} }} }}
  kitchen: {{ latency: {{ lognormal: {{ p50: 30ms, p99: 200ms }} }}, errors: 0.1% }}
  courier: {{ latency: {{ lognormal: {{ p50: 50ms, p99: 300ms }} }}, errors: 0.1% }}
  receipts: {{ latency: {{ lognormal: {{ p50: 20ms, p99: 100ms }} }}, errors: 0.1% }}
streams: {{ orders: {{ from: api, to: [kitchen, courier, receipts], delay: 200ms }} }}
release:
  rollout: {{ steps: [{{ weight: 10%, for: 10m }}] }}
  fields: [{{ name: f, written_by: api, needed_by: receipts }}]
policies: {{ p: {{ route: weighted }} }}
)",
                                       replications);
  const spec::Scenario scenario = parsed(text, {.standard_judges = true});
  for (auto _ : state) benchmark::DoNotOptimize(compare_judges(scenario));
  state.counters["ms/replication"] =
      benchmark::Counter(replications * 1e-3, benchmark::Counter::kIsIterationInvariantRate |
                                                  benchmark::Counter::kInvert);
}
BENCHMARK(standard_judges)->Unit(benchmark::kMillisecond);

// The peer: the loop that a textbook on simulation would write for the same question. One
// std::priority_queue for arrivals and completions, an alias table for the user, the standard
// library's generator and mathematics, and the same things counted.
class Textbook {
 public:
  explicit Textbook(std::size_t users) : users_(zipf(users)), exposed_(users), harmed_(users) {}

  std::uint64_t run() {
    events_.push({exponential(1.0 / requests_per_second), arrival, 0});
    while (!events_.empty()) {
      const Event event = events_.top();
      events_.pop();
      if (event.at_s >= seconds) continue;
      if (event.kind == arrival) {
        arrive(event.at_s);
      } else {
        ++completed_[event.kind];
      }
    }
    return completed_[stable] + completed_[canary];
  }

 private:
  enum Kind : std::uint32_t { stable, canary, arrival };
  struct Event {
    double at_s;
    Kind kind;
    std::uint32_t user;
    bool operator<(const Event& other) const { return at_s > other.at_s; }
  };
  struct Minute {
    std::uint64_t requests[2];
    std::uint64_t errors[2];
  };

  static models::AliasTable zipf(std::size_t users) {
    std::vector<double> weights(users);
    for (std::size_t i = 0; i < users; ++i) weights[i] = 1.0 / static_cast<double>(i + 1);
    return models::AliasTable(weights);
  }

  double exponential(double mean) { return -mean * std::log(1 - uniform_(generator_)); }

  void arrive(double now_s) {
    events_.push({now_s + exponential(1.0 / requests_per_second), arrival, 0});
    const std::uint32_t user = users_.at(generator_());
    const Kind version = uniform_(generator_) < 0.1 ? canary : stable;
    const double latency_s = 0.4 * std::exp(0.5 * normal_(generator_));
    const bool bug = version == canary && uniform_(generator_) < 0.1;
    Minute& minute = minutes_[static_cast<std::size_t>(now_s / 60)];
    ++minute.requests[version];
    minute.errors[version] += bug;
    ++latency_[version][std::min<std::size_t>(
        static_cast<std::size_t>(std::log(latency_s * 1e3 + 1) * 100), 2047)];
    if (version == canary) exposed_[user] = true;
    if (bug) harmed_[user] = true;
    events_.push({now_s + latency_s, version, user});
  }

  models::AliasTable users_;
  std::mt19937_64 generator_{1};
  std::uniform_real_distribution<double> uniform_;
  std::normal_distribution<double> normal_;
  std::priority_queue<Event> events_;
  std::vector<bool> exposed_;
  std::vector<bool> harmed_;
  Minute minutes_[seconds / 60] = {};
  std::uint64_t latency_[2][2048] = {};
  std::uint64_t completed_[2] = {};
};

void textbook_loop(benchmark::State& state) {
  Textbook loop(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(loop.run());
  report(state, requests);
}
BENCHMARK(textbook_loop)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace coalmine::harness
