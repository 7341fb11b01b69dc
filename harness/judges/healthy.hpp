// The same scenario without its fault: the release that a judge should let pass.
#pragma once

#include "spec/scenario.hpp"

namespace coalmine::harness {

// Bugs and changes of fields are gone, the canary is as fast and as sound as stable, and whoever
// reads a poisoned record as stable does reads it as the canary too. Incidents stay: they are
// nobody's release. Whatever is drawn in both scenarios is drawn alike, so that the two can be
// compared request by request.
spec::Scenario healthy(spec::Scenario scenario);

}  // namespace coalmine::harness
