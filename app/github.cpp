#include "app/github.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "app/environment.hpp"

namespace coalmine::app {
namespace {

namespace fs = std::filesystem;

std::string seen_from_repository(const std::string& file) {
  const fs::path repository = environment("GITHUB_WORKSPACE");
  std::error_code error;
  if (repository.empty() || file.empty()) return file;
  const fs::path relative = fs::proximate(fs::absolute(file, error), repository, error);
  const bool outside = error || relative.empty() || *relative.begin() == "..";
  return outside ? file : relative.string();
}

}  // namespace

void annotate(report::Annotation annotation) {
  if (environment("GITHUB_ACTIONS") != "true") return;
  annotation.file = seen_from_repository(annotation.file);
  fmt::print(stderr, "{}", report::to_github(annotation));
}

}  // namespace coalmine::app
