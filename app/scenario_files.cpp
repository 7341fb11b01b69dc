#include "app/scenario_files.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

namespace coalmine::app {
namespace {

namespace fs = std::filesystem;

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

bool is_meant(const fs::directory_entry& entry, const std::vector<std::string>& extensions) {
  std::error_code error;
  return std::find(extensions.begin(), extensions.end(), entry.path().extension()) !=
             extensions.end() &&
         entry.is_regular_file(error);
}

// By name, folder by folder. What may not be read is passed over, as the shell's patterns do.
std::vector<fs::path> files_below(const fs::path& folder,
                                  const std::vector<std::string>& extensions) {
  std::vector<fs::path> files;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied,
                                         error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (is_hidden(entry->path())) {
      entry.disable_recursion_pending();
    } else if (is_meant(*entry, extensions)) {
      files.push_back(entry->path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::vector<std::string> scenario_extensions() { return {".yaml", ".yml"}; }

std::vector<std::string> scenario_files(const std::vector<std::string>& paths) {
  return files_with(scenario_extensions(), paths);
}

std::vector<std::string> files_with(const std::vector<std::string>& extensions,
                                    const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  std::set<fs::path> known;
  const auto add = [&](const fs::path& file) {
    if (known.insert(file.lexically_normal()).second) files.push_back(file.string());
  };
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      add(path);
      continue;
    }
    for (const fs::path& file : files_below(path, extensions)) add(file);
  }
  return files;
}

bool matches(const std::string& text, const std::string& filter) {
  if (filter.find_first_of("*?") == std::string::npos) return text.find(filter) != text.npos;
  return ::fnmatch(filter.c_str(), text.c_str(), 0) == 0;
}

}  // namespace coalmine::app
