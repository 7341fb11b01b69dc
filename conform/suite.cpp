#include "conform/suite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "conform/clients.hpp"
#include "conform/judge/script.hpp"
#include "conform/judge/statistics.hpp"
#include "conform/judge/users.hpp"
#include "conform/judge/verdict.hpp"

namespace coalmine::conform {
namespace {

// Bonferroni: so the error of all promises together is at most alpha, whatever they have in common.
double significance_each(double alpha) { return alpha / static_cast<double>(promises.size()); }

// Below and above, so few users are on one of the versions that chi-square is no good.
constexpr double telling_weight_min = 0.05;
constexpr double telling_weight_max = 0.95;

class Suite {
 public:
  Suite(RouterUnderTest& router, const Options& options)
      : router_(router),
        options_(options),
        stage_{.weight = options.weight,
               .sets_weight = can(Ability::set_weight),
               .forces_stable = can(Ability::force_stable),
               .carries = can(Ability::carry),
               .services = router.services()} {}

  // Why the promise cannot be tested; nothing: it can.
  std::optional<std::string> obstacle(const PromiseInfo& info) const {
    if (info.needs) {
      if (const auto why = router_.lacks(*info.needs)) return why;
    }
    const bool compares_groups =
        info.promise == Promise::independent || info.promise == Promise::balanced;
    const bool telling =
        options_.weight >= telling_weight_min && options_.weight <= telling_weight_max;
    if (compares_groups && !stage_.sets_weight && !telling) {
      return fmt::format("it takes a weight from {:g} % to {:g} %", 100 * telling_weight_min,
                         100 * telling_weight_max);
    }
    return std::nullopt;
  }

  Checked<Finding> test(Promise promise) {
    const double significance = significance_each(options_.alpha);
    switch (promise) {
      case Promise::share:
        return judged(promise, unlike_users(options_.users, promise, options_.seed),
                      [&](const Observed& met) { return judge_share(met, significance); });
      case Promise::independent:
        return judged(promise, unlike_users(options_.users, promise, options_.seed),
                      [&](const Observed& met) { return judge_independence(met, significance); });
      case Promise::balanced: {
        const SimilarUsers similar = similar_users();
        return judged(promise, similar.all(), [&](const Observed& met) {
          return judge_balance(similar, met, significance);
        });
      }
      default:
        return judged(promise, shortest_users(options_.users / 8, promise, options_.seed),
                      [&](const Observed& met) { return judge_each_user(promise, met); });
    }
  }

 private:
  bool can(Ability ability) const { return !router_.lacks(ability); }

  // A third of the users each; two families at least, so that they can be compared.
  SimilarUsers similar_users() const {
    const std::size_t third = options_.users / 3;
    return {.counted = counted_users(third),
            .unlike = unlike_users(third, Promise::balanced, options_.seed),
            .families = families(third / family_alphabet.size(), options_.seed)};
  }

  template <class Judge>
  Checked<Finding> judged(Promise promise, std::vector<std::string> users, const Judge& judge) {
    // A release of its own, so that no promise meets what a router remembers of another.
    const std::string release = fmt::format("conform-{}-{}", options_.seed, info_of(promise).name);
    const auto observed = play(router_, script_of(promise, stage_), std::move(users), release,
                               stream_of(promise, options_.seed));
    if (!observed) return tl::unexpected(observed.error());
    return judge(*observed);
  }

  RouterUnderTest& router_;
  const Options& options_;
  Stage stage_;
};

}  // namespace

std::uint64_t users_needed(double alpha) {
  constexpr double share = 0.1;
  constexpr double error = 0.01;
  const Stage stage{.weight = share};
  const auto checks = static_cast<double>(script_of(Promise::share, stage).size());
  return users_to_find(error, share, significance_each(alpha) / checks);
}

Checked<Conformance> test(RouterUnderTest& router, const Options& options,
                          const std::function<void(const PromiseInfo&)>& next) {
  assert(options.users == 0 || options.users >= users_min);
  Conformance result{.router = router.name(), .options = options, .findings = {}};
  if (result.options.users == 0) result.options.users = users_needed(options.alpha);
  Suite suite(router, result.options);
  for (const PromiseInfo& info : promises) {
    if (auto why = suite.obstacle(info)) {
      result.findings.push_back(not_tested(info.promise, *std::move(why)));
      continue;
    }
    if (next) next(info);
    auto finding = suite.test(info.promise);
    if (!finding) return tl::unexpected(finding.error());
    result.findings.push_back(*std::move(finding));
  }
  return result;
}

bool is_expected(const Finding& finding, const Expected& expected) {
  if (!expected) return finding.outcome != Outcome::not_tested;
  return std::find(expected->begin(), expected->end(), finding.promise) != expected->end();
}

bool keeps_promises(const Conformance& result, const Expected& expected) {
  return std::all_of(result.findings.begin(), result.findings.end(), [&](const Finding& finding) {
    return finding.outcome == Outcome::holds || !is_expected(finding, expected);
  });
}

}  // namespace coalmine::conform
