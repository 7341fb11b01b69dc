// Messages between the ranks of a crew, none of which keeps a core busy while it is waited for.
//
// For the thread that initialised MPI alone.
#pragma once

#include <mpi.h>

#include <cstddef>
#include <list>
#include <optional>
#include <string>

#include "base/time.hpp"

namespace coalmine::cluster {

// Between looks whether something is done, by a thread that has nothing else to do.
constexpr Duration short_nap = std::chrono::microseconds(50);

// A message that has come: from whom, and its bytes.
struct Message {
  int rank;
  int tag;
  std::string bytes;
};

// The next one, if there is any.
std::optional<Message> receive();

// Messages under way from here. Sending never waits until one has arrived: its reader may itself
// wait for this rank.
class Outbox {
 public:
  void send(int rank, int tag, std::string bytes);
  void wait_for_all();

 private:
  struct Letter {
    std::string bytes;
    MPI_Request request = MPI_REQUEST_NULL;
  };
  std::list<Letter> letters_;  // a list: MPI reads the bytes where they are
};

// Every rank calls these, in the same order. What `from` has in `data` is then there in all.
void broadcast(void* data, std::size_t bytes, int from);
void wait_for_all_ranks();

}  // namespace coalmine::cluster
