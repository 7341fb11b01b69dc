// A child process that is talked to in lines: what a shell command reads and writes.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace coalmine::conform {

// Ends its process when it goes: by closing its input, and if that does not help, with signals.
class Process {
 public:
  // Starts `command` with /bin/sh. Its standard error is ours. From here on this program ignores
  // SIGPIPE, so that writing to a process that has died is an error and not the end.
  // Error: it could not be started. A command that the shell does not find shows in exchange().
  static Checked<Process> start(const std::string& command);

  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  ~Process();

  // Writes `text` and reads so many lines, without their ends, at the same time: neither side
  // waits for the other while it has something to say.
  // Error: the process ended or closed its output, nothing came for `silence_max`, or a line is
  // longer than line_size_max.
  Checked<std::vector<std::string>> exchange(std::string_view text, std::size_t lines,
                                             Duration silence_max);

  static constexpr std::size_t line_size_max = std::size_t{1} << 20;  // bytes

 private:
  Process(pid_t pid, int to, int from) : pid_(pid), to_(to), from_(from) {}
  void end() noexcept;
  Error ended();  // how the process ended, once it does so

  pid_t pid_ = -1;
  int to_ = -1;       // its standard input
  int from_ = -1;     // its standard output
  std::string read_;  // what has come of the lines not asked for yet
};

// Runs `command` with /bin/sh to its end; what it prints goes to standard error.
// Error: it exits with another status than 0, or does not end within `time_max`.
Checked<void> run_command(const std::string& command, Duration time_max);

}  // namespace coalmine::conform
