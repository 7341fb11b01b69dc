// A router that is a program: questions go to its standard input, answers come from its standard
// output, each one JSON object on a line. docs/CONFORMANCE.md has the protocol.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "conform/router_under_test.hpp"

namespace coalmine::conform {

inline constexpr int protocol_version = 1;

// Starts `command` with /bin/sh and greets it. It gets `silence_max` for each answer.
// Error: it cannot be started, ends, or answers something else.
Checked<std::unique_ptr<RouterUnderTest>> start_command_router(std::string command,
                                                               Duration silence_max);

}  // namespace coalmine::conform
