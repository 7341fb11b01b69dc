#include "models/platform/delivery.hpp"

#include <algorithm>

namespace coalmine::models {

Duration wait_before(const Backoff& backoff, std::uint32_t n) {
  Duration wait = std::min(backoff.first, backoff.longest);
  for (std::uint32_t i = 1; i < n; ++i) {
    const double next_ns = static_cast<double>(wait.count()) * backoff.factor;
    // Compared as doubles: what is above the longest may be above any Duration, too.
    const bool capped = next_ns >= static_cast<double>(backoff.longest.count());
    const Duration next = capped ? backoff.longest : Duration{static_cast<Duration::rep>(next_ns)};
    if (next == wait) break;  // and so for ever
    wait = next;
  }
  return wait;
}

}  // namespace coalmine::models
