// A scenario as it is written: every key has its type, but names are not resolved and nothing is
// checked across keys. What a reader could not read has its initial value and an unknown place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "models/system.hpp"
#include "models/traffic.hpp"
#include "routing/alarm.hpp"
#include "routing/rollout.hpp"
#include "routing/route.hpp"
#include "spec/amount.hpp"
#include "spec/scenario.hpp"
#include "spec/type.hpp"

namespace coalmine::spec {

// Traffic. A rate, in 1/s, is written for each user or for all together.
struct WrittenPoisson {
  std::optional<double> per_user;
  std::optional<double> total;
  models::RateSpread rates;
};
struct WrittenSessions {
  std::optional<double> per_user;
  std::optional<double> total;
  models::SessionLength length{1, false};
  models::Distribution gap;
  models::RateSpread rates;
};
struct WrittenFixed {
  std::uint32_t each = 0;
};
using WrittenRequests = std::variant<WrittenPoisson, WrittenFixed, models::FixedTraffic,
                                     models::TotalTraffic, WrittenSessions>;

struct WrittenTrace {
  Name file;
  Placed<Duration> from;
  std::optional<Placed<Duration>> to;
};

struct WrittenTraffic {
  std::optional<Placed<std::uint64_t>> users;
  std::optional<Placed<std::uint64_t>> tenants;
  std::optional<Placed<WrittenRequests>> requests;
  std::optional<Placed<WrittenTrace>> trace;
  std::optional<Placed<models::DailyCurve>> daily;
  std::optional<Placed<std::uint64_t>> addresses;
  Name ids;
  std::vector<Named<double>> groups;
  std::optional<models::Logins> logins;
};

// The system.
struct WrittenCall {
  Name to;
  Duration delay{};
  double loses_decision = 0;
  std::optional<models::Connections> connections{};
};
struct WrittenFunction {
  models::PerVersion<models::Distribution> latency{models::Constant{0}, models::Constant{0}};
  models::PerVersion<double> errors{};
  std::optional<Duration> timeout;
  std::vector<WrittenCall> calls;
  bool calls_known = true;  // false: some call could not be read
  std::optional<Placed<models::LambdaHost>> lambda;
  std::optional<models::ServerHost> servers;
  models::PerVersion<std::vector<Name>> writes;
  models::PerVersion<std::vector<Name>> reads;
  std::optional<models::PerVersion<std::uint32_t>> writes_schema;
  models::PerVersion<std::vector<Placed<std::uint32_t>>> reads_schemas;
};
// Where the settings of an event source are written; that of the source for those that are not.
struct SourcePlaces {
  Place batch;
  Place key;
  Place visibility;
  Place retry_wait;
};
struct WrittenStream {
  Name from;
  std::vector<Name> to;
  Duration delay{};
  models::StreamOrder order = models::StreamOrder::none;
  std::optional<Placed<std::uint32_t>> shards;
  std::optional<Placed<std::uint32_t>> batch;
  double loses_decision = 0;
  std::optional<models::KinesisDelivery> kinesis;  // one of these three at most
  std::optional<models::SqsDelivery> sqs;
  std::optional<models::AsyncDelivery> async;
  SourcePlaces source;
};
struct WrittenPoison {
  Name stream;
  Placed<Duration> at;
  std::size_t written_by = 1;
  Placed<models::PerVersion<bool>> unreadable_by;
  Placed<std::uint32_t> user;
};
struct WrittenIncident {
  Name in;
  Placed<models::PerVersion<bool>> version;
  Duration from{};
  Placed<Duration> to;
  std::optional<double> errors;
  std::optional<double> slower;
};
struct WrittenHarm {
  std::optional<Duration> late_after;
  std::optional<Duration> events_late_after;
};

// Whom it serves.
struct WrittenClients {
  std::optional<Duration> patience;
  std::optional<models::ClientRetries> retries;
  std::optional<models::ComeBack> come_back;
  std::optional<models::DoubleSubmit> double_submit;
  Placed<double> leaves_session;
};

// The release.
struct WrittenBug {
  Name in;
  std::optional<double> fails;
  std::optional<double> fails_for;
  std::optional<double> slower;
  std::optional<Duration> slower_by;
};
struct WrittenField {
  Name name;
  Name written_by;
  std::optional<std::vector<Name>> needed_by;
  std::optional<std::vector<Name>> unreadable_by;
  bool fatal = true;
};
struct WrittenRelease {
  std::optional<std::vector<Name>> functions;
  Placed<Duration> start;
  std::vector<Named<Duration>> starts;
  std::optional<Placed<std::vector<std::vector<Name>>>> order;  // groups
  Duration order_gap{};
  std::optional<models::Distribution> start_skew;
  std::optional<routing::Plan> rollout;
  std::vector<Named<routing::Plan>> rollouts;
  bool rollback_together = true;
  std::optional<Placed<Duration>> rollback_at;
  std::vector<WrittenBug> bugs;
  std::vector<WrittenField> fields;
};

// Policies and who judges them.
struct AlarmMetric {
  routing::Statistic statistic = routing::Statistic::error_rate;
  double percentile = 0;
};
struct Datapoints {
  std::uint32_t to_alarm = 1;
  std::uint32_t of = 1;
};
struct WrittenAlarm {
  Placed<AlarmMetric> metric;
  Name above;  // its unit depends on the metric
  std::optional<Name> function;
  Placed<routing::Dimension> dimension;  // no place: not written
  Datapoints datapoints;
  Duration period{};
  Placed<Duration> phase;
  Duration publication_delay{};
  Duration reaction{};
  routing::Missing missing = routing::Missing::not_breaching;
  double threshold = 0;  // what `above` means
};

struct ScenarioAlarms {
  std::optional<Placed<routing::Dimension>> dimension;  // of all of them, instead of their own
};
using PolicyAlarms = std::variant<ScenarioAlarms, std::vector<Placed<WrittenAlarm>>>;

struct WrittenJudge {
  Placed<Engine> engine;
  std::optional<std::vector<Name>> functions;
};

struct WrittenRoute {
  routing::Route route;
  std::optional<routing::Memory> memory{};
  routing::Propagation propagation{};  // where the policy does not say
  models::Holders holders{};
  double missing = 0;
  bool keeps_first_key = false;
};
struct WrittenRule {
  std::optional<std::vector<std::uint64_t>> users;
  std::optional<std::vector<std::uint64_t>> tenants;
  std::optional<Name> group;
  std::optional<std::string> header;
  double carried_by = 0;
  routing::Gets gets = routing::Gets::split;
  std::uint32_t from_step = 1;
};
struct WrittenStaleness {
  std::optional<models::Distribution> stream;
  std::optional<Duration> poll;
  std::optional<Duration> on_invocation;
  Duration latency{};
  bool waits = false;
  std::uint32_t instances = 1;
  std::optional<models::ColdStart> cold_start;
  std::optional<models::Outage> outage;
  bool canary_by_default = false;
};
struct WrittenPolicy {
  Placed<WrittenRoute> route;
  std::optional<routing::Propagation> propagate;
  std::vector<Placed<WrittenRule>> rules;
  std::optional<WrittenStaleness> staleness;
  std::optional<routing::Plan> rollout;
  std::vector<Named<routing::Plan>> rollouts;
  Placed<models::MixedBatch> batches;
  std::optional<PolicyAlarms> alarms;
  std::vector<Name> judges;
};

// The parts of a rule such as "p95 < 11%".
struct Rule {
  Aggregate aggregate = Aggregate::mean;
  double quantile = 0;
  Comparison comparison = Comparison::at_most;
  Amount limit;
  std::string text;
};
struct WrittenExpectation {
  Name policy;
  Name metric;
  Placed<Rule> rule;
};
struct WrittenPrecision {
  std::optional<Name> policy;  // none: all
  Name metric;
  Placed<Amount> half_width;
  std::uint32_t at_most = 1;
};

struct WrittenObserve {
  std::optional<Name> function;
  std::optional<Duration> long_wait;
  std::vector<Placed<Duration>> windows;
};

struct WrittenScenario {
  std::string name;
  std::string description;
  std::uint64_t seed = 1;
  std::uint32_t replications = 1;
  std::optional<Placed<Duration>> duration;
  Placed<Duration> warm_up;
  Placed<WrittenTraffic> traffic;
  std::optional<Name> entry;
  std::vector<Named<WrittenFunction>> functions;
  std::vector<Named<WrittenStream>> streams;
  bool links_known = true;  // false: entry, functions or streams could not be read in full
  std::vector<WrittenIncident> incidents;
  std::vector<WrittenPoison> poison;
  std::optional<Placed<models::Account>> account;
  WrittenClients clients;
  std::optional<Duration> gateway_timeout;
  WrittenHarm harm;
  WrittenRelease release;
  std::vector<Placed<WrittenAlarm>> alarms;
  std::vector<Named<WrittenJudge>> judges;
  std::vector<Named<WrittenPolicy>> policies;
  WrittenObserve observe;
  std::vector<WrittenExpectation> expect;
  std::vector<WrittenPrecision> precision;
};

}  // namespace coalmine::spec
