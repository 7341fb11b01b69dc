// How many jobs a rank gets at a time.
//
// A message takes a millisecond, so a rank has some in reserve; but what one has in reserve at the
// end, others wait for. So portions shrink with what is left, and the last jobs go to threads that
// have nothing to do.
#pragma once

#include <cstddef>
#include <cstdint>

namespace coalmine::cluster {

// What a rank says when it asks.
struct Request {
  std::uint32_t wanted = 0;   // jobs
  std::uint32_t idle = 0;     // of its threads
  std::uint32_t threads = 1;  // it has
};

// Of `left` jobs that nobody has; `all_threads` of all ranks. It may be 0: the rank is to ask again
// when one of its threads is idle.
std::size_t portion(std::size_t left, const Request& request, std::size_t all_threads);

}  // namespace coalmine::cluster
