// Who sends requests and when: the description. models/arrivals.hpp makes a stream of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "models/distribution.hpp"

namespace coalmine::models {

// How the total rate is spread over users. Equal, drawn for each user and replication from a
// distribution of mean 1, or proportional to rank^-exponent (rank 1 is user 0).
struct EqualRates {
  friend bool operator==(const EqualRates&, const EqualRates&) = default;
};
struct GammaRates {
  double shape;
  friend bool operator==(const GammaRates&, const GammaRates&) = default;
};
struct LognormalRates {
  double sigma;
  friend bool operator==(const LognormalRates&, const LognormalRates&) = default;
};
struct ZipfRates {
  double exponent;
  friend bool operator==(const ZipfRates&, const ZipfRates&) = default;
};
using RateSpread = std::variant<EqualRates, GammaRates, LognormalRates, ZipfRates>;

// Each user makes a Poisson stream; together they make `rate_hz` requests a second on average.
struct PoissonTraffic {
  double rate_hz;
  RateSpread spread;
  friend bool operator==(const PoissonTraffic&, const PoissonTraffic&) = default;
};

// User u makes exactly counts[u] requests, at independent uniform times of the observation.
struct FixedTraffic {
  std::vector<std::uint32_t> counts;
  friend bool operator==(const FixedTraffic&, const FixedTraffic&) = default;
};

// Exactly `total` requests at independent uniform times, the user of each uniform.
struct TotalTraffic {
  std::uint64_t total;
  friend bool operator==(const TotalTraffic&, const TotalTraffic&) = default;
};

// Number of requests in a session: always `mean`, or geometric on {1, 2, ...} with that mean.
struct SessionLength {
  double mean;
  bool geometric;
  friend bool operator==(const SessionLength&, const SessionLength&) = default;
};

// Sessions begin as a Poisson stream; the gaps between the requests of one are independent draws.
struct SessionTraffic {
  double sessions_hz;  // of all users together
  RateSpread spread;
  SessionLength length;
  Distribution gap;  // seconds
  friend bool operator==(const SessionTraffic&, const SessionTraffic&) = default;
};

// A request log, replayed exactly: its rows with from <= t < to, shifted so that `from` is 0.
struct TraceTraffic {
  std::string file;  // as written in the scenario, relative to it
  Duration from{};
  std::optional<Duration> to;  // none: to the end of the log
  friend bool operator==(const TraceTraffic&, const TraceTraffic&) = default;
};

using TrafficPattern =
    std::variant<PoissonTraffic, FixedTraffic, TotalTraffic, SessionTraffic, TraceTraffic>;

// Relative rate through the day: hours.size() equal parts of 24 h, each with its factor; the mean
// factor is normalised to 1. Only for Poisson and session traffic.
struct DailyCurve {
  std::vector<double> factors;  // empty: flat
  Duration starts_at{};         // time of day at the start of the observation
  friend bool operator==(const DailyCurve&, const DailyCurve&) = default;
};

// Users are known by their device until they log in, and by their account from then on.
struct Logins {
  double share = 1;    // of the users who log in at all
  Distribution after;  // seconds from the start of the observation
  friend bool operator==(const Logins&, const Logins&) = default;
};

// Some of the users, by chance: employees, a region.
struct Group {
  std::string name;
  double share = 0;
  friend bool operator==(const Group&, const Group&) = default;
};

struct TrafficSpec {
  std::uint64_t users = 0;      // taken from the trace where there is one
  std::uint64_t tenants = 0;    // users belong to tenants, user mod tenants; 0: no tenants
  std::uint64_t addresses = 0;  // users share IP addresses, user mod addresses; 0: none are known
  std::string ids = "user-{}";  // what a product hashes: {} is the number of the user, from 0
  std::vector<Group> groups{};  // at most 64
  std::optional<Logins> logins{};
  TrafficPattern pattern;
  DailyCurve daily;
  friend bool operator==(const TrafficSpec&, const TrafficSpec&) = default;
};

// The id of a user, as text.
std::string id_of(const TrafficSpec& traffic, std::uint64_t user);

}  // namespace coalmine::models
