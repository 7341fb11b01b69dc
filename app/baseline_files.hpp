// Which files belong together when a baseline is saved or compared: in folders, those of one name.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace coalmine::app {

// A file and the one that belongs to it.
struct FilePair {
  std::string from;
  std::string to;
};

// Each scenario and where its result goes. A folder of scenarios needs a folder, and keeps its
// sub-folders; a single file may go to a file, or into a folder: one that exists, or "name/".
// Error: there is no scenario; two of them would have one result.
Checked<std::vector<FilePair>> saved_files(const std::string& scenarios, const std::string& to);

struct ComparedFiles {
  std::vector<FilePair> pairs;         // a result, and a result or scenario
  std::vector<std::string> unmatched;  // newer ones without a baseline
};

// Error: one does not exist, or is a folder and the other is not; there is no baseline, or it is a
// scenario; one has no counterpart, or
// two.
Checked<ComparedFiles> compared_files(const std::string& before, const std::string& after);

bool is_scenario_file(const std::string& file);

}  // namespace coalmine::app
