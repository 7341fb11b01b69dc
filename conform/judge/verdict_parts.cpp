#include "conform/judge/verdict_parts.hpp"

#include <algorithm>
#include <vector>

namespace coalmine::conform {
namespace {

bool meets(const std::vector<Version>& versions, Version version) {
  return std::find(versions.begin(), versions.end(), version) != versions.end();
}

}  // namespace

Finding begun(Promise promise, const Observed& observed) {
  return {.promise = promise,
          .outcome = Outcome::holds,
          .users = observed.users.size(),
          .requests = observed.users.size() * observed.script.size()};
}

std::optional<std::string> emptiness(Promise promise, const Observed& observed) {
  const std::vector<Version>& first = observed.versions.front();
  if (promise == Promise::rollback) {
    if (meets(first, Version::canary)) return std::nullopt;
    return "nobody was on the canary that could be evicted";
  }
  if (promise == Promise::forced) {
    if (meets(first, Version::stable)) return std::nullopt;
    return "everybody was on the canary without asking for it";
  }
  const auto is_met = [&](Version version) {
    return std::any_of(observed.versions.begin(), observed.versions.end(),
                       [version](const auto& versions) { return meets(versions, version); });
  };
  if (is_met(Version::stable) && is_met(Version::canary)) return std::nullopt;
  return "every user met one and the same version";
}

}  // namespace coalmine::conform
