// Which environments mean that there are other processes.
#include "cluster/launch.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace coalmine::cluster {
namespace {

std::optional<Launch> launch_with(const std::map<std::string, std::string>& variables) {
  return launch_in([&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

TEST(Launch, IsAloneWithoutAnyoneWhoStartsProcesses) { EXPECT_FALSE(launch_with({})); }

TEST(Launch, IsSeenInTheVariablesOfOpenMpiMpichAndSlurm) {
  const Launch third_of_four{2, 4};
  EXPECT_EQ(launch_with({{"OMPI_COMM_WORLD_RANK", "2"}, {"OMPI_COMM_WORLD_SIZE", "4"}}),
            third_of_four);
  EXPECT_EQ(launch_with({{"PMI_RANK", "2"}, {"PMI_SIZE", "4"}}), third_of_four);
  EXPECT_EQ(launch_with({{"PMIX_RANK", "2"}, {"SLURM_STEP_NUM_TASKS", "4"}}), third_of_four);
  EXPECT_EQ(launch_with({{"SLURM_PROCID", "2"}, {"SLURM_STEP_NUM_TASKS", "4"}}), third_of_four);
}

TEST(Launch, OfOneByMpirunIsALaunchAndByASlurmStepIsNone) {
  EXPECT_EQ(launch_with({{"OMPI_COMM_WORLD_RANK", "0"}, {"OMPI_COMM_WORLD_SIZE", "1"}}),
            (Launch{0, 1}));
  EXPECT_FALSE(launch_with({{"SLURM_PROCID", "0"}, {"SLURM_STEP_NUM_TASKS", "1"}}));
}

// It sees how many tasks its job has, and is itself started once.
TEST(Launch, OfABatchScriptIsNone) {
  EXPECT_FALSE(launch_with({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "8"}}));
}

TEST(Launch, IsNotGuessedFromHalfOrBrokenVariables) {
  EXPECT_FALSE(launch_with({{"OMPI_COMM_WORLD_RANK", "2"}}));
  EXPECT_FALSE(launch_with({{"PMI_RANK", "x"}, {"PMI_SIZE", "4"}}));
  EXPECT_FALSE(launch_with({{"PMI_RANK", "4"}, {"PMI_SIZE", "4"}}));
  EXPECT_FALSE(launch_with({{"PMI_RANK", "1 "}, {"PMI_SIZE", "4"}}));
}

}  // namespace
}  // namespace coalmine::cluster
