// What a coalmine that was built without MPI has instead.
#include <cassert>

#include "cluster/mpi_crew.hpp"

namespace coalmine::cluster {

bool has_mpi() { return false; }

std::unique_ptr<harness::Crew> make_mpi_crew(std::uint32_t, std::optional<std::uint32_t>) {
  assert(has_mpi());
  return nullptr;
}

void end_all_ranks(int) {}

}  // namespace coalmine::cluster
