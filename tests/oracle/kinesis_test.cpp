// A shard behind a poisoned record, and behind records that only one version can read.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "case.hpp"
#include "check.hpp"
#include "tests/support/rehearse.hpp"
#include "text.hpp"

namespace coalmine::oracle {
namespace {

using support::Figures;
using support::rehearse;

// One shard, one record at a time. The reader works in what it calls, so that an attempt that fails
// takes no time of its own: how long the shard stands is a matter of the waits between attempts.
struct Shard {
  std::string name;
  double replications;
  double duration_s;
  std::uint64_t users = 100;
  double records_per_s;
  std::string work;
  std::string keys = {};  // more of the stream's
  std::string release;
  std::string poison = {};

  harness::RunResult run() const {
    return rehearse(fmt::format(R"(
name: {}
replications: {}
duration: {}
traffic: {{ users: {}, requests: {{ poisson: {{ total: {}/s }} }} }}
functions: {{ api: {{}}, reader: {{ calls: [work] }}, work: {{ latency: {} }} }}
streams: {{ shard: {{ from: api, to: reader, kinesis: {{ batch: 1, poll: 0s{} }} }} }}
release: {{ {} }}
{}
policies: {{ p: {{ route: weighted }} }}
)",
                                name, replications, seconds(duration_s), users, records_per_s, work,
                                keys, release, poison));
  }
};

std::string step(double weight) {
  return fmt::format("{{ steps: [{{ weight: {}, for: 1h }}] }}", weight);
}

double second_moment(const Json& service) {
  const double mean = service.at("mean");
  const std::string type = service.at("type");
  if (type == "exponential") return 2 * mean * mean;
  if (type == "gamma") return mean * mean * (1 + 1 / service.at("shape").get<double>());
  return mean * mean;
}

// A poisoned record at time 0 blocks the shard: for a time that is known, until it is too old, or
// as long as its attempts meet the version that cannot read it.
void check_block(const Case& one) {
  const Json& service_time = one.params["service"];
  const double rate = one.number("records_per_s");
  const double replications = one.replications();
  const bool rerouted = one.has("reroute_weight");
  Shard shard{.name = one.id,
              .replications = replications,
              .duration_s = 0,
              .records_per_s = rate,
              .work = service(service_time),
              .release = "functions: [reader], rollout: " + step(0),
              .poison = "poison: [{ stream: shard, at: 0s, unreadable_by: both }]"};
  double block_s = one.number_or("block_s", one.number_or("max_age_s", 0));
  if (rerouted) {
    // Whoever tries it first cannot read it; from then on each attempt draws again (L9).
    const double weight = one.number("reroute_weight");
    const double attempt_s = one.number_or("attempt_s", 1);
    block_s = attempt_s * std::max(1.0, 14 / -std::log(weight));
    shard.keys = ", retry_wait: " + seconds(attempt_s);
    shard.release = fmt::format(
        "functions: [reader], rollout: {{ steps: [{{ weight: 1, for: 1ns }}, {{ weight: {}, for: "
        "1h }}] }}",
        weight);
    shard.poison = "poison: [{ stream: shard, at: 0s, unreadable_by: canary, written_by: stable }]";
  } else if (one.has("retention_s")) {
    block_s = one.number("retention_s");
    shard.keys = ", retention: " + seconds(block_s);
  } else if (one.has("max_age_s")) {
    shard.keys = ", max_age: " + seconds(block_s);
  } else {
    shard.keys = ", retries: 1, retry_wait: " + seconds(block_s);
  }
  if (one.has("users_on_shard")) shard.users = one.params["users_on_shard"];
  // The block, catching up, and 8 standard deviations of it.
  const double idle = 1 - rate * service_time.at("mean").get<double>();
  shard.duration_s =
      block_s / idle + 100 * service_time.at("mean").get<double>() / idle +
      8 * std::sqrt(rate * block_s * second_moment(service_time) / std::pow(idle, 3));
  const auto result = shard.run();
  const Figures figures(result.policies[0]);
  Check check(one);
  check.that("delayed_records", figures.mean("events.delayed"), replications);
  check.that("cycle_s", figures.mean("events.blocked"), replications);
  check.that(
      "mean_wait_pooled_s",
      figures.mean_of("events.delayed_wait", "events.delayed") / figures.mean("events.delayed"),
      replications);
  check.that("delayed_users", figures.mean("events.delayed_users"), replications);
  check.that("expired_records", figures.mean("events.expired"), replications);
}

// Records that the producer's stable version writes cannot be read by the reader's canary, and each
// attempt draws again (L9): a record fails its first attempt with probability (1 - w_p) w, and each
// further one with probability w.
void check_old_records(const Case& one) {
  const double weight = one.number("reroute_weight");
  const double producer_weight = 1 - one.number("poison_fraction") / weight;
  const double rate = one.number("records_per_s");
  const double replications = one.replications();
  const auto result =
      Shard{.name = one.id,
            .replications = replications,
            .duration_s = one.number("records_per_run") / rate,
            .records_per_s = rate,
            .work = service(one.params["service"]),
            .keys = ", retry_wait: " + seconds(one.number("attempt_s")),
            .release = fmt::format("functions: [api, reader], rollouts: {{ api: {}, reader: {} }}, "
                                   "fields: [{{ name: new, written_by: api, needed_by: reader }}]",
                                   step(producer_weight), step(weight))}
          .run();
  Check(one).that("mean_wait_s", Figures(result.policies[0]).mean("events.wait"), replications);
}

class Kinesis : public testing::TestWithParam<Case> {};
TEST_P(Kinesis, AgreesWithTheExactValues) {
  const Case& one = GetParam();
  if (one.has("poison_fraction")) return check_old_records(one);
  check_block(one);
}
INSTANTIATE_TEST_SUITE_P(Oracle, Kinesis, testing::ValuesIn(cases_of("kinesis")), name_of);

}  // namespace
}  // namespace coalmine::oracle
