// The threads of one process that do jobs while its main thread talks to other processes.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/time.hpp"
#include "harness/crew/crew.hpp"

namespace coalmine::cluster {

class Workers {
 public:
  // `make_worker` is called once in each thread, and lives longer than this.
  Workers(std::uint32_t threads, const std::function<harness::JobWorker()>& make_worker);
  ~Workers();  // jobs that were not begun are left undone
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  void add(std::span<const std::uint32_t> jobs);
  // Takes away up to `most` of the jobs that nobody has begun, those that would be next.
  std::vector<std::uint32_t> take(std::size_t most);

  std::size_t waiting() const;     // jobs that nobody has begun
  std::uint32_t idle() const;      // threads without a job
  std::size_t unfinished() const;  // jobs whose Found was not handed out yet

  struct Found {
    std::uint32_t job;
    std::string text;
  };
  // What a job found, as soon as there is one; nothing after `patience`. Throws what a job threw.
  std::optional<Found> next(Duration patience);

 private:
  void work();
  std::optional<std::uint32_t> next_job();
  void finish(Found found);

  const std::function<harness::JobWorker()>& make_worker_;
  mutable std::mutex mutex_;
  std::condition_variable has_jobs_;
  std::condition_variable has_found_;
  std::deque<std::uint32_t> jobs_;
  std::deque<Found> found_;
  std::exception_ptr failure_;
  std::uint32_t idle_ = 0;
  std::size_t unfinished_ = 0;
  bool over_ = false;
  std::vector<std::jthread> threads_;  // last, so that they end first
};

}  // namespace coalmine::cluster
