// Who does independent pieces of work: threads of this process, or of several processes.
//
// A job has a number, and what it finds is text, so that it can come from another process or out of
// a file. Which thread or process does a job changes nothing of what it finds.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace coalmine::harness {

// Does the job of this number, and says what it found.
using JobWorker = std::function<std::string(std::uint32_t job)>;

struct Work {
  // Those to do, in the order in which they are begun. What the process that leads has here counts;
  // in the others it may be empty.
  std::vector<std::uint32_t> jobs;
  // Called once in each thread, so that what a worker keeps from one job to the next is its own.
  std::function<JobWorker()> make_worker;
  // Takes what a job found: in the process that leads, from one thread at a time, in any order.
  std::function<void(std::uint32_t job, std::string found)> accept;
};

class Crew {
 public:
  virtual ~Crew() = default;

  // Whether this process is the one that accepts what is found, and reports it.
  virtual bool leads() const = 0;

  // How many do jobs at the same time, in all processes together. At least 1.
  virtual std::uint32_t threads() const = 0;

  // Returns when all jobs are done and accepted. Every process of the crew calls it. The first
  // exception of a job or of `accept` ends it and is thrown again, in the process where it
  // happened; the others wait until that one ends the program.
  virtual void work(const Work& work) = 0;

  // What the process that leads passes here, in all of them. Every process of the crew calls it.
  virtual std::string share(std::string text) = 0;
};

// Threads of this process alone.
std::unique_ptr<Crew> make_threads(std::uint32_t threads);

}  // namespace coalmine::harness
