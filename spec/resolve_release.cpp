// What moves and when it begins.
#include <fmt/format.h>

#include <algorithm>

#include "spec/resolve.hpp"

namespace coalmine::spec {
namespace {

using models::FunctionIndex;

std::vector<FunctionIndex> moving_functions(const WrittenScenario& written,
                                            const Functions& functions, Problems& problems) {
  std::vector<FunctionIndex> moving;
  if (!written.release.functions) {
    for (std::size_t i = 0; i < functions.names().size(); ++i) {
      moving.push_back(static_cast<FunctionIndex>(i));
    }
    return moving;
  }
  for (const Name& name : *written.release.functions) {
    const auto index = functions.find(name, problems);
    if (!index) continue;
    if (std::find(moving.begin(), moving.end(), *index) != moving.end()) {
      problems.add(name.place, fmt::format("\"{}\" is listed twice", name.value));
    } else {
      moving.push_back(*index);
    }
  }
  std::sort(moving.begin(), moving.end());
  return moving;
}

void check_begins(Duration start, Place place, Duration observed, Problems& problems) {
  if (observed.count() <= 0 || start < observed) return;
  problems.add(place, fmt::format("the release begins at {}, but only {} are observed",
                                  to_text(start), to_text(observed)));
}

}  // namespace

Release resolve_release(const WrittenScenario& written, const Functions& functions,
                        Duration duration, Problems& problems) {
  Release release;
  release.functions = moving_functions(written, functions, problems);
  release.rollback_together = written.release.rollback_together;
  release.start_skew = written.release.start_skew;
  if (written.release.rollback_at) {
    release.rollback_at = written.release.rollback_at->value;
    if (*release.rollback_at >= duration && duration.count() > 0) {
      problems.add(written.release.rollback_at->place,
                   fmt::format("the rollback is at {}, but only {} are observed",
                               to_text(*release.rollback_at), to_text(duration)));
    }
  }
  release.starts.assign(release.functions.size(), written.release.start.value);
  if (written.release.start.known()) {
    check_begins(written.release.start.value, written.release.start.place, duration, problems);
  }
  for (const auto& [name, start] : written.release.starts) {
    const auto index = functions.find(name, problems);
    if (!index) continue;
    check_begins(start, name.place, duration, problems);
    const auto moving =
        std::lower_bound(release.functions.begin(), release.functions.end(), *index);
    if (moving != release.functions.end() && *moving == *index) {
      release.starts[static_cast<std::size_t>(moving - release.functions.begin())] = start;
    } else {
      problems.add(name.place, fmt::format("\"{}\" is not part of the release", name.value),
                   "add it to release.functions");
    }
  }
  return release;
}

}  // namespace coalmine::spec
