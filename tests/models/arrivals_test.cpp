#include "models/arrivals.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace coalmine::models {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

struct Request {
  Instant at;
  std::uint32_t user;
  std::uint64_t session;
  friend bool operator==(const Request&, const Request&) = default;
};

// A whole replication. Batches must join up, and times must not decrease nor leave the observation.
std::vector<Request> replay(const TrafficSpec& spec, Duration duration,
                            std::uint32_t replication = 0, const Trace* trace = nullptr) {
  const Traffic traffic(spec, trace, duration);
  const auto arrivals = traffic.replicate(/*seed=*/5, replication);
  const auto batch = std::make_unique<ArrivalBatch>();
  std::vector<Request> requests;
  for (arrivals->next(*batch); batch->size != 0; arrivals->next(*batch)) {
    EXPECT_EQ(batch->first_request, requests.size());
    for (std::size_t i = 0; i < batch->size; ++i) {
      const Instant before = requests.empty() ? Instant{} : requests.back().at;
      EXPECT_GE(batch->at[i], before);
      EXPECT_LT(batch->at[i], Instant{duration});
      requests.push_back({batch->at[i], batch->user[i], batch->session[i]});
    }
  }
  arrivals->next(*batch);
  EXPECT_EQ(batch->size, 0u) << "nothing comes after the end";
  return requests;
}

std::vector<int> counts_by_user(const std::vector<Request>& requests, std::size_t users) {
  std::vector<int> count(users);
  for (const Request& request : requests) ++count.at(request.user);
  return count;
}

double share_before(const std::vector<Request>& requests, Duration end) {
  const auto early = std::count_if(requests.begin(), requests.end(),
                                   [&](const Request& r) { return r.at < Instant{end}; });
  return static_cast<double>(early) / static_cast<double>(requests.size());
}

double tolerance(double share, std::size_t n) {
  return 4.5 * std::sqrt(share * (1 - share) / static_cast<double>(n));
}

TrafficSpec poisson(std::uint64_t users, double rate_hz, RateSpread spread = EqualRates{},
                    DailyCurve daily = {}) {
  return {.users = users, .pattern = PoissonTraffic{rate_hz, spread}, .daily = std::move(daily)};
}

// 10 a second for 100 s: Poisson with mean and variance 1000. The sample variance of 400
// replications has a relative standard deviation of sqrt(2 / 400).
TEST(PoissonArrivalsTest, HaveTheMeanAndTheVarianceOfTheirRate) {
  constexpr double replications = 400;
  double sum = 0;
  double squares = 0;
  for (std::uint32_t i = 0; i < replications; ++i) {
    const auto n = static_cast<double>(replay(poisson(50, 10), 100s, i).size());
    sum += n;
    squares += (n - 1000) * (n - 1000);
  }
  EXPECT_NEAR(sum / replications, 1000, 4.5 * std::sqrt(1000 / replications));
  EXPECT_NEAR(squares / replications, 1000, 4.5 * 1000 * std::sqrt(2 / replications));
}

TEST(PoissonArrivalsTest, ComeAtAnyTimeAlike) {
  const auto requests = replay(poisson(10, 200), 100s);
  EXPECT_NEAR(share_before(requests, 25s), 0.25, tolerance(0.25, requests.size()));
  EXPECT_NEAR(share_before(requests, 50s), 0.5, tolerance(0.5, requests.size()));
}

// In the even stream the gap exceeds its mean with probability 1 / e.
TEST(PoissonArrivalsTest, HaveExponentialGaps) {
  const auto requests = replay(poisson(10, 200), 100s);
  std::size_t long_gaps = 0;
  for (std::size_t i = 1; i < requests.size(); ++i)
    long_gaps += requests[i].at - requests[i - 1].at > 5ms;
  const std::size_t gaps = requests.size() - 1;
  EXPECT_NEAR(static_cast<double>(long_gaps) / static_cast<double>(gaps), std::exp(-1),
              tolerance(std::exp(-1), gaps));
}

TEST(PoissonArrivalsTest, OfEqualUsersComeFromEachAlike) {
  const auto requests = replay(poisson(4, 200), 100s);
  for (const int count : counts_by_user(requests, 4)) {
    EXPECT_NEAR(count / static_cast<double>(requests.size()), 0.25,
                tolerance(0.25, requests.size()));
  }
}

// Five requests for each user on average; a gamma rate of shape 0.5 leaves (1 + 10)^-0.5 without
// any.
TEST(PoissonArrivalsTest, OfGammaUsersLeaveManyWithoutARequest) {
  constexpr std::size_t users = 10'000;
  const auto counts = counts_by_user(replay(poisson(users, 500, GammaRates{0.5}), 100s), users);
  const auto idle = static_cast<double>(std::count(counts.begin(), counts.end(), 0));
  const double exact = 1 / std::sqrt(11.0);
  EXPECT_NEAR(idle / users, exact, tolerance(exact, users));
}

// One user whose rate is gamma of shape 0.5 and mean 1000 requests: the count has variance
// 1000 + 1000^2 / 0.5, so the mean of 400 replications has a standard error of 70.7.
TEST(PoissonArrivalsTest, OfADrawnRateVaryWithTheRate) {
  constexpr double replications = 400;
  double sum = 0;
  double squares = 0;
  for (std::uint32_t i = 0; i < replications; ++i) {
    const auto n = static_cast<double>(replay(poisson(1, 10, GammaRates{0.5}), 100s, i).size());
    sum += n;
    squares += (n - 1000) * (n - 1000);
  }
  EXPECT_NEAR(sum / replications, 1000, 4.5 * 70.7);
  EXPECT_GT(squares / replications, 1e6);
}

// Rank 1 of 100 with exponent 1.2.
TEST(PoissonArrivalsTest, OfZipfUsersComeMostlyFromTheFirst) {
  double weights = 0;
  for (int rank = 1; rank <= 100; ++rank) weights += std::pow(rank, -1.2);
  const auto requests = replay(poisson(100, 500, ZipfRates{1.2}), 100s);
  const auto counts = counts_by_user(requests, 100);
  const auto n = static_cast<double>(requests.size());
  EXPECT_NEAR(counts[0] / n, 1 / weights, tolerance(1 / weights, requests.size()));
  const double tenth = std::pow(10, -1.2) / weights;
  EXPECT_NEAR(counts[9] / n, tenth, tolerance(tenth, requests.size()));
}

// Factors 1 and 3 are 0.5 and 1.5 of the mean rate: a quarter of a day's requests in the morning.
TEST(PoissonArrivalsTest, FollowTheDailyCurve) {
  const auto requests = replay(poisson(10, 0.5, EqualRates{}, {.factors = {1, 3}}), 24h);
  EXPECT_NEAR(static_cast<double>(requests.size()), 43'200, 4.5 * std::sqrt(43'200.0));
  EXPECT_NEAR(share_before(requests, 12h), 0.25, tolerance(0.25, requests.size()));
  EXPECT_NEAR(share_before(requests, 18h), 0.625, tolerance(0.625, requests.size()));
}

TEST(PoissonArrivalsTest, DoNotComeInPartsOfTheDayWithFactorZero) {
  const auto requests =
      replay(poisson(10, 0.1, EqualRates{}, {.factors = {0, 1}, .starts_at = 6h}), 24h);
  ASSERT_FALSE(requests.empty());
  for (const Request& request : requests) {
    EXPECT_GE(request.at, Instant{6h});   // the morning's last six hours
    EXPECT_LT(request.at, Instant{18h});  // midnight
  }
}

// The mean gap is 31 years, so a thousand of them are beyond the clock's range.
TEST(PoissonArrivalsTest, AtARateNextToNothingDoNotCome) {
  EXPECT_TRUE(replay(poisson(1, 1e-9), 10min).empty());
  EXPECT_TRUE(replay(poisson(1, 1e-9, EqualRates{}, {.factors = {1, 2}}), 10min).empty());
  EXPECT_TRUE(replay(poisson(1, 1e-18), 10min).empty());
}

TEST(FixedArrivalsTest, ComeFromEachUserExactlyAsOftenAsListed) {
  const TrafficSpec spec{.users = 4, .pattern = FixedTraffic{{3, 0, 2000, 1}}};
  for (std::uint32_t replication = 0; replication < 3; ++replication) {
    EXPECT_THAT(counts_by_user(replay(spec, 10s, replication), 4), ElementsAre(3, 0, 2000, 1));
  }
}

TEST(FixedArrivalsTest, ComeAtUniformTimes) {
  const TrafficSpec spec{.users = 2, .pattern = FixedTraffic{{10'000, 10'000}}};
  EXPECT_NEAR(share_before(replay(spec, 10s), 3s), 0.3, tolerance(0.3, 20'000));
}

TEST(TotalArrivalsTest, AreExactlySoManyOfUsersDrawnAlike) {
  const TrafficSpec spec{.users = 5, .pattern = TotalTraffic{20'000}};
  const auto requests = replay(spec, 10s);
  ASSERT_EQ(requests.size(), 20'000u);
  for (const int count : counts_by_user(requests, 5))
    EXPECT_NEAR(count / 20'000.0, 0.2, tolerance(0.2, 20'000));
  EXPECT_NEAR(share_before(requests, 3s), 0.3, tolerance(0.3, 20'000));
}

TrafficSpec sessions(double sessions_hz, SessionLength length, Distribution gap,
                     DailyCurve daily = {}) {
  return {.users = 20,
          .pattern = SessionTraffic{sessions_hz, EqualRates{}, length, gap},
          .daily = std::move(daily)};
}

std::map<std::uint64_t, std::vector<Request>> by_session(const std::vector<Request>& requests) {
  std::map<std::uint64_t, std::vector<Request>> sessions;
  for (const Request& request : requests) sessions[request.session].push_back(request);
  return sessions;
}

TEST(SessionArrivalsTest, AreSeriesOfOneUserWithTheirGaps) {
  const auto of_session = by_session(replay(sessions(2, {3, false}, Constant{4}), 1000s));
  for (const auto& [number, series] : of_session) {
    for (std::size_t i = 1; i < series.size(); ++i) {
      EXPECT_EQ(series[i].user, series[0].user);
      EXPECT_EQ(series[i].at - series[i - 1].at, 4s);
    }
    const bool cut_by_the_end = series.front().at >= Instant{992s};
    EXPECT_TRUE(series.size() == 3 || (cut_by_the_end && series.size() < 3)) << number;
  }
}

TEST(SessionArrivalsTest, NumberSessionsInTheOrderOfTheirBeginning) {
  const auto of_session = by_session(replay(sessions(2, {3, false}, Constant{4}), 1000s));
  Instant before{};
  std::uint64_t expected = 0;
  for (const auto& [number, series] : of_session) {
    EXPECT_EQ(number, expected++);
    EXPECT_GE(series.front().at, before);
    before = series.front().at;
  }
  EXPECT_NEAR(static_cast<double>(of_session.size()), 2000, 4.5 * std::sqrt(2000.0));
}

// Mean 4 on {1, 2, ...}: p = 1/4, variance 12, and one session in four has a single request.
TEST(SessionArrivalsTest, HaveGeometricLengthsWhereTheyAreDrawn) {
  const auto of_session = by_session(replay(sessions(100, {4, true}, Constant{0}), 100s));
  const auto n = static_cast<double>(of_session.size());
  double requests = 0;
  double single = 0;
  for (const auto& [number, series] : of_session) {
    requests += static_cast<double>(series.size());
    single += series.size() == 1;
  }
  EXPECT_NEAR(requests / n, 4, 4.5 * std::sqrt(12 / n));
  EXPECT_NEAR(single / n, 0.25, tolerance(0.25, of_session.size()));
}

TEST(SessionArrivalsTest, OfMeanLengthOneAreSingleRequests) {
  for (const auto& [number, series] :
       by_session(replay(sessions(10, {1, true}, Constant{1}), 100s))) {
    EXPECT_EQ(series.size(), 1u);
  }
}

TEST(SessionArrivalsTest, BeginWithTheDailyCurve) {
  const auto of_session =
      by_session(replay(sessions(0.1, {2, false}, Constant{1}, {.factors = {1, 3}}), 24h));
  std::size_t in_the_morning = 0;
  for (const auto& [number, series] : of_session)
    in_the_morning += series.front().at < Instant{12h};
  const auto n = static_cast<double>(of_session.size());
  EXPECT_NEAR(static_cast<double>(in_the_morning) / n, 0.25, tolerance(0.25, of_session.size()));
}

// Three years at the median, and one gap in a hundred is beyond the clock's range.
TEST(SessionArrivalsTest, EndWithAGapThatIsLongerThanTheObservation) {
  const auto of_session = by_session(replay(sessions(10, {3, false}, Lognormal{1e8, 2}), 100s));
  ASSERT_GT(of_session.size(), 800u);
  for (const auto& [number, series] : of_session) EXPECT_EQ(series.size(), 1u);
}

Trace log_of(std::size_t rows) {
  Trace trace;
  for (std::size_t i = 0; i < rows; ++i) {
    trace.at.push_back(Instant{std::chrono::milliseconds{i / 2}});  // two rows at a time
    trace.user.push_back(static_cast<std::uint32_t>(i % 7));
  }
  trace.users = 7;
  return trace;
}

TEST(TraceArrivalsTest, AreTheRowsOfTheLogInItsOrder) {
  const Trace trace = log_of(3000);
  const TrafficSpec spec{.users = 7, .pattern = TraceTraffic{.file = "log.csv"}};
  const auto requests = replay(spec, 1h, 0, &trace);
  ASSERT_EQ(requests.size(), 3000u);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    EXPECT_EQ(requests[i], (Request{trace.at[i], trace.user[i], trace.user[i]})) << i;
  }
  EXPECT_EQ(replay(spec, 1h, 8, &trace), requests) << "a log is the same in every replication";
}

TEST(TraceArrivalsTest, EndBeforeTheEndOfTheObservation) {
  const Trace trace = log_of(3000);
  const TrafficSpec spec{.users = 7, .pattern = TraceTraffic{.file = "log.csv"}};
  EXPECT_EQ(replay(spec, 100ms, 0, &trace).size(), 200u);  // rows at 0 ms to 99 ms
  EXPECT_EQ(replay(spec, 100ms + 1ns, 0, &trace).size(), 202u);
}

TEST(ArrivalsTest, AreTheSameEveryTimeAndOthersInAnotherReplication) {
  const std::vector<TrafficSpec> specs{
      poisson(100, 50, GammaRates{0.5}, {.factors = {1, 2, 3}}),
      poisson(100, 50, ZipfRates{1}),
      {.users = 2, .pattern = FixedTraffic{{40, 40}}},
      {.users = 5, .pattern = TotalTraffic{100}},
      sessions(1, {5, true}, Exponential{3}),
  };
  for (const TrafficSpec& spec : specs) {
    const auto first = replay(spec, 100s, 0);
    EXPECT_EQ(replay(spec, 100s, 0), first);
    EXPECT_NE(replay(spec, 100s, 1), first);
  }
}

// A longer observation only adds requests at the end: draws are about a request, not about the run.
TEST(ArrivalsTest, OfAShorterObservationAreTheBeginningOfThoseOfALonger) {
  for (const TrafficSpec& spec : {poisson(100, 50), sessions(5, {4, false}, Exponential{3})}) {
    const auto whole = replay(spec, 100s);
    auto part = replay(spec, 40s);
    ASSERT_LT(part.size(), whole.size());
    EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin()));
    EXPECT_GE(whole[part.size()].at, Instant{40s});
  }
}

}  // namespace
}  // namespace coalmine::models
