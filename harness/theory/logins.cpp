#include "harness/theory/logins.hpp"

#include <variant>

namespace coalmine::harness {
namespace {

constexpr std::size_t classes_max = 1 << 12;

struct Split {
  WeightPath stretches;
  std::vector<std::size_t> whole;  // which of the stretches before it is a part of
  std::size_t after = 0;           // the first after the login
};

Split split_at(const WeightPath& path, Instant login) {
  Split split;
  for (std::size_t i = 0; i < path.size(); ++i) {
    Stretch stretch = path[i];
    if (stretch.from < login && login < stretch.to) {
      split.stretches.push_back({stretch.from, login, stretch.weight, stretch.step});
      split.whole.push_back(i);
      stretch.from = login;
    }
    split.stretches.push_back(stretch);
    split.whole.push_back(i);
  }
  while (split.after < split.stretches.size() && split.stretches[split.after].from < login)
    ++split.after;
  return split;
}

}  // namespace

std::optional<Hits> under_two_keys(const Setup& setup, const Hits& hits) {
  const models::Logins& logins = *setup.scenario.traffic.logins;
  const auto* constant = std::get_if<models::Constant>(&logins.after);
  if (constant == nullptr || hits.classes.size() * hits.classes.size() > classes_max)
    return std::nullopt;
  const Instant login{Duration{static_cast<std::int64_t>(constant->value * 1e9)}};
  const Split split = split_at(hits.stretches, login);
  Hits both{split.stretches, {}, hits.by_session};
  const auto add = [&](double share, const HitClass& device, const HitClass& account) {
    HitClass of{share * device.share, {}};
    for (std::size_t i = 0; i < split.stretches.size(); ++i) {
      of.hit.push_back((i < split.after ? device : account).hit[split.whole[i]]);
    }
    both.classes.push_back(std::move(of));
  };
  for (const HitClass& device : hits.classes) {
    for (const HitClass& account : hits.classes) add(logins.share * account.share, device, account);
    if (logins.share < 1) add(1 - logins.share, device, device);
  }
  return both;
}

}  // namespace coalmine::harness
