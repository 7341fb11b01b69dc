#include "cluster/cores.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>

namespace coalmine::cluster {

std::uint32_t own_cores(std::uint32_t processes) {
  assert(processes > 0);
  const auto machine = static_cast<std::uint32_t>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
  const std::uint32_t part = std::max(1U, machine / processes);
  cpu_set_t allowed;
  // It fails on machines with more cores than the set has room for: then nothing is known.
  if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) return part;
  return std::min(part, static_cast<std::uint32_t>(std::max(1, CPU_COUNT(&allowed))));
}

}  // namespace coalmine::cluster
