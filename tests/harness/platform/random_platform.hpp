// Scenarios with everything that a platform does to requests, each a pure function of its number.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "base/random.hpp"

namespace coalmine::harness {

// Function i calls and feeds only functions of a higher number, so there are no cycles.
class RandomPlatform {
 public:
  enum class Kind {
    any,        // with a faulty release, hosts, and every way with batches
    blameless,  // the release has no fault, and which version serves changes nothing for anybody
  };

  RandomPlatform(std::uint64_t number, Kind kind)
      : draws_(number, 0, Purpose::arrival_gap), kind_(kind), functions_(1 + pick(5)) {
    connect();
    text_ = fmt::format("name: random\nreplications: 2\nduration: 4m\n{}",
                        chance(0.3) ? "warm_up: 30s\n" : "");
    write_traffic();
    write_functions();
    write_streams();
    write_incidents();
    write_people();
    write_release();
    write_policies();
  }

  const std::string& text() const { return text_; }

 private:
  struct Stream {
    std::size_t from;
    std::vector<std::string> to;
    bool reads_batches;  // no reader makes calls
  };

  bool blameless() const { return kind_ == Kind::blameless; }
  std::uint64_t pick(std::uint64_t n) { return below(n, draws_.at(next_++).first); }
  bool chance(double share) { return unit(draws_.at(next_++).first) < share; }
  // With one chance in two, what a key says of one of `n` values from `least`.
  std::string perhaps(const char* key, std::uint64_t least, std::uint64_t n,
                      const char* unit = "") {
    if (!chance(0.5)) return "";
    return fmt::format(", {}: {}{}", key, least + pick(n), unit);
  }

  void connect() {
    std::vector<bool> reached(functions_, false);
    std::vector<std::vector<std::size_t>> readers(functions_);
    callees_.resize(functions_);
    for (std::size_t i = 0; i < functions_; ++i) {
      for (std::size_t j = i + 1; j < functions_; ++j) {
        // Whoever comes next must be reached from somewhere.
        if (j != i + 1 && !chance(0.3)) continue;
        if (j == i + 1 && reached[j] && !chance(0.3)) continue;
        reached[j] = true;
        (chance(0.4) ? callees_[i] : readers[i]).push_back(j);
      }
    }
    for (std::size_t i = 0; i < functions_; ++i) {
      if (readers[i].empty()) continue;
      Stream stream{i, {}, true};
      for (const std::size_t reader : readers[i]) {
        stream.to.push_back(fmt::format("f{}", reader));
        stream.reads_batches = stream.reads_batches && callees_[reader].empty();
      }
      streams_.push_back(stream);
    }
  }

  void write_traffic() {
    users_ = 1 + pick(40);
    in_sessions_ = chance(0.5);
    text_ += fmt::format(
        "traffic: {{ users: {}, tenants: {}, requests: {} }}\n", users_, 1 + pick(users_),
        in_sessions_ ? "{ sessions: { total: 20/min, length: { geometric: 4 }, gap: 5s } }"
                     : "{ poisson: { total: 80/min } }");
  }

  void write_functions() {
    text_ += "functions:\n";
    for (std::size_t i = 0; i < functions_; ++i) {
      std::vector<std::string> calls;
      for (const std::size_t callee : callees_[i]) {
        calls.push_back(
            fmt::format("{{ to: f{}, delay: {}ms{} }}", callee, pick(30), connections()));
      }
      text_ += fmt::format("  f{}: {{ latency: {}, errors: {}%, calls: [{}]{}{} }}\n", i, latency(),
                           chance(0.5) ? pick(20) : 0, fmt::join(calls, ", "),
                           perhaps("timeout", 100, 900, "ms"), host());
    }
    if (has_lambda_ && chance(0.5)) {
      text_ += fmt::format(
          "account: {{ concurrency: {}, scale_up: {}, requests_per_concurrency: {} }}\n",
          10 + pick(20), 1 + pick(5), 1 + pick(3));
    }
  }

  std::string connections() {
    if (blameless() || !chance(0.4)) return "";
    return fmt::format(", connections: {{ count: {}{} }}", 1 + pick(2),
                       perhaps("patience", 10, 2000, "ms"));
  }

  // A host splits what it has between the versions.
  std::string host() {
    if (blameless()) return "";
    switch (pick(4)) {
      case 0:
        return "";
      case 1:
        return fmt::format(", servers: {{ workers: {}{}{}{} }}", 1 + pick(3),
                           perhaps("queue", 0, 5), perhaps("patience", 10, 3000, "ms"), scaling());
      default:
        has_lambda_ = true;
        return fmt::format(", lambda: {{ cold_start: {}ms, idle_reclaim: {}s{}{}{} }}", pick(800),
                           1 + pick(60), perhaps("reserved_concurrency", 1, 3),
                           perhaps("provisioned", 0, 3),
                           chance(0.5) ? ", reuse: least_recent" : "");
    }
  }

  std::string scaling() {
    if (!chance(0.4)) return perhaps("replicas", 1, 3);
    return fmt::format(", autoscaling: {{ min: 1, max: {}, every: {}s, start_up: {}s, calm: {}s }}",
                       1 + pick(4), 1 + pick(20), pick(30), pick(60));
  }

  std::string latency() {
    if (chance(0.3)) return fmt::format("{}ms", 1 + pick(300));
    return fmt::format("{{ lognormal: {{ p50: {}ms, p99: {}ms }} }}", 10 + pick(200),
                       300 + pick(3000));
  }

  void write_streams() {
    if (streams_.empty()) return;
    text_ += "streams:\n";
    for (std::size_t i = 0; i < streams_.size(); ++i) {
      text_ += fmt::format("  s{}: {{ from: f{}, to: [{}], delay: {}ms{} }}\n", i, streams_[i].from,
                           fmt::join(streams_[i].to, ", "), pick(2000), delivery(i));
    }
    if (poisonable_.empty() || !chance(0.7)) return;
    const bool alike = blameless();
    text_ += fmt::format(
        "poison: [{{ stream: s{}, at: {}s, user: {}, written_by: {}, unreadable_by: {} }}]\n",
        poisonable_[pick(poisonable_.size())], pick(200), pick(users_),
        alike || chance(0.5) ? "stable" : "canary",
        alike ? "both" : std::vector{"stable", "canary", "both"}[pick(3)]);
  }

  std::string delivery(std::size_t stream) {
    const std::uint64_t which = pick(5);
    if (which == 0) return chance(0.5) ? ", order: user" + perhaps("shards", 1, 3) : "";
    poisonable_.push_back(stream);
    const std::uint64_t batch = streams_[stream].reads_batches ? 1 + pick(10) : 1;
    if (which == 1) return async();
    if (which == 2) return sqs(batch);
    return kinesis(batch);
  }

  const char* key() { return std::vector{"user", "tenant", "request"}[pick(3)]; }
  const char* coin() { return chance(0.5) ? "true" : "false"; }

  std::string kinesis(std::uint64_t batch) {
    return fmt::format(
        ", kinesis: {{ shards: {}, key: {}, batch: {}, window: {}s, parallelization: {}, "
        "retention: {}s, bisect: {}, partial_response: {}, on_failure: {}, poll: {}ms, "
        "retry_wait: {{ first: {}ms, longest: {}s }}, per_record: {}ms{}{} }}",
        1 + pick(3), key(), batch, pick(4), 1 + pick(3), 20 + pick(300), coin(), coin(), coin(),
        pick(1500), 1 + pick(2000), 2 + pick(60), pick(20), perhaps("retries", 0, 5),
        perhaps("max_age", 60, 100, "s"));
  }

  std::string sqs(std::uint64_t batch) {
    any_queue_ = true;
    const bool fifo = chance(0.5);
    return fmt::format(
        ", sqs: {{ fifo: {}{}, batch: {}, window: {}s, visibility: {}s, retention: {}s, "
        "partial_response: {}, pollers: {{ first: {}, per_minute: {}, max: 9 }}, per_record: "
        "{}ms{} "
        "}}",
        fifo, fifo ? fmt::format(", key: {}", key()) : "", batch, pick(4), 1 + pick(40),
        60 + pick(300), coin(), 1 + pick(5), pick(60), pick(20), perhaps("max_receives", 1, 4));
  }

  std::string async() {
    return fmt::format(
        ", async: {{ retries: {}, max_age: {}s, on_failure: {}, redraw: {}, retry_wait: {}s }}",
        pick(3), 60 + pick(200), coin(), coin(), 1 + pick(60));
  }

  // An incident that strikes one version alone makes the versions differ.
  void write_incidents() {
    if (!chance(0.5)) return;
    const std::uint64_t from = pick(150);
    const char* version = blameless() ? "both" : std::vector{"both", "stable", "canary"}[pick(3)];
    text_ += fmt::format(
        "incidents: [{{ in: f{}, version: {}, from: {}s, to: {}s, errors: {}%, slower: {} }}]\n",
        pick(functions_), version, from, from + 10 + pick(60), pick(100), 1 + pick(5));
  }

  void write_people() {
    if (chance(0.5)) text_ += fmt::format("gateway: {{ timeout: {}ms }}\n", 50 + pick(3000));
    if (chance(0.6)) {
      text_ += fmt::format("harm: {{ late_after: {}ms, events_late_after: {}s }}\n",
                           50 + pick(1500), 1 + pick(60));
    }
    if (chance(0.3)) return;
    std::vector<std::string> keys;
    const std::uint64_t patience_ms = 500 + pick(5000);
    if (chance(0.5)) keys.push_back(fmt::format("patience: {}ms", patience_ms));
    if (chance(0.6)) {
      keys.push_back(fmt::format(
          "retries: {{ attempts: {}, wait: {{ first: {}ms, longest: 10s }}, jitter: {} }}",
          1 + pick(8), pick(2000), std::vector{"none", "full", "equal"}[pick(3)]));
    }
    if (chance(0.4)) {
      keys.push_back(
          fmt::format("come_back: {{ share: {}%, after: {{ exponential: {{ mean: {}s }} }} }}",
                      pick(101), 1 + pick(100)));
    }
    if (chance(0.4)) {
      keys.push_back(
          fmt::format("double_submit: {{ share: {}%, after: {}ms }}", pick(101), 50 + pick(400)));
    }
    if (in_sessions_ && chance(0.5)) keys.push_back(fmt::format("leaves_session: {}%", pick(101)));
    text_ += fmt::format("clients: {{ {} }}\n", fmt::join(keys, ", "));
  }

  void write_release() {
    text_ += fmt::format(
        "release:\n  rollout: {{ steps: [{{ weight: {}%, for: 1m }}, {{ weight: {}%, for: 1m }}] "
        "}}\n",
        pick(60), 60 + pick(41));
    if (chance(0.3)) text_ += fmt::format("  starts: {{ f{}: {}s }}\n", pick(functions_), pick(60));
    if (chance(0.3)) text_ += "  start_skew: { exponential: { mean: 10s } }\n";
    if (chance(0.3)) text_ += fmt::format("  rollback_at: {}s\n", 30 + pick(150));
    if (!blameless()) write_faults();
    if (!chance(0.5)) return;
    text_ +=
        "alarms: [{ metric: error_rate, above: 30%, period: 20s, publication_delay: 10s, "
        "reaction: 5s }]\n";
  }

  void write_faults() {
    text_ += fmt::format(
        "  bugs:\n    - {{ in: f{}, fails: {}% }}\n    - {{ in: f{}, fails_for: {}% }}\n    - {{ "
        "in: f{}, slower: {}, slower_by: {}ms }}\n",
        pick(functions_), pick(50), pick(functions_), pick(50), pick(functions_), 1 + pick(3),
        pick(300));
    if (functions_ == 1) return;
    text_ +=
        "  fields:\n    - { name: new, written_by: f0, needed_by: f1 }\n    - { name: changed, "
        "written_by: f0, unreadable_by: f1 }\n";
  }

  void write_policies() {
    text_ +=
        "policies:\n"
        "  weighted: { route: weighted }\n"
        "  sticky: { route: { sticky: user } }\n"
        "  carried: { route: weighted, propagate: true }\n"
        "  pinned: { route: { sticky: request }, propagate: { pinned: true, loss: 20% } }\n"
        "  cookie: { route: { cookie: canary-only } }\n";
    // Each of these splits batches, which then fare otherwise.
    if (blameless()) return;
    text_ +=
        "  router: { route: weighted, propagate: true, batches: router }\n"
        "  apart: { route: { sticky: user }, propagate: true, batches: apart }\n";
    if (!any_queue_)
      text_ += "  filter: { route: { sticky: user }, propagate: true, batches: filter }\n";
  }

  RandomStream draws_;
  std::uint64_t next_ = 0;
  Kind kind_;
  std::size_t functions_;
  std::uint64_t users_ = 0;
  bool in_sessions_ = false;
  bool has_lambda_ = false;
  bool any_queue_ = false;
  std::vector<std::vector<std::size_t>> callees_;
  std::vector<Stream> streams_;
  std::vector<std::size_t> poisonable_;  // streams that try again
  std::string text_;
};

}  // namespace coalmine::harness
