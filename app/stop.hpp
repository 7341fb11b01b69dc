// What a long command says when it is interrupted.
#pragma once

#include <signal.h>

#include <atomic>
#include <functional>
#include <string>
#include <thread>

namespace coalmine::app {

// As long as this lives, SIGINT and SIGTERM end the process at once with the exit code of a shell,
// 128 + the signal, after these words on standard error. They are asked for in a thread of their
// own, while everything else goes on. Threads that are to be interrupted begin after this.
//
// A thread that waits for signals, and no handler: in a handler, nearly nothing may be called.
class StopOnSignal {
 public:
  explicit StopOnSignal(std::function<std::string()> last_words);
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;

 private:
  void wait() const;

  std::function<std::string()> last_words_;
  sigset_t awaited_;
  sigset_t before_;
  std::atomic<bool> over_ = false;
  std::thread waiter_;
};

}  // namespace coalmine::app
