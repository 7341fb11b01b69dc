// What was finished of long work, in a file, so that work which was killed goes on where it
// stopped.
//
// The first line says which work it is; then comes a line for each finished job, its number and
// what it found. A line is appended whole and is on the disk before the next, so all that a kill or
// a power cut can leave is a last line cut short. That one is dropped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace coalmine::report {

class Journal {
 public:
  // Opens the journal `path` to go on with the work that `header` names, a line without its end; or
  // begins one, where there is none. Nobody else can open it as long as this lives.
  // Error: it is another work's or no journal (then it is untouched), it is open elsewhere, or it
  // cannot be written (then none is left behind that was not there).
  static Checked<Journal> open(const std::string& path, std::string_view header);

  // The same, but forgets what a journal of whatever work has found. Error: as above.
  static Checked<Journal> begin_anew(const std::string& path, std::string_view header);

  // Which work the journal `path` is of; nothing if there is no journal.
  static std::optional<std::string> header_of(const std::string& path);

  Journal(Journal&& other) noexcept;
  Journal& operator=(Journal&&) = delete;
  ~Journal();

  // What the finished jobs found, by their numbers.
  const std::map<std::uint32_t, std::string>& found() const { return found_; }

  // Keeps what a job found: a line without its end. When this returns, it is on the disk.
  // Error: the disk is full, or the like; the journal is then as it was before.
  Checked<void> add(std::uint32_t job, std::string text);

  // The work is done and stored elsewhere: the file goes, what was found stays readable here.
  Checked<void> remove();

 private:
  Journal(std::string path, int file) : path_(std::move(path)), file_(file) {}
  static Checked<Journal> open_locked(const std::string& path);
  Checked<void> read_jobs(std::string_view text, std::size_t begin);
  Checked<void> begin(std::string_view header);
  Checked<void> append(std::string_view line);

  std::string path_;
  int file_;                // open and locked; -1: this was moved from
  std::uint64_t size_ = 0;  // [bytes], of whole lines
  std::map<std::uint32_t, std::string> found_;
};

}  // namespace coalmine::report
