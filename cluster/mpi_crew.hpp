// A crew of several processes, on one machine or many: the ranks that mpirun or srun started.
//
// Rank 0 leads. It hands out jobs as ranks ask for them, because jobs differ in cost, and works
// like the others. In every rank the main thread alone talks MPI, and sleeps most of the time,
// while the threads that it started do the jobs: waiting for a message in MPI would keep a core
// busy.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "harness/crew/crew.hpp"

namespace coalmine::cluster {

// Whether this coalmine was built with MPI. If not, the rest is not to be called.
bool has_mpi();

// Initialises MPI; call it once, in the main thread, in all `ranks` processes. `threads` of this
// one do jobs; without a number, as many as it has cores: those that it may use, or its share of
// the machine's, whichever is less. What is left by an exception does not end MPI in its
// destructor. Throws BadLaunch where the processes do not know of one another.
std::unique_ptr<harness::Crew> make_mpi_crew(std::uint32_t ranks,
                                             std::optional<std::uint32_t> threads);

// Ends all ranks with this exit code, at once, if MPI is initialised and was not ended. For a
// process that leaves work which others still wait for. Without MPI it does nothing.
void end_all_ranks(int exit_code);

}  // namespace coalmine::cluster
