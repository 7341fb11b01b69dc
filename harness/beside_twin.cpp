#include "harness/beside_twin.hpp"

#include "harness/attempts.hpp"

namespace coalmine::harness {

void BesideTwin::begin(std::uint64_t users) {
  is_harmed_directly_.assign(users, false);
  harmed_directly_ = 0;
}

void BesideTwin::settle(const Settled& request, Users& users, Instant rollback_at) {
  const bool is_bad = request.failed || request.late;
  if (is_twin_) {
    if (is_bad) outcomes_->note(request.number, request.failed, request.late);
  } else if (request.counted && is_bad) {
    if (!outcomes_->settled(request.number)) return suspects_.push_back(request);
    judge(request, users, rollback_at);
  }
  outcomes_->release(request.number, is_twin_);
}

void BesideTwin::judge_suspects(Users& users, Instant rollback_at) {
  std::erase_if(suspects_, [&](const Settled& suspect) {
    if (!outcomes_->settled(suspect.number)) return false;
    judge(suspect, users, rollback_at);
    outcomes_->release(suspect.number, is_twin_);
    return true;
  });
}

void BesideTwin::judge(const Settled& suspect, Users& users, Instant rollback_at) {
  const Outcomes::Outcome stable = outcomes_->of(suspect.number);
  const std::uint32_t bit = std::uint32_t{1} << attempt_of(suspect.number);
  if ((stable.failed & bit) != 0) return;
  if (!suspect.failed && (stable.late & bit) != 0) return;
  users.harm(suspect.user, suspect.harmed_at, suspect.harmed_at >= rollback_at);
  if (!suspect.direct || is_harmed_directly_[suspect.user]) return;
  is_harmed_directly_[suspect.user] = true;
  ++harmed_directly_;
}

}  // namespace coalmine::harness
