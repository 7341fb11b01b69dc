// Which scenario files a command means that was given files and folders.
#pragma once

#include <string>
#include <vector>

namespace coalmine::app {

// A folder stands for every *.yaml and *.yml below it, by name; hidden files and folders are passed
// over, and links to folders are not followed. Anything else stands for itself, whether it exists
// or not. In the order of `paths`, none twice.
std::vector<std::string> scenario_files(const std::vector<std::string>& paths);

// The same for other files than scenarios: those whose names end so, as in ".json".
std::vector<std::string> files_with(const std::vector<std::string>& extensions,
                                    const std::vector<std::string>& paths);
std::vector<std::string> scenario_extensions();

// Whether `text` is meant: a pattern with * and ? for the whole of it, or a part of it. A * stands
// for slashes too.
bool matches(const std::string& text, const std::string& filter);

}  // namespace coalmine::app
