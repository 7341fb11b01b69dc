#include "cluster/launch.hpp"

#include <array>
#include <charconv>
#include <cstdlib>
#include <string_view>

namespace coalmine::cluster {
namespace {

// Who starts processes names their rank and their number.
struct Names {
  const char* rank;
  const char* ranks;
};
constexpr std::array starters{
    Names{"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},  // mpirun of Open MPI
    Names{"PMI_RANK", "PMI_SIZE"},                          // of MPICH and its relatives
    Names{"PMIX_RANK", "SLURM_STEP_NUM_TASKS"},             // srun --mpi=pmix
};

// srun without MPI. Not SLURM_NTASKS, which a batch script sees too, that was started alone.
constexpr Names srun{"SLURM_PROCID", "SLURM_STEP_NUM_TASKS"};

std::optional<std::uint32_t> number(const char* text) {
  if (text == nullptr) return std::nullopt;
  const std::string_view digits = text;
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), value);
  if (error != std::errc{} || end != digits.end()) return std::nullopt;
  return value;
}

std::optional<Launch> read(const Names& names, const Environment& environment) {
  const auto rank = number(environment(names.rank));
  const auto ranks = number(environment(names.ranks));
  if (!rank || !ranks || *rank >= *ranks) return std::nullopt;
  return Launch{*rank, *ranks};
}

}  // namespace

std::optional<Launch> launch_in(const Environment& environment) {
  for (const Names& names : starters) {
    if (const auto launch = read(names, environment)) return launch;
  }
  const auto launch = read(srun, environment);
  return launch && launch->ranks > 1 ? launch : std::nullopt;
}

std::optional<Launch> launch() {
  return launch_in([](const char* name) { return std::getenv(name); });
}

}  // namespace coalmine::cluster
