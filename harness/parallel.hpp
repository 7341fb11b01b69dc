// Replications on several threads, whose number changes no result.
#pragma once

#include <cstdint>
#include <functional>

namespace coalmine::harness {

struct RunOptions {
  std::uint32_t threads = 1;
  // Called after each replication, from one thread at a time: how many of all are done.
  std::function<void(std::uint32_t done, std::uint32_t all)> progress;
};

using Worker = std::function<void(std::uint32_t replication)>;

// Threads take replication after replication, from 0 to `all` - 1. `make_worker` is called once in
// each thread, so that what a worker keeps from one to the next is its own. The first exception
// ends it and is thrown again.
void in_parallel(std::uint32_t all, const RunOptions& options,
                 const std::function<Worker()>& make_worker);

}  // namespace coalmine::harness
