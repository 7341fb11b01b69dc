// Who works for a command: threads of this process, or every process that mpirun or srun started.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "harness/crew/crew.hpp"

namespace coalmine::app {

// The crew of a command that knows crews (Command::by_crew). `threads` do jobs in this process;
// without a number, one a core. Make one, before anything that others of the crew may wait for.
std::unique_ptr<harness::Crew> make_crew(std::optional<std::uint32_t> threads);

// Whether the work is to begin: every process of the crew calls it with its description of the
// work, or with nothing if it cannot begin; what the one that leads says is so. False where that
// one cannot, for which it has said why. Throws cluster::BadLaunch in a process that has other work
// than the one that leads, as where another file is at its place on another machine.
bool agree(harness::Crew& crew, const std::optional<std::string>& work);

// Whether this command cannot be run by so many processes as were started. Says why, once.
bool refuses_launch(bool by_crew);

// Whether this process tells people what all that were started would say alike.
bool speaks();

// For the end of the program: where others still wait for this process, it ends them all with its
// exit code. Else it returns.
void end_crew(int exit_code);

}  // namespace coalmine::app
