#include "report/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace coalmine::report {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> failure(const std::string& path, int error) {
  return tl::unexpected(Error{fmt::format("cannot write {}: {}", path, std::strerror(error))});
}

// Holds back the signals that would end the process between creating a file and renaming it.
class HeldSignals {
 public:
  HeldSignals() {
    sigset_t held;
    sigemptyset(&held);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&held, signal);
    pthread_sigmask(SIG_BLOCK, &held, &before_);
  }
  ~HeldSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

 private:
  sigset_t before_;
};

// 0, or the errno of what failed. Creates `path`; with `flags` O_EXCL, refuses one that exists.
int write_all(const std::string& path, std::string_view text, int flags) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0666);
  if (file < 0) return errno;
  int error = 0;
  while (!text.empty() && error == 0) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      error = errno;
    }
  }
  // Where a disk is full, some file systems say so only here.
  if (::close(file) != 0 && error == 0) error = errno;
  return error;
}

// The file behind `path`: a symbolic link stays one, its target is what is replaced.
fs::path target_of(const std::string& path) {
  std::error_code error;
  const fs::path target = fs::canonical(path, error);
  return error ? fs::path(path) : target;
}

bool is_special(const fs::path& target) {
  std::error_code error;
  const fs::file_status status = fs::status(target, error);
  return fs::exists(status) && !fs::is_regular_file(status);
}

}  // namespace

Checked<void> check_writable(const std::string& path) {
  const fs::path target = target_of(path);
  std::error_code error;
  if (path.empty()) return failure("\"\"", ENOENT);
  if (fs::is_directory(target, error) || path.ends_with('/')) return failure(path, EISDIR);
  const std::string place = is_special(target)         ? target.string()
                            : target.has_parent_path() ? target.parent_path().string()
                                                       : ".";
  if (::access(place.c_str(), W_OK) != 0) return failure(path, errno);
  if (!is_special(target) && !fs::is_directory(place, error)) return failure(path, ENOTDIR);
  return {};
}

Checked<void> write_file(const std::string& path, std::string_view text) {
  if (auto writable = check_writable(path); !writable) return writable;
  const fs::path target = target_of(path);
  if (is_special(target)) {
    const int error = write_all(target, text, 0);
    if (error != 0) return failure(path, error);
    return {};
  }

  const HeldSignals held;
  const std::string partial = fmt::format("{}.{}.partial", target.string(), ::getpid());
  int error = write_all(partial, text, O_EXCL);
  if (error == 0 && std::rename(partial.c_str(), target.c_str()) != 0) error = errno;
  if (error == 0) return {};
  if (error != EEXIST) ::unlink(partial.c_str());
  return failure(path, error);
}

}  // namespace coalmine::report
