// The promises that no user may break.
#include "conform/judge/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "conform/judge/statistics.hpp"
#include "conform/judge/verdict_parts.hpp"

namespace coalmine::conform {
namespace {

// Whether what a user met at a visit, after what was met at the visit before, breaks the promise.
bool breaks(Promise promise, const Visit& visit, std::optional<Version> before, Version met) {
  switch (promise) {
    case Promise::rollback:
      return visit.weight == 0 && met == Version::canary;
    case Promise::forced:
      return visit.force && met != *visit.force;
    case Promise::nested:
      return before == Version::canary && met == Version::stable;
    default:
      return before && *before != met;
  }
}

CounterExample example_of(Promise promise, const Observed& observed, std::size_t visit,
                          std::size_t user) {
  CounterExample example{
      .user = observed.users[user], .requests = {}, .says = std::string(info_of(promise).broken)};
  for (const std::size_t shown : {visit - 1, visit}) {
    if (shown >= observed.script.size()) continue;  // there is none before the first
    example.requests.push_back(
        {shown + 1, to_text(observed.script[shown]), observed.versions[shown][user]});
  }
  return example;
}

}  // namespace

Finding judge_each_user(Promise promise, const Observed& observed) {
  if (auto why = emptiness(promise, observed)) return not_tested(promise, *std::move(why));
  Finding finding = begun(promise, observed);
  finding.test = "no user may break it";
  finding.finds =
      fmt::format("a fault that strikes 1 user in {}",
                  grouped(static_cast<std::uint64_t>(1 / fault_found(observed.users.size()))));
  std::vector<bool> broken(observed.users.size());
  for (std::size_t visit = 0; visit < observed.script.size(); ++visit) {
    for (std::size_t user = 0; user < observed.users.size(); ++user) {
      std::optional<Version> before;
      if (visit > 0) before = observed.versions[visit - 1][user];
      if (!breaks(promise, observed.script[visit], before, observed.versions[visit][user]))
        continue;
      broken[user] = true;
      // The fewest requests first, then the shortest id: the order of these two loops.
      if (!finding.counter_example) {
        finding.counter_example = example_of(promise, observed, visit, user);
      }
    }
  }
  finding.broken_for = static_cast<std::uint64_t>(std::count(broken.begin(), broken.end(), true));
  if (finding.broken_for > 0) finding.outcome = Outcome::fails;
  return finding;
}

}  // namespace coalmine::conform
