#include "app/crew.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <thread>

#include "cluster/launch.hpp"
#include "cluster/mpi_crew.hpp"

namespace coalmine::app {

std::unique_ptr<harness::Crew> make_crew(std::optional<std::uint32_t> threads) {
  const auto launch = cluster::launch();
  if (launch && cluster::has_mpi()) return cluster::make_mpi_crew(launch->ranks, threads);
  return harness::make_threads(threads.value_or(std::max(1U, std::thread::hardware_concurrency())));
}

bool agree(harness::Crew& crew, const std::optional<std::string>& work) {
  // The version, because processes of another coalmine may find something else.
  const std::string own = work ? fmt::format("{} {}", COALMINE_VERSION, *work) : "";
  const std::string leads = crew.share(own);
  if (leads.empty() || own == leads) return !leads.empty();
  throw cluster::BadLaunch(
      "a process of this run has not the same scenario, or not the same coalmine, as the first: is "
      "the folder the same on every machine?");
}

bool refuses_launch(bool by_crew) {
  const auto launch = cluster::launch();
  if (!launch || (by_crew && cluster::has_mpi())) return false;
  if (launch->ranks == 1) return false;
  if (launch->rank == 0) {
    fmt::print(stderr, "coalmine: {} processes were started, and {}: start one\n", launch->ranks,
               by_crew ? "this coalmine was built without MPI, which would let them share the work"
                       : "this command is for one; run and sweep share their work");
  }
  return true;
}

bool speaks() {
  const auto launch = cluster::launch();
  return !launch || launch->rank == 0;
}

void end_crew(int exit_code) { cluster::end_all_ranks(exit_code); }

}  // namespace coalmine::app
