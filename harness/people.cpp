#include "harness/people.hpp"

#include <algorithm>

#include "harness/attempts.hpp"

namespace coalmine::harness {
namespace {

std::optional<Duration> shorter(const std::optional<Duration>& a,
                                const std::optional<Duration>& b) {
  if (a && b) return std::min(*a, *b);
  return a ? a : b;
}

}  // namespace

People::People(const Setup& setup)
    : clients_(setup.scenario.system.clients),
      seed_(setup.scenario.seed),
      reacts_(clients_ != models::Clients{} || setup.scenario.system.gateway_timeout),
      answer_limit_(shorter(clients_.patience, setup.scenario.system.gateway_timeout)),
      draws_(seed_, 0, Purpose::client),
      doubles_(seed_, 0, Purpose::double_submit) {
  if (clients_.double_submit) resubmits_after_ = clients_.double_submit->after;
  if (clients_.come_back) come_back_after_.emplace(clients_.come_back->after);
}

void People::begin(std::uint32_t replication) {
  draws_ = RandomStream(seed_, replication, Purpose::client);
  doubles_ = RandomStream(seed_, replication, Purpose::double_submit);
  left_.clear();
  counts_ = {};
}

std::optional<People::Again> People::after_failure(const Request& request, bool counted) {
  if (is_double(request.number)) return std::nullopt;
  const auto again = next(request, counted);
  counts_.gave_up += counted && !again;
  return again;
}

std::optional<People::Again> People::next(const Request& request, bool counted) {
  const std::uint32_t tries = tries_of(request.number) + 1;
  if (clients_.leaves_session > 0 &&
      unit(draws_.at(request.number, 1).first) < clients_.leaves_session) {
    left_.insert(request.session);
    return std::nullopt;
  }
  if (clients_.retries && tries < clients_.retries->attempts) {
    counts_.retries += counted;
    return Again{next_try(request.number),
                 models::wait_of(*clients_.retries, tries + 1, draws_.at(request.number).first)};
  }
  if (!clients_.come_back || came_back(request.number)) return std::nullopt;
  const Draw draw = draws_.at(request.number, 2);
  if (unit(draw.first) >= clients_.come_back->share) return std::nullopt;
  counts_.came_back += counted;
  const double after_s = come_back_after_->at(draw.second);
  return Again{back_again(request.number),
               Duration{static_cast<std::int64_t>(after_s * 1e9 + 0.5)}};
}

bool People::sends_twice(const Request& request) const {
  return !is_double(request.number) &&
         unit(doubles_.at(request.number).first) < clients_.double_submit->share;
}

}  // namespace coalmine::harness
