#include "routing/judge/argo/phase.hpp"

#include <algorithm>
#include <cassert>

namespace coalmine::routing::argo {
namespace {

constexpr std::array best_first{Phase::successful, Phase::inconclusive, Phase::error,
                                Phase::failed};

}  // namespace

std::string_view name_of(Phase phase) {
  switch (phase) {
    case Phase::pending:
      return "pending";
    case Phase::running:
      return "running";
    case Phase::successful:
      return "successful";
    case Phase::failed:
      return "failed";
    case Phase::error:
      return "error";
    case Phase::inconclusive:
      return "inconclusive";
  }
  return "";
}

bool completed(Phase phase) { return phase != Phase::pending && phase != Phase::running; }

bool unsuccessful(Phase phase) { return completed(phase) && phase != Phase::successful; }

Phase worse_of(Phase one, Phase other) {
  assert(completed(one) && completed(other));
  return *std::max(std::find(best_first.begin(), best_first.end(), one),
                   std::find(best_first.begin(), best_first.end(), other));
}

}  // namespace coalmine::routing::argo
