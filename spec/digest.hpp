// The digest of a scenario: which rehearsal a result belongs to.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "spec/yaml.hpp"

namespace coalmine::spec {

// SHA-256 (hex) over the tree in a canonical form, then the bytes of the trace file, if there is
// one.
//
// What does not change the rehearsal does not change the digest: comments, layout, quotes, and the
// top-level keys seed, replications and precision: seed and replications stand beside the digest in
// every result, so that results of one scenario with several seeds can be told to belong together.
// Error: the trace cannot be read.
Checked<std::string> digest(const Node& scenario, const std::optional<std::string>& trace_path);

}  // namespace coalmine::spec
