#include "app/stop.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

namespace coalmine::app {
namespace {

constexpr int wake_up = SIGUSR1;  // from the destructor

// Who starts a command in the background may have told it to ignore the keyboard.
bool is_ignored(int signal) {
  struct sigaction action {};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

StopOnSignal::StopOnSignal(std::function<std::string()> last_words)
    : last_words_(std::move(last_words)) {
  sigemptyset(&awaited_);
  sigaddset(&awaited_, wake_up);
  for (const int signal : {SIGINT, SIGTERM}) {
    if (!is_ignored(signal)) sigaddset(&awaited_, signal);
  }
  pthread_sigmask(SIG_BLOCK, &awaited_, &before_);
  waiter_ = std::thread([this] { wait(); });
}

StopOnSignal::~StopOnSignal() {
  over_ = true;
  pthread_kill(waiter_.native_handle(), wake_up);
  waiter_.join();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void StopOnSignal::wait() const {
  while (!over_) {
    int signal = 0;
    sigwait(&awaited_, &signal);
    if (signal == wake_up) continue;
    fmt::print(stderr, "{}", last_words_());
    ::_exit(128 + signal);
  }
}

}  // namespace coalmine::app
