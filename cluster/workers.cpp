#include "cluster/workers.hpp"

#include <algorithm>
#include <utility>

namespace coalmine::cluster {

Workers::Workers(std::uint32_t threads, const std::function<harness::JobWorker()>& make_worker)
    : make_worker_(make_worker), idle_(threads) {
  for (std::uint32_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Workers::~Workers() {
  const std::lock_guard lock(mutex_);
  over_ = true;
  has_jobs_.notify_all();
}

void Workers::add(std::span<const std::uint32_t> jobs) {
  const std::lock_guard lock(mutex_);
  jobs_.insert(jobs_.end(), jobs.begin(), jobs.end());
  unfinished_ += jobs.size();
  has_jobs_.notify_all();
}

std::vector<std::uint32_t> Workers::take(std::size_t most) {
  const std::lock_guard lock(mutex_);
  const auto end = jobs_.begin() + static_cast<std::ptrdiff_t>(std::min(most, jobs_.size()));
  std::vector<std::uint32_t> taken(jobs_.begin(), end);
  jobs_.erase(jobs_.begin(), end);
  unfinished_ -= taken.size();
  return taken;
}

std::size_t Workers::waiting() const {
  const std::lock_guard lock(mutex_);
  return jobs_.size();
}

std::uint32_t Workers::idle() const {
  const std::lock_guard lock(mutex_);
  return idle_;
}

std::size_t Workers::unfinished() const {
  const std::lock_guard lock(mutex_);
  return unfinished_;
}

std::optional<Workers::Found> Workers::next(Duration patience) {
  std::unique_lock lock(mutex_);
  has_found_.wait_for(lock, patience, [this] { return failure_ || !found_.empty(); });
  if (failure_) std::rethrow_exception(failure_);
  if (found_.empty()) return std::nullopt;
  Found found = std::move(found_.front());
  found_.pop_front();
  --unfinished_;
  return found;
}

void Workers::work() {
  try {
    harness::JobWorker do_job;  // made with the first job: there may be none for this thread
    while (const auto job = next_job()) {
      if (!do_job) do_job = make_worker_();
      finish({*job, do_job(*job)});
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    failure_ = std::current_exception();
    has_found_.notify_all();
  }
}

std::optional<std::uint32_t> Workers::next_job() {
  std::unique_lock lock(mutex_);
  has_jobs_.wait(lock, [this] { return over_ || !jobs_.empty(); });
  if (over_) return std::nullopt;
  const std::uint32_t job = jobs_.front();
  jobs_.pop_front();
  --idle_;
  return job;
}

void Workers::finish(Found found) {
  const std::lock_guard lock(mutex_);
  ++idle_;
  found_.push_back(std::move(found));
  has_found_.notify_all();
}

}  // namespace coalmine::cluster
