// Whether this process was started together with others, by mpirun or srun.
//
// It is read off the environment: MPI is initialised only where it is needed, so that a plain start
// costs nothing and a program built without MPI can say that it is the wrong one.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>

namespace coalmine::cluster {

struct Launch {
  std::uint32_t rank = 0;   // of this process, from 0
  std::uint32_t ranks = 1;  // processes
  friend bool operator==(const Launch&, const Launch&) = default;
};

// Processes that were started so that they cannot work together: a mistake of whoever started them,
// and no bug.
struct BadLaunch : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The value of an environment variable; null if there is none.
using Environment = std::function<const char*(const char* name)>;

// Nothing where this process was started alone.
std::optional<Launch> launch_in(const Environment& environment);
std::optional<Launch> launch();  // in this process's own environment

}  // namespace coalmine::cluster
