#include "app/baseline_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string_view>
#include <system_error>

#include "app/scenario_files.hpp"

namespace coalmine::app {
namespace {

namespace fs = std::filesystem;

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

tl::unexpected<Error> refuse(std::string message) {
  return tl::unexpected(Error{std::move(message)});
}

// Without its folder and its extension: what the files of one scenario have in common.
std::string stem_below(const fs::path& folder, const fs::path& file) {
  return file.lexically_relative(folder).replace_extension().string();
}

// By their stems, in their order.
using FilesByStem = std::map<std::string, std::vector<std::string>>;

FilesByStem files_below(const std::string& folder, const std::vector<std::string>& extensions) {
  FilesByStem files;
  for (const std::string& file : files_with(extensions, {folder})) {
    files[stem_below(folder, file)].push_back(file);
  }
  return files;
}

std::string one_of(const std::vector<std::string>& files) {
  std::string text;
  for (const std::string& file : files) text += (text.empty() ? "" : ", ") + file;
  return text;
}

}  // namespace

Checked<std::vector<FilePair>> saved_files(const std::string& scenarios, const std::string& to) {
  if (!is_folder(scenarios)) {
    const fs::path scenario(scenarios);
    if (!is_folder(to) && !to.ends_with('/')) return std::vector<FilePair>{{scenarios, to}};
    return std::vector<FilePair>{{scenarios, (fs::path(to) / scenario.stem()).string() + ".json"}};
  }
  std::vector<FilePair> files;
  for (const auto& [stem, of_stem] : files_below(scenarios, scenario_extensions())) {
    if (of_stem.size() > 1) {
      return refuse(fmt::format("{}: both would be saved as {}.json", one_of(of_stem), stem));
    }
    files.push_back({of_stem.front(), (fs::path(to) / stem).string() + ".json"});
  }
  if (files.empty()) return refuse(fmt::format("{}: there is no scenario below", scenarios));
  return files;
}

Checked<ComparedFiles> compared_files(const std::string& before, const std::string& after) {
  for (const std::string& path : {before, after}) {
    if (std::error_code error; !fs::exists(path, error)) {
      return refuse(fmt::format("cannot read {}: No such file or directory", path));
    }
  }
  if (is_scenario_file(before)) {
    return refuse(fmt::format(
        "{} is a scenario: what it is compared with, a result of baseline save, comes first",
        before));
  }
  if (is_folder(before) != is_folder(after)) {
    return refuse(fmt::format("{} is a folder and {} is not: compare files, or folders",
                              is_folder(before) ? before : after,
                              is_folder(before) ? after : before));
  }
  if (!is_folder(before)) return ComparedFiles{{{before, after}}, {}};
  const FilesByStem olds = files_below(before, {".json"});
  std::vector<std::string> extensions = scenario_extensions();
  extensions.emplace_back(".json");
  FilesByStem news = files_below(after, extensions);
  ComparedFiles compared;
  for (const auto& [stem, files] : olds) {
    const std::vector<std::string>& counterparts = news[stem];
    if (counterparts.empty()) {
      return refuse(fmt::format("{} has no counterpart in {}: save it anew, or remove it",
                                files.front(), after));
    }
    if (counterparts.size() > 1) {
      return refuse(
          fmt::format("{} has several counterparts: {}", files.front(), one_of(counterparts)));
    }
    compared.pairs.push_back({files.front(), counterparts.front()});
  }
  if (compared.pairs.empty()) return refuse(fmt::format("{}: there is no *.json below", before));
  for (const auto& [stem, files] : news) {
    if (olds.contains(stem)) continue;
    compared.unmatched.insert(compared.unmatched.end(), files.begin(), files.end());
  }
  return compared;
}

bool is_scenario_file(const std::string& file) {
  const std::string extension = fs::path(file).extension().string();
  return extension == ".yaml" || extension == ".yml";
}

}  // namespace coalmine::app
