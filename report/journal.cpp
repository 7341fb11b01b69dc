#include "report/journal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <utility>

namespace coalmine::report {
namespace {

constexpr std::string_view magic = "coalmine-journal 1 ";  // of its layout

tl::unexpected<Error> refusal(const std::string& path, std::string_view why) {
  return tl::unexpected(Error{fmt::format("{} {}", path, why)});
}

tl::unexpected<Error> failure(const std::string& path, int error) {
  return tl::unexpected(Error{fmt::format("cannot write {}: {}", path, std::strerror(error))});
}

// Whether `path` still leads to the open file: whoever held the lock before may have removed it.
bool leads_to(const std::string& path, int file) {
  struct stat opened {};
  struct stat found {};
  return ::fstat(file, &opened) == 0 && ::stat(path.c_str(), &found) == 0 &&
         opened.st_dev == found.st_dev && opened.st_ino == found.st_ino;
}

bool is_regular(int file) {
  struct stat status {};
  return ::fstat(file, &status) == 0 && S_ISREG(status.st_mode);
}

// The whole file; nothing if it cannot be read.
std::optional<std::string> read_all(int file) {
  std::string text;
  std::string block(1U << 20, '\0');
  for (;;) {
    const ssize_t length =
        ::pread(file, block.data(), block.size(), static_cast<off_t>(text.size()));
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) return std::nullopt;
    if (length == 0) return text;
    text.append(block, 0, static_cast<std::size_t>(length));
  }
}

struct Job {
  std::uint32_t number = 0;
  std::string_view text;
};

// "17 TEXT"
std::optional<Job> job_from(std::string_view line) {
  Job job;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), job.number);
  if (error != std::errc{} || end == line.data() + line.size() || *end != ' ') return std::nullopt;
  job.text = line.substr(static_cast<std::size_t>(end - line.data()) + 1);
  return job;
}

bool is_one_line(std::string_view text) { return text.find('\n') == std::string_view::npos; }

}  // namespace

Journal::Journal(Journal&& other) noexcept
    : path_(std::move(other.path_)),
      file_(std::exchange(other.file_, -1)),
      size_(other.size_),
      found_(std::move(other.found_)) {}

Journal::~Journal() {
  if (file_ >= 0) ::close(file_);  // gives the lock back
}

std::optional<std::string> Journal::header_of(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string line;
  if (!std::getline(stream, line) || stream.eof() || !line.starts_with(magic)) return std::nullopt;
  return line.substr(magic.size());
}

Checked<Journal> Journal::open_locked(const std::string& path) {
  for (;;) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
    if (file < 0) return failure(path, errno);
    Journal journal(path, file);
    if (!is_regular(file)) return refusal(path, "is not a regular file");
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
      if (errno == EWOULDBLOCK) return refusal(path, "is in use: another process works on it");
      return failure(path, errno);
    }
    if (leads_to(path, file)) return journal;
  }
}

Checked<Journal> Journal::open(const std::string& path, std::string_view header) {
  auto journal = open_locked(path);
  if (!journal) return journal;
  const auto text = read_all(journal->file_);
  if (!text) return refusal(path, "cannot be read");

  const std::string first_line = fmt::format("{}{}\n", magic, header);
  // Killed while it wrote the first line.
  const bool just_begun = text->size() < first_line.size() && first_line.starts_with(*text);
  if (!just_begun && !text->starts_with(magic)) {
    return refusal(path, "is no journal of coalmine: name another file");
  }
  if (!just_begun && !text->starts_with(first_line)) {
    return refusal(path, "keeps what was finished of other work: name another file, or remove it");
  }
  const Checked<void> ready =
      just_begun ? journal->begin(header) : journal->read_jobs(*text, first_line.size());
  if (!ready) return tl::unexpected(ready.error());
  return journal;
}

Checked<Journal> Journal::begin_anew(const std::string& path, std::string_view header) {
  auto journal = open_locked(path);
  if (!journal) return journal;
  const auto text = read_all(journal->file_);
  if (!text) return refusal(path, "cannot be read");
  if (!text->starts_with(magic) && !magic.starts_with(*text)) {
    return refusal(path, "is no journal of coalmine: name another file");
  }
  if (auto begun = journal->begin(header); !begun) return tl::unexpected(begun.error());
  return journal;
}

Checked<void> Journal::begin(std::string_view header) {
  assert(is_one_line(header));
  if (::ftruncate(file_, 0) != 0) return failure(path_, errno);
  auto written = append(fmt::format("{}{}\n", magic, header));
  if (!written) ::unlink(path_.c_str());
  return written;
}

Checked<void> Journal::read_jobs(std::string_view text, std::size_t begin) {
  int line_number = 1;
  while (begin < text.size()) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string_view::npos) break;
    ++line_number;
    const auto job = job_from(text.substr(begin, end - begin));
    if (!job || !found_.emplace(job->number, job->text).second) {
      return refusal(path_,
                     fmt::format("is damaged in line {}: remove it to begin anew", line_number));
    }
    begin = end + 1;
  }
  size_ = begin;
  if (::ftruncate(file_, static_cast<off_t>(size_)) != 0) return failure(path_, errno);
  return {};
}

Checked<void> Journal::append(std::string_view line) {
  std::size_t written = 0;
  int error = 0;
  while (written < line.size() && error == 0) {
    const ssize_t length = ::pwrite(file_, line.data() + written, line.size() - written,
                                    static_cast<off_t>(size_ + written));
    if (length >= 0) {
      written += static_cast<std::size_t>(length);
    } else if (errno != EINTR) {
      error = errno;
    }
  }
  // Where a disk is full, some file systems say so only here.
  if (error == 0 && ::fdatasync(file_) != 0) error = errno;
  if (error != 0) {
    [[maybe_unused]] const int cut = ::ftruncate(file_, static_cast<off_t>(size_));
    return failure(path_, error);
  }
  size_ += line.size();
  return {};
}

Checked<void> Journal::add(std::uint32_t job, std::string text) {
  assert(is_one_line(text));
  assert(!found_.contains(job));
  if (auto added = append(fmt::format("{} {}\n", job, text)); !added) return added;
  found_.emplace(job, std::move(text));
  return {};
}

Checked<void> Journal::remove() {
  if (::unlink(path_.c_str()) != 0) return failure(path_, errno);
  return {};
}

}  // namespace coalmine::report
