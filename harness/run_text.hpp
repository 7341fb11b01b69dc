// What a replication found, as a line of text: what goes from process to process and into files.
//
// Every run takes this way, also within one process, so there is one path to trust. Doubles are
// written in the shortest decimals that read back as the same bits.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/replicate.hpp"
#include "spec/scenario.hpp"

namespace coalmine::harness {

// Precondition: one run for each policy of the scenario, in its order.
std::string to_text(const spec::Scenario& scenario, const std::vector<PolicyRun>& runs);

// Reads them back. Replications of one scenario have the same figures, so those of the first text
// that was read are what the others must have.
class RunReader {
 public:
  explicit RunReader(const spec::Scenario& scenario) : scenario_(scenario) {}

  // The runs as they were; nothing if the text is not of a replication of this scenario.
  std::optional<std::vector<PolicyRun>> read(std::string_view text);

 private:
  bool remember_figures(const std::vector<PolicyRun>& runs);

  const spec::Scenario& scenario_;
  std::vector<std::vector<Value>> figures_;  // of the first text, by policy; none before it
};

}  // namespace coalmine::harness
