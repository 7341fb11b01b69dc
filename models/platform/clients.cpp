#include "models/platform/clients.hpp"

#include <cassert>

#include "base/random.hpp"

namespace coalmine::models {

namespace {

// Uniform on [0, longest], to the nanosecond.
Duration up_to(Duration longest, std::uint64_t bits) {
  const auto values = static_cast<std::uint64_t>(longest.count()) + 1;
  return Duration{static_cast<Duration::rep>(below(values, bits))};
}

}  // namespace

Duration wait_of(const ClientRetries& retries, std::uint32_t n, std::uint64_t bits) {
  assert(n >= 2);
  const Duration wait = wait_before(retries.wait, n - 1);
  switch (retries.jitter) {
    case Jitter::none:
      return wait;
    case Jitter::full:
      return up_to(wait, bits);
    case Jitter::equal:
      return wait / 2 + up_to(wait - wait / 2, bits);
  }
  assert(false);
  return wait;
}

}  // namespace coalmine::models
