// `coalmine vectors`: recomputes what real products decided, from files that recorded it.
#pragma once

#include <string>
#include <vector>

namespace coalmine::app {

// Returns an ExitCode: bad_input if a file cannot be checked, else expectation_failed if a case
// came out otherwise. Every file is checked, whatever came before it.
int check_vectors(const std::vector<std::string>& files);

}  // namespace coalmine::app
