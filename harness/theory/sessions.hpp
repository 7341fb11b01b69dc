// What session traffic says about hits, where the gap between the requests of a session is
// constant: then a session is cut off by the end of the observation in a way that can be summed up.
#pragma once

#include <optional>
#include <vector>

#include "harness/setup.hpp"
#include "harness/theory/users.hpp"

namespace coalmine::harness {

// Of the users, or of their sessions, this share has so many hits (or sessions with hits) on
// average.
struct MeanHits {
  double share;
  double mean;
};

// Expected number of a user's sessions in which a request hits, by class; one class where sessions
// share buckets. Nothing if the gap varies, a hit's probability changes in the window, or the
// window does not begin with the observation, when sessions may be under way.
std::optional<std::vector<MeanHits>> mean_sessions_hit(const Setup& setup,
                                                       const models::SessionTraffic& traffic,
                                                       const Hits& hits);

// Expected number of requests in the window. Nothing if the gap varies.
std::optional<double> expected_session_requests(const Setup& setup,
                                                const models::SessionTraffic& traffic);

}  // namespace coalmine::harness
