#include "spec/parse.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "spec/digest.hpp"
#include "spec/language.hpp"
#include "spec/override.hpp"
#include "spec/resolve.hpp"
#include "spec/standard_judges.hpp"
#include "spec/yaml.hpp"

namespace coalmine::spec {
namespace {

std::string directory_of(const std::string& file) {
  return std::filesystem::path(file).parent_path().string();
}

std::optional<std::string> trace_path(const Scenario& scenario, const std::string& file) {
  const auto* trace = std::get_if<models::TraceTraffic>(&scenario.traffic.pattern);
  if (trace == nullptr) return std::nullopt;
  return (std::filesystem::path(directory_of(file)) / trace->file).string();
}

// The bytes of a file, as far as a scenario may be long: one more, so that a longer one is noticed.
std::optional<std::string> bytes_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return std::nullopt;
  std::string bytes(text_size_max + 1, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  return bytes;
}

// How to make the scenario again; what sets the seed or the replications is told by these.
void note_origin(std::string_view text, const Overrides& overrides, Scenario& scenario) {
  scenario.text = text;
  for (const std::string& set : overrides.set) {
    if (!sets(set, "seed") && !sets(set, "replications")) scenario.set.push_back(set);
  }
  scenario.only_policies = overrides.policies;
}

}  // namespace

Result<Scenario> parse(std::string_view text, const std::string& file, const Overrides& overrides) {
  Problems problems(file);
  auto root = read_yaml(text, 0, problems);
  if (!root) return tl::unexpected(problems.in_order());
  if (root->kind == Kind::null) {
    problems.add({0, {1, 1}}, "the file is empty", "a scenario begins with name: my-release");
    return tl::unexpected(problems.in_order());
  }
  if (overrides.standard_judges) add_standard_judges(*root, problems);
  for (const std::string& set : overrides.set) apply_set(*root, set, problems);
  keep_policies(*root, overrides.policies, problems);

  const auto written = scenario_type().read(*root, problems);
  if (!written) return tl::unexpected(problems.in_order());
  Scenario scenario = resolve(*written, directory_of(file), problems);
  if (!problems.none()) return tl::unexpected(problems.in_order());
  auto hash = digest(*root, trace_path(scenario, file));
  if (!hash) {
    return tl::unexpected(
        Diagnostics{{file, written->traffic.place.at, "trace: " + hash.error().message, ""}});
  }
  scenario.digest = std::move(*hash);
  note_origin(text, overrides, scenario);
  return scenario;
}

Result<Scenario> load(const std::string& file, const Overrides& overrides) {
  if (std::error_code error; std::filesystem::is_directory(file, error)) {
    return tl::unexpected(Diagnostics{
        {file, {}, "is a folder, not a scenario", "coalmine test takes folders of scenarios"}});
  }
  const auto text = bytes_of(file);
  if (!text) return tl::unexpected(Diagnostics{{file, {}, "cannot be read", "is the path right?"}});
  return parse(*text, file, overrides);
}

}  // namespace coalmine::spec
