#include "cluster/mpi_crew.hpp"

#include <fmt/format.h>
#include <mpi.h>
#include <signal.h>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <type_traits>
#include <utility>
#include <vector>

#include "cluster/cores.hpp"
#include "cluster/launch.hpp"
#include "cluster/mpi_messages.hpp"
#include "cluster/portion.hpp"
#include "cluster/workers.hpp"

namespace coalmine::cluster {
namespace {

using namespace std::chrono_literals;
using Jobs = std::vector<std::uint32_t>;

// How long the main thread sleeps between looks for messages: short beside a job worth sending to
// another process, long beside the 6 us that waking up costs a thread that does jobs.
constexpr Duration nap = 1ms;

constexpr int leader = 0;
enum Tag : int {
  asks = 1,   // to the leader: a Request
  gets = 2,   // from the leader: whether there will be more, then jobs
  found = 3,  // to the leader: a job, then what it found
};

// Numbers go as they are: ranks of one run are the same program on machines of one kind.
template <class T>
std::string bytes_of(const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

template <class T>
T value_in(const std::string& bytes) {
  T value;
  assert(bytes.size() >= sizeof value);
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

std::string bytes_of(const Jobs& jobs, bool more) {
  std::string bytes = bytes_of(more);
  for (const std::uint32_t job : jobs) bytes += bytes_of(job);
  return bytes;
}

Jobs jobs_in(const std::string& bytes) {
  Jobs jobs((bytes.size() - sizeof(bool)) / sizeof(std::uint32_t));
  std::memcpy(jobs.data(), bytes.data() + sizeof(bool), jobs.size() * sizeof(std::uint32_t));
  return jobs;
}

// Rank 0 in one piece of work.
class Leader {
 public:
  Leader(const harness::Work& work, std::uint32_t threads, int ranks, std::size_t all_threads)
      : work_(work),
        all_threads_(all_threads),
        open_ranks_(ranks - 1),
        workers_(threads, work.make_worker) {}

  void run() {
    workers_.add(work_.jobs);
    while (open_ranks_ > 0 || accepted_ < work_.jobs.size()) {
      while (const auto message = receive()) handle(*message);
      if (auto own = workers_.next(nap)) accept(own->job, std::move(own->text));
    }
    outbox_.wait_for_all();
  }

 private:
  void handle(const Message& message) {
    if (message.tag == found) {
      accept(value_in<std::uint32_t>(message.bytes), message.bytes.substr(sizeof(std::uint32_t)));
      return;
    }
    assert(message.tag == asks);
    const Jobs jobs =
        workers_.take(portion(workers_.waiting(), value_in<Request>(message.bytes), all_threads_));
    const bool more = workers_.waiting() > 0;
    outbox_.send(message.rank, gets, bytes_of(jobs, more));
    if (!more) --open_ranks_;
  }

  void accept(std::uint32_t job, std::string text) {
    work_.accept(job, std::move(text));
    ++accepted_;
  }

  const harness::Work& work_;
  std::size_t all_threads_;
  int open_ranks_;  // that were not told yet that there are no more jobs
  std::size_t accepted_ = 0;
  Outbox outbox_;
  Workers workers_;
};

// Any other rank in one piece of work.
class Follower {
 public:
  Follower(const harness::Work& work, std::uint32_t threads)
      : threads_(threads), workers_(threads, work.make_worker) {}

  void run() {
    while (more_ || workers_.unfinished() > 0) {
      if (should_ask()) ask();
      if (const auto message = receive()) handle(*message);
      const bool starves = more_ && workers_.idle() > 0 && workers_.waiting() == 0;
      if (auto own = workers_.next(starves ? short_nap : nap)) send(*own);
    }
    outbox_.wait_for_all();
  }

 private:
  // As many jobs in reserve as are done between one portion and the next, and one for each thread:
  // unless the leader has no more to spare, so that a thread has to run dry first.
  bool should_ask() const {
    if (!more_ || asked_) return false;
    if (spared_ && workers_.idle() == 0) return false;
    return workers_.waiting() < reserve();
  }
  std::uint32_t reserve() const { return std::max(threads_, done_since_); }

  void ask() {
    const Request request{2 * reserve(), workers_.idle(), threads_};
    outbox_.send(leader, asks, bytes_of(request));
    asked_ = true;
    done_since_ = 0;
  }

  void handle(const Message& message) {
    assert(message.rank == leader && message.tag == gets);
    const Jobs jobs = jobs_in(message.bytes);
    workers_.add(jobs);
    more_ = value_in<bool>(message.bytes);
    spared_ = jobs.empty();
    asked_ = false;
  }

  void send(const Workers::Found& result) {
    outbox_.send(leader, found, bytes_of(result.job) + result.text);
    ++done_since_;
  }

  std::uint32_t threads_;
  std::uint32_t done_since_ = 0;  // jobs, since it asked last
  bool asked_ = false;            // and was not answered yet
  bool spared_ = false;           // the last answer was: not now
  bool more_ = true;
  Outbox outbox_;
  Workers workers_;
};

class MpiCrew final : public harness::Crew {
 public:
  MpiCrew(std::uint32_t expected_ranks, std::optional<std::uint32_t> threads) {
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks_);
    if (static_cast<std::uint32_t>(ranks_) != expected_ranks) {
      throw BadLaunch(
          fmt::format("{} processes were started, but MPI knows of {}; with Slurm, srun --mpi=pmix "
                      "lets them find each other",
                      expected_ranks, ranks_));
    }
    threads_ = threads.value_or(own_cores(ranks_here()));
    std::uint64_t own = threads_;
    MPI_Allreduce(&own, &all_threads_, 1, MPI_UINT64_T, MPI_SUM, MPI_COMM_WORLD);
  }

  ~MpiCrew() override {
    // Others wait in vain for a rank that left its work: MPI_Finalize would wait for them.
    if (!left_ && std::uncaught_exceptions() == 0) MPI_Finalize();
  }
  MpiCrew(const MpiCrew&) = delete;
  MpiCrew& operator=(const MpiCrew&) = delete;

  bool leads() const override { return rank_ == leader; }

  std::uint32_t threads() const override { return static_cast<std::uint32_t>(all_threads_); }

  void work(const harness::Work& work) override {
    left_ = true;
    if (leads()) {
      Leader(work, threads_, ranks_, all_threads_).run();
    } else {
      Follower(work, threads_).run();
    }
    wait_for_all_ranks();  // so that nobody takes a message for one of the next work
    left_ = false;
  }

  std::string share(std::string text) override {
    std::uint64_t bytes = text.size();
    broadcast(&bytes, sizeof bytes, leader);
    text.resize(bytes);
    broadcast(text.data(), bytes, leader);
    return text;
  }

 private:
  static std::uint32_t ranks_here() {
    MPI_Comm machine = MPI_COMM_NULL;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
    int ranks = 0;
    MPI_Comm_size(machine, &ranks);
    MPI_Comm_free(&machine);
    return static_cast<std::uint32_t>(ranks);
  }

  int rank_ = 0;
  int ranks_ = 1;
  std::uint32_t threads_ = 1;
  std::uint64_t all_threads_ = 1;
  bool left_ = false;  // work, by an exception
};

// Signals are for the program's own threads: those that MPI starts inherit that they wait.
class HeldSignals {
 public:
  HeldSignals() {
    sigset_t held;
    sigfillset(&held);
    pthread_sigmask(SIG_BLOCK, &held, &before_);
  }
  ~HeldSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

 private:
  sigset_t before_;
};

// Ranks on one machine pass copies on. Open MPI would let one read the memory of the other, which
// kills the reader where the other has died, and is forbidden in many containers.
void let_ranks_copy() {
  constexpr int keep_what_is_set = 0;
  ::setenv("OMPI_MCA_btl_vader_single_copy_mechanism", "none", keep_what_is_set);
}

void initialise() {
  let_ranks_copy();
  const HeldSignals held;
  int level = 0;
  MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &level);
  assert(level >= MPI_THREAD_FUNNELED);
}

}  // namespace

bool has_mpi() { return true; }

std::unique_ptr<harness::Crew> make_mpi_crew(std::uint32_t ranks,
                                             std::optional<std::uint32_t> threads) {
  initialise();
  return std::make_unique<MpiCrew>(ranks, threads);
}

void end_all_ranks(int exit_code) {
  int is_up = 0;
  int is_over = 0;
  MPI_Initialized(&is_up);
  MPI_Finalized(&is_over);
  if (is_up == 0 || is_over != 0) return;
  std::fflush(nullptr);
  MPI_Abort(MPI_COMM_WORLD, exit_code);
}

}  // namespace coalmine::cluster
