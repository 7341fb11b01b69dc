#include "conform/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <thread>
#include <utility>

namespace coalmine::conform {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

constexpr Duration grace = 2s;  // for a process to end by itself
constexpr Duration look_again = 2ms;

tl::unexpected<Error> failure(std::string_view what, int error) {
  return tl::unexpected(Error{fmt::format("{}: {}", what, std::strerror(error))});
}

// What a child is started with: streams, a process group of its own (so that all of it can be
// ended), and the signals as a program expects them.
class SpawnSettings {
 public:
  SpawnSettings() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    sigset_t as_default;
    sigemptyset(&as_default);
    sigaddset(&as_default, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &as_default);
  }
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

Checked<pid_t> spawn(const std::string& command, const SpawnSettings& settings) {
  std::string shell = "sh";
  std::string flag = "-c";
  std::string text = command;
  const std::array<char*, 4> arguments{shell.data(), flag.data(), text.data(), nullptr};
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, "/bin/sh", &settings.actions, &settings.attributes,
                                  arguments.data(), environ);
  if (error != 0) return failure("cannot start /bin/sh", error);
  return pid;
}

// How a process ended, if it has or does so within `time_max`.
std::optional<int> wait_for(pid_t pid, Duration time_max) {
  const auto until = SteadyClock::now() + time_max;
  for (;;) {
    int status = 0;
    if (::waitpid(pid, &status, WNOHANG) == pid) return status;
    if (SteadyClock::now() >= until) return std::nullopt;
    std::this_thread::sleep_for(look_again);
  }
}

int milliseconds_for_poll(Duration time) {
  const auto rounded_up = std::chrono::ceil<std::chrono::milliseconds>(time).count();
  return static_cast<int>(std::min<std::int64_t>(rounded_up, std::numeric_limits<int>::max()));
}

std::string to_text(int status) {
  if (WIFSIGNALED(status)) return fmt::format("was ended by signal {}", WTERMSIG(status));
  return fmt::format("ended with status {}", WEXITSTATUS(status));
}

// Ends the process group of `pid` and collects `pid`.
void end_group(pid_t pid) noexcept {
  for (const int signal : {SIGTERM, SIGKILL}) {
    ::kill(-pid, signal);
    if (wait_for(pid, grace)) break;
  }
  ::kill(-pid, SIGKILL);  // those whom it left behind
}

struct Pipe {
  int read = -1;
  int write = -1;
};

// Ours to close; a child sees only what it is given.
Checked<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return failure("cannot make a pipe", errno);
  return Pipe{ends[0], ends[1]};
}

}  // namespace

Checked<Process> Process::start(const std::string& command) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto input = make_pipe();
  if (!input) return tl::unexpected(input.error());
  const auto output = make_pipe();
  if (!output) {
    ::close(input->read);
    ::close(input->write);
    return tl::unexpected(output.error());
  }
  SpawnSettings settings;
  posix_spawn_file_actions_adddup2(&settings.actions, input->read, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&settings.actions, output->write, STDOUT_FILENO);
  const auto pid = spawn(command, settings);
  ::close(input->read);
  ::close(output->write);
  if (!pid) {
    ::close(input->write);
    ::close(output->read);
    return tl::unexpected(pid.error());
  }
  for (const int file : {input->write, output->read}) ::fcntl(file, F_SETFL, O_NONBLOCK);
  return Process(*pid, input->write, output->read);
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      to_(std::exchange(other.to_, -1)),
      from_(std::exchange(other.from_, -1)),
      read_(std::move(other.read_)) {}

Process& Process::operator=(Process&& other) noexcept {
  if (this != &other) {
    end();
    pid_ = std::exchange(other.pid_, -1);
    to_ = std::exchange(other.to_, -1);
    from_ = std::exchange(other.from_, -1);
    read_ = std::move(other.read_);
  }
  return *this;
}

Process::~Process() { end(); }

void Process::end() noexcept {
  if (to_ >= 0) ::close(std::exchange(to_, -1));
  if (from_ >= 0) ::close(std::exchange(from_, -1));
  if (pid_ < 0) return;
  if (!wait_for(pid_, grace)) end_group(pid_);
  ::kill(-pid_, SIGKILL);
  pid_ = -1;
}

Error Process::ended() {
  const auto status = wait_for(pid_, grace);
  if (!status) return {"it closed its output"};
  pid_ = -1;
  return {"it " + to_text(*status)};
}

Checked<std::vector<std::string>> Process::exchange(std::string_view text, std::size_t lines,
                                                    Duration silence_max) {
  std::vector<std::string> answers;
  std::size_t searched = 0;  // of read_
  const int silence_ms = milliseconds_for_poll(silence_max);
  while (answers.size() < lines) {
    const std::size_t end = read_.find('\n', searched);
    if (end != std::string::npos) {
      answers.push_back(read_.substr(0, end));
      if (answers.back().ends_with('\r')) answers.back().pop_back();
      read_.erase(0, end + 1);
      searched = 0;
      continue;
    }
    searched = read_.size();
    if (read_.size() > line_size_max) return tl::unexpected(Error{"it wrote a line without end"});

    std::array<pollfd, 2> files{pollfd{from_, POLLIN, 0},
                                pollfd{text.empty() ? -1 : to_, POLLOUT, 0}};
    const int ready = ::poll(files.data(), files.size(), silence_ms);
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return failure("cannot wait for it", errno);
    if (ready == 0) {
      return tl::unexpected(
          Error{fmt::format("it said nothing for {:g} s", in_seconds(silence_max))});
    }
    if (files[1].revents != 0) {
      const ssize_t written = ::write(to_, text.data(), text.size());
      if (written < 0 && errno != EAGAIN && errno != EINTR) return tl::unexpected(ended());
      if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (files[0].revents != 0) {
      std::array<char, 65536> buffer;
      const ssize_t got = ::read(from_, buffer.data(), buffer.size());
      if (got == 0) return tl::unexpected(ended());
      if (got < 0 && errno != EAGAIN && errno != EINTR)
        return failure("cannot read from it", errno);
      if (got > 0) read_.append(buffer.data(), static_cast<std::size_t>(got));
    }
  }
  return answers;
}

Checked<void> run_command(const std::string& command, Duration time_max) {
  SpawnSettings settings;
  posix_spawn_file_actions_addopen(&settings.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&settings.actions, STDERR_FILENO, STDOUT_FILENO);
  const auto pid = spawn(command, settings);
  if (!pid) return tl::unexpected(pid.error());
  const auto status = wait_for(*pid, time_max);
  if (!status) {
    end_group(*pid);
    return tl::unexpected(
        Error{fmt::format("`{}` did not end within {:g} s", command, in_seconds(time_max))});
  }
  if (*status != 0) return tl::unexpected(Error{fmt::format("`{}` {}", command, to_text(*status))});
  return {};
}

}  // namespace coalmine::conform
