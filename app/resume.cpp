#include "app/resume.hpp"

#include <fmt/format.h>

#include <utility>

namespace coalmine::app {

KeptRun::KeptRun(std::string path, report::Journal journal)
    : path_(std::move(path)), journal_(std::move(journal)), kept_(journal_.found().size()) {}

Checked<std::unique_ptr<KeptRun>> KeptRun::open(std::string path, const spec::Scenario& scenario) {
  auto journal =
      report::Journal::open(path, fmt::format("run coalmine {} scenario {} seed {}",
                                              COALMINE_VERSION, scenario.digest, scenario.seed));
  if (!journal) return tl::unexpected(journal.error());
  return std::unique_ptr<KeptRun>(new KeptRun(std::move(path), std::move(*journal)));
}

harness::RunSupport KeptRun::support() {
  harness::RunSupport support{.found = journal_.found()};
  support.keep = [this](std::uint32_t replication, std::string found) {
    auto kept = journal_.add(replication, std::move(found));
    if (kept) ++kept_;
    return kept;
  };
  return support;
}

std::string KeptRun::told() const {
  const std::size_t kept = kept_;
  return fmt::format("{} replication{} kept in {}", kept, kept == 1 ? " is" : "s are", path_);
}

}  // namespace coalmine::app
