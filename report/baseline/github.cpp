#include <fmt/format.h>

#include "report/baseline/diff.hpp"
#include "report/baseline/words.hpp"

namespace coalmine::report {
namespace {

std::string message_of(const harness::Change& change) {
  const ChangeText text = text_of(change);
  if (!change.difference) {
    return fmt::format("{}: {} has no data any more", change.policy, change.metric);
  }
  return fmt::format("{}: {} is {}, was {}: {} {}, where {} is tolerated", change.policy,
                     change.metric, text.after, text.before, text.change, text.interval,
                     text.allowed);
}

}  // namespace

std::vector<Annotation> annotations_of(const harness::ScenarioDiff& scenario,
                                       const std::string& file) {
  std::vector<Annotation> annotations;
  for (const harness::Change& change : scenario.changes) {
    if (!harness::fails(change.finding)) continue;
    annotations.push_back(
        {.file = file, .title = "Worse than the baseline", .message = message_of(change)});
  }
  return annotations;
}

}  // namespace coalmine::report
