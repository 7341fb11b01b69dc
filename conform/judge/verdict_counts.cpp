// The promises where chance plays a part: counts of users against what was promised.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <optional>
#include <span>

#include "conform/judge/statistics.hpp"
#include "conform/judge/verdict.hpp"
#include "conform/judge/verdict_parts.hpp"

namespace coalmine::conform {
namespace {

double share_of(const Count& count) {
  return static_cast<double>(count.canary) / static_cast<double>(count.users);
}

std::string percent_of(const Count& count) {
  return fmt::format("{:.0f} %", 100 * share_of(count));
}

// What is allowed where two groups are compared.
std::string as_others(const Count& others) {
  return fmt::format("as of the others: {} of {}", grouped(others.canary), grouped(others.users));
}

Count count_of(std::span<const Version> versions) {
  return {versions.size(), static_cast<std::uint64_t>(
                               std::count(versions.begin(), versions.end(), Version::canary))};
}

std::string on_canary(const Count& count) {
  return fmt::format("{} of {} users on the canary", grouped(count.canary), grouped(count.users));
}

std::string request_of(std::size_t visit, const Script& script) {
  return fmt::format("request {}, {}", visit + 1, to_text(script[visit]));
}

// The fewest users of the sample, in its order, whose count alone refutes the share. Each number of
// users gets its part of the significance, so looking at all of them finds no more by chance.
std::optional<Count> shortest_refutation(std::span<const Version> versions, double share,
                                         double significance) {
  const double each = significance / static_cast<double>(versions.size());
  Count count;
  for (const Version version : versions) {
    ++count.users;
    count.canary += version == Version::canary ? 1 : 0;
    if (binomial_p_value(count, share) < each) return count;
  }
  return std::nullopt;
}

// Counted ids against unlike ones.
Check check_counted(const Count& counted, const Count& unlike, double significance) {
  Check check{.what = "user1, user2, ... against ids that are unlike",
              .found = on_canary(counted),
              .allowed = as_others(unlike),
              .p_value = homogeneity_p_value(std::array{counted, unlike})};
  check.passed = check.p_value >= significance;
  return check;
}

// The families with one another; what it shows is the family that lies farthest from all of them
// together.
Check check_families(std::span<const Family> families, std::span<const Count> counts,
                     double significance) {
  Count all;
  for (const Count& count : counts) {
    all.users += count.users;
    all.canary += count.canary;
  }
  const double share = share_of(all);
  const auto distance = [share](const Count& count) { return std::abs(share_of(count) - share); };
  const auto farthest =
      std::max_element(counts.begin(), counts.end(),
                       [&](const Count& a, const Count& b) { return distance(a) < distance(b); });
  const Family& family = families[static_cast<std::size_t>(farthest - counts.begin())];
  Check check{.what = fmt::format("{} families of ids that differ in one character", counts.size()),
              .found = fmt::format("of the {} ids {} {} are on the canary", farthest->users,
                                   family.pattern, farthest->canary),
              .allowed = fmt::format("about {:.0f}", share * static_cast<double>(farthest->users)),
              .p_value = homogeneity_p_value(counts)};
  check.passed = check.p_value >= significance;
  return check;
}

}  // namespace

Finding judge_share(const Observed& observed, double significance) {
  Finding finding = begun(Promise::share, observed);
  const double each = significance / static_cast<double>(observed.script.size());
  for (std::size_t visit = 0; visit < observed.script.size(); ++visit) {
    const double share = observed.script[visit].weight;
    const Count count = count_of(observed.versions[visit]);
    const Range range = accepted(count.users, share, each);
    Check check{.what = request_of(visit, observed.script),
                .found = on_canary(count),
                .allowed = fmt::format("{} to {}", grouped(range.low), grouped(range.high)),
                .p_value = binomial_p_value(count, share)};
    check.passed = check.p_value >= each;
    if (!check.passed && finding.outcome == Outcome::holds) {
      finding.outcome = Outcome::fails;
      const Count shortest =
          shortest_refutation(observed.versions[visit], share, each).value_or(count);
      finding.counter_example = CounterExample{
          .says = fmt::format("at {}, {} of the first {} users are on the canary", check.what,
                              grouped(shortest.canary), grouped(shortest.users))};
    }
    finding.checks.push_back(std::move(check));
  }
  const double share = observed.script.front().weight;
  finding.test = fmt::format("exact binomial test of each request, two-sided, at {:.2g}", each);
  finding.finds = fmt::format("a share that is wrong by {:.1f} points at {:g} %",
                              100 * error_found(finding.users, share, each), 100 * share);
  return finding;
}

Finding judge_independence(const Observed& observed, double significance) {
  assert(observed.script.size() == 2);
  Finding finding = begun(Promise::independent, observed);
  const auto& first = observed.versions[0];
  const auto& second = observed.versions[1];
  std::array<Count, 2>
      next;  // what users meet in the second release, by what they met in the first
  for (std::size_t user = 0; user < first.size(); ++user) {
    Count& group = next[static_cast<std::size_t>(first[user])];
    ++group.users;
    group.canary += second[user] == Version::canary ? 1 : 0;
  }
  finding.test = fmt::format("chi-square of the 2 x 2 table, at {:.2g}", significance);
  finding.finds = fmt::format("a correlation of {:.2g} between two releases",
                              correlation_found(finding.users, significance));
  if (next[0].users == 0 || next[1].users == 0) {
    return not_tested(Promise::independent, "every user met one version in the first release");
  }
  Check check{
      .what = "canary of the first release, then canary of the second",
      .found = fmt::format("{} of {} users", grouped(next[1].canary), grouped(next[1].users)),
      .allowed = as_others(next[0]),
      .p_value = homogeneity_p_value(next)};
  check.passed = check.p_value >= significance;
  if (!check.passed) {
    finding.outcome = Outcome::fails;
    finding.counter_example = CounterExample{
        .says = fmt::format("of the users on the first canary {} are on the second, of the others "
                            "{}",
                            percent_of(next[1]), percent_of(next[0]))};
  }
  finding.checks.push_back(std::move(check));
  return finding;
}

std::vector<std::string> SimilarUsers::all() const {
  std::vector<std::string> all = counted;
  all.insert(all.end(), unlike.begin(), unlike.end());
  for (const Family& family : families) {
    all.insert(all.end(), family.users.begin(), family.users.end());
  }
  return all;
}

Finding judge_balance(const SimilarUsers& similar, const Observed& observed, double significance) {
  assert(observed.users.size() == similar.counted.size() + similar.unlike.size() +
                                      similar.families.size() * family_alphabet.size());
  if (auto why = emptiness(Promise::balanced, observed)) {
    return not_tested(Promise::balanced, *std::move(why));
  }
  std::span<const Version> rest = observed.versions.front();
  const auto take = [&rest](std::size_t users) {
    const Count count = count_of(rest.first(users));
    rest = rest.subspan(users);
    return count;
  };
  const Count counted = take(similar.counted.size());
  const Count unlike = take(similar.unlike.size());
  std::vector<Count> by_family;
  for (const Family& family : similar.families) by_family.push_back(take(family.users.size()));

  Finding finding = begun(Promise::balanced, observed);
  const double each = significance / 2;
  finding.checks = {check_counted(counted, unlike, each),
                    check_families(similar.families, by_family, each)};
  // Families first: few ids say more than many.
  for (const std::size_t shown : {1, 0}) {
    const Check& check = finding.checks[shown];
    if (check.passed || finding.counter_example) continue;
    finding.outcome = Outcome::fails;
    finding.counter_example =
        CounterExample{.says = fmt::format("{}; {} expected", check.found, check.allowed)};
  }
  finding.test = fmt::format(
      "chi-square, counted ids against unlike ones and families with one another, at {:.2g} each",
      each);
  finding.finds = fmt::format("shares of families that scatter by {:.1f} points",
                              100 * spread_found(by_family.size(), family_alphabet.size(),
                                                 observed.script.front().weight, each));
  return finding;
}

}  // namespace coalmine::conform
