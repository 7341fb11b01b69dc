// What all verdicts have in common.
#pragma once

#include <optional>
#include <string>

#include "conform/judge/verdict.hpp"

namespace coalmine::conform {

// A finding of this sample that holds so far.
Finding begun(Promise promise, const Observed& observed);

// Why the observations could not have broken the promise, whatever the router: then they are no
// evidence that it is kept. Nothing: they could.
std::optional<std::string> emptiness(Promise promise, const Observed& observed);

}  // namespace coalmine::conform
