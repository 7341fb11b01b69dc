#include <mutex>
#include <utility>

#include "harness/crew/crew.hpp"
#include "harness/parallel.hpp"

namespace coalmine::harness {
namespace {

class Threads final : public Crew {
 public:
  explicit Threads(std::uint32_t threads) : threads_(threads) {}

  bool leads() const override { return true; }

  std::uint32_t threads() const override { return threads_; }

  void work(const Work& work) override {
    if (work.jobs.empty()) return;
    std::mutex mutex;
    in_parallel(static_cast<std::uint32_t>(work.jobs.size()), {.threads = threads_},
                [&]() -> Worker {
                  return [&, do_job = work.make_worker()](std::uint32_t i) {
                    std::string found = do_job(work.jobs[i]);
                    const std::lock_guard lock(mutex);
                    work.accept(work.jobs[i], std::move(found));
                  };
                });
  }

  std::string share(std::string text) override { return text; }

 private:
  std::uint32_t threads_;
};

}  // namespace

std::unique_ptr<Crew> make_threads(std::uint32_t threads) {
  return std::make_unique<Threads>(threads);
}

}  // namespace coalmine::harness
