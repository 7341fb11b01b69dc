#include "harness/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace coalmine::harness {

void in_parallel(std::uint32_t all, const RunOptions& options,
                 const std::function<Worker()>& make_worker) {
  std::mutex mutex;
  std::atomic<std::uint32_t> next{0};
  std::uint32_t done = 0;
  std::exception_ptr failure;
  const auto work = [&] {
    try {
      const Worker worker = make_worker();
      for (std::uint32_t i = next.fetch_add(1); i < all; i = next.fetch_add(1)) {
        worker(i);
        const std::lock_guard lock(mutex);
        ++done;
        if (options.progress) options.progress(done, all);
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
      next = all;
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (std::uint32_t i = 1; i < std::min(options.threads, all); ++i) helpers.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace coalmine::harness
