// Who sends requests and when.
#include "spec/language.hpp"
#include "spec/limits.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

constexpr std::uint32_t requests_each_max = 1'000'000;
constexpr double shape_min = 0.1;  // below, nearly all of a gamma distribution is next to 0
constexpr double shape_max = 1'000;
constexpr double sigma_max = 5;
constexpr double exponent_max = 10;
constexpr double session_length_max = 100'000;
constexpr double factor_max = 1'000'000;
constexpr std::size_t factors_max = 1'440;  // one a minute

Type<models::RateSpread> rate_spread() {
  Object<models::GammaRates> gamma("gamma_rates",
                                   "Rates drawn from a gamma distribution of mean 1.");
  gamma.required({"shape", "smaller: more unequal", "0.5"}, &models::GammaRates::shape,
                 number(shape_min, shape_max));
  Object<models::LognormalRates> lognormal("lognormal_rates",
                                           "Rates drawn from a lognormal distribution of mean 1.");
  lognormal.required({"sigma", "greater: more unequal", "1"}, &models::LognormalRates::sigma,
                     number_above(0, sigma_max));
  Object<models::ZipfRates> zipf("zipf_rates",
                                 "The rate of the user of rank r is proportional to r^-exponent.");
  zipf.required({"exponent", "greater: more unequal", "1"}, &models::ZipfRates::exponent,
                number(0, exponent_max));

  OneOf<models::RateSpread> shapes(
      "rates", "How the total rate is spread over users; `equal` gives each the same.");
  shapes.when({"gamma", "drawn for each user, moderately unequal", "{ shape: 0.5 }"}, gamma.type())
      .when({"lognormal", "drawn for each user, very unequal", "{ sigma: 1 }"}, lognormal.type())
      .when({"zipf", "by rank: a few users make most requests", "{ exponent: 1 }"}, zipf.type());
  return either(choice<models::RateSpread>("spread of rates", {{"equal", models::EqualRates{}}}),
                shapes.type());
}

// Both Poisson and session traffic have their rate for each user or in total.
template <class Written>
void check_one_rate(const Written&, const Node& node, Problems& problems) {
  const Node* per_user = node.find("per_user");
  const Node* total = node.find("total");
  if (per_user != nullptr && total != nullptr) {
    problems.add(total->key_place, "\"per_user\" and \"total\" exclude one another",
                 "total = per_user * users");
  } else if (per_user == nullptr && total == nullptr) {
    refuse(node, {"needs a rate", "for example per_user: 1/min, or total: 600/min"}, problems);
  }
}

Type<WrittenPoisson> poisson() {
  return Object<WrittenPoisson>("poisson", "Requests at random times, independent of one another.")
      .optional({"per_user", "mean rate of a user", "1/min"}, &WrittenPoisson::per_user, rate(),
                "`total` says it")
      .optional({"total", "mean rate of all users together", "600/min"}, &WrittenPoisson::total,
                rate(), "`per_user` says it")
      .with_default({"rates", "how the rate is spread over users", "{ gamma: { shape: 0.5 } }"},
                    &WrittenPoisson::rates, rate_spread(), "equal")
      .check(check_one_rate<WrittenPoisson>)
      .type();
}

Type<models::SessionLength> session_length() {
  const auto always = convert<models::SessionLength>(
      whole(1, static_cast<std::uint64_t>(session_length_max)), [](std::uint64_t length) {
        return models::SessionLength{static_cast<double>(length), false};
      });
  const auto geometric =
      convert<models::SessionLength>(number(1, session_length_max), [](double mean) {
        return models::SessionLength{mean, true};
      });
  OneOf<models::SessionLength> drawn("session_length", "A length that is drawn for each session.");
  drawn.when({"geometric", "at least 1, with this mean", "5"}, geometric);
  return either(always, drawn.type());
}

Type<WrittenSessions> sessions() {
  return Object<WrittenSessions>(
             "sessions",
             "Sessions begin at random times; each is a series of requests of one user.")
      .optional({"per_user", "mean rate of a user's sessions", "2/h"}, &WrittenSessions::per_user,
                rate(), "`total` says it")
      .optional({"total", "mean rate of all users' sessions together", "60/min"},
                &WrittenSessions::total, rate(), "`per_user` says it")
      .required({"length", "requests in a session", "{ geometric: 5 }"}, &WrittenSessions::length,
                session_length())
      .required(
          {"gap", "from one request of a session to the next", "{ exponential: { mean: 30s } }"},
          &WrittenSessions::gap, distribution_type())
      .with_default({"rates", "how the rate is spread over users", "{ lognormal: { sigma: 1 } }"},
                    &WrittenSessions::rates, rate_spread(), "equal")
      .check(check_one_rate<WrittenSessions>)
      .type();
}

Type<WrittenRequests> requests() {
  const auto fixed = convert<WrittenFixed>(count(1, requests_each_max),
                                           [](std::uint32_t each) { return WrittenFixed{each}; });
  const auto listed = convert<models::FixedTraffic>(
      list(count(0, requests_each_max), 1),
      [](std::vector<std::uint32_t> counts) { return models::FixedTraffic{std::move(counts)}; });
  const auto total = convert<models::TotalTraffic>(
      whole(1, total_requests_max), [](std::uint64_t all) { return models::TotalTraffic{all}; });
  return OneOf<WrittenRequests>("requests", "When users send requests.")
      .when({"poisson", "at random, at a mean rate", "{ per_user: 1/min }"}, poisson())
      .when({"fixed", "each user exactly so many, at uniform times", "41"}, fixed)
      .when({"list",
             "user u exactly the u-th number, at uniform times; `traffic.users` may be left out",
             "[9, 8, 8, 8, 8]"},
            listed)
      .when({"total", "exactly so many in all, the user of each drawn uniformly", "41"}, total)
      .when({"sessions", "in sessions", "{ per_user: 2/h, length: 5, gap: 30s }"}, sessions())
      .type();
}

Type<WrittenTrace> trace() {
  return Object<WrittenTrace>("trace",
                              "A request log, replayed exactly: CSV or CSV.gz with the columns "
                              "`t,user,endpoint,status,bytes`.")
      .required({"file", "the log, relative to the scenario", "traces/nasa_1995aug01.csv.gz"},
                &WrittenTrace::file, placed(text()))
      .with_default({"from", "rows before are left out", "1h"}, &WrittenTrace::from,
                    placed(duration()), "0s")
      .optional({"to", "rows at that time and after are left out", "2h"}, &WrittenTrace::to,
                placed(duration()), "the end of the log")
      .check([](WrittenTrace& written, const Node&, Problems& problems) {
        if (!written.to || written.to->value > written.from.value) return;
        problems.add(written.to->place,
                     fmt::format("to: {} is not after from: {}", to_text(written.to->value),
                                 to_text(written.from.value)));
      })
      .type();
}

Type<models::DailyCurve> daily() {
  return Object<models::DailyCurve>("daily",
                                    "The rate through the day. Only for `poisson` and `sessions`.")
      .required({"factors", "of equal parts of 24 h, from midnight; their mean counts as 1",
                 "[0.5, 2, 1, 0.5]"},
                &models::DailyCurve::factors, list(number(0, factor_max), 1))
      .with_default({"starts_at", "time of day at which the observation starts", "9h"},
                    &models::DailyCurve::starts_at, duration(), "0s")
      .check([](models::DailyCurve& curve, const Node& node, Problems& problems) {
        const Node* factors = node.find("factors");
        if (factors == nullptr || curve.factors.empty()) return;
        double sum = 0;
        for (const double factor : curve.factors) sum += factor;
        if (sum <= 0) refuse(*factors, {"all factors are 0", ""}, problems);
        if (curve.factors.size() > factors_max) {
          refuse(*factors,
                 {fmt::format("{} factors are too many", curve.factors.size()),
                  fmt::format("at most {}", factors_max)},
                 problems);
        }
        if (curve.starts_at >= std::chrono::hours{24}) {
          refuse(*node.find("starts_at"), {"a time of day is below 24h", ""}, problems);
        }
      })
      .type();
}

Type<models::Logins> logins() {
  return Object<models::Logins>("logins", "When users log in, each once.")
      .with_default({"share", "of the users who log in at all", "60%"}, &models::Logins::share,
                    share(), "100%")
      .required({"after", "from the start of the observation", "{ exponential: { mean: 3m } }"},
                &models::Logins::after, distribution_type())
      .type();
}

// A log says who sends what; everything else needs users, and exactly one way to make requests.
void check_traffic(WrittenTraffic&, const Node& node, Problems& problems) {
  const Node* requests = node.find("requests");
  const Node* trace = node.find("trace");
  if (trace != nullptr) {
    for (const char* name : {"users", "requests", "daily"}) {
      const Node* other = node.find(name);
      if (other == nullptr) continue;
      problems.add(other->key_place, fmt::format("\"{}\" and \"trace\" exclude one another", name),
                   "the log says who sends what and when");
    }
    return;
  }
  if (requests == nullptr) {
    problems.add(node.place, "traffic needs the key \"requests\" or \"trace\"",
                 "for example requests: { poisson: { per_user: 1/min } }");
    return;
  }
  if (node.find("users") == nullptr && requests->find("list") == nullptr) {
    problems.add(node.place, "traffic needs the key \"users\"", "for example users: 2000");
  }
  const bool varying =
      requests->find("poisson") != nullptr || requests->find("sessions") != nullptr;
  if (const Node* curve = node.find("daily"); curve != nullptr && !varying) {
    problems.add(curve->key_place, "a daily curve needs requests that follow a rate",
                 "requests: poisson or sessions");
  }
}

}  // namespace

Type<WrittenTraffic> traffic_type() {
  return Object<WrittenTraffic>(
             "traffic", "Who sends requests, and when: `requests` of a model, or a `trace`.")
      .optional({"users", "how many there are", "2000"}, &WrittenTraffic::users,
                placed(whole(1, users_max)), "required, except with `trace` or `list`")
      .optional({"tenants", "users belong to so many tenants: user number modulo tenants", "50"},
                &WrittenTraffic::tenants, placed(whole(1, users_max)), "no tenants")
      .optional({"requests", "when they send requests", "{ poisson: { per_user: 1/min } }"},
                &WrittenTraffic::requests, placed(requests()), "`trace` says it")
      .optional({"trace", "a request log to replay",
                 "{ file: traces/nasa_1995aug01.csv.gz, from: 1h, to: 2h }"},
                &WrittenTraffic::trace, placed(trace()), "`requests` says it")
      .optional(
          {"daily", "the rate through the day", "{ factors: [0.5, 2, 1, 0.5], starts_at: 9h }"},
          &WrittenTraffic::daily, placed(daily()), "the same rate all day")
      .optional(
          {"addresses", "users share so many IP addresses: user number modulo addresses", "500"},
          &WrittenTraffic::addresses, placed(whole(1, users_max)), "none are known")
      .with_default({"ids", "what a product hashes of user n: {} stands for n, from 0",
                     "\"u{}@example.com\""},
                    &WrittenTraffic::ids, placed(text()), "\"user-{}\"")
      .with_default({"groups", "shares of the users who belong to a group, each by chance",
                     "{ internal: 1%, eu: 30% }"},
                    &WrittenTraffic::groups, named("groups", share()), "{}")
      .optional({"logins", "users are known by their device until they log in",
                 "{ after: { exponential: { mean: 3m } } }"},
                &WrittenTraffic::logins, logins(), "users are known from the start")
      .check(check_traffic)
      .type();
}

}  // namespace coalmine::spec
