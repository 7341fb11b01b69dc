#include "cluster/mpi_messages.hpp"

#include <cassert>
#include <climits>
#include <thread>
#include <utility>

namespace coalmine::cluster {
namespace {

int length_of(std::size_t bytes) {
  assert(bytes <= INT_MAX);
  return static_cast<int>(bytes);
}

bool is_done(MPI_Request& request) {
  int done = 0;
  MPI_Test(&request, &done, MPI_STATUS_IGNORE);
  return done != 0;
}

void wait(MPI_Request& request) {
  while (!is_done(request)) std::this_thread::sleep_for(short_nap);
}

}  // namespace

std::optional<Message> receive() {
  int is_there = 0;
  MPI_Status status;
  MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &is_there, &status);
  if (is_there == 0) return std::nullopt;
  int bytes = 0;
  MPI_Get_count(&status, MPI_CHAR, &bytes);
  Message message{status.MPI_SOURCE, status.MPI_TAG,
                  std::string(static_cast<std::size_t>(bytes), '\0')};
  MPI_Recv(message.bytes.data(), bytes, MPI_CHAR, message.rank, message.tag, MPI_COMM_WORLD,
           MPI_STATUS_IGNORE);
  return message;
}

void Outbox::send(int rank, int tag, std::string bytes) {
  std::erase_if(letters_, [](Letter& letter) { return is_done(letter.request); });
  Letter& letter = letters_.emplace_back();
  letter.bytes = std::move(bytes);
  MPI_Isend(letter.bytes.data(), length_of(letter.bytes.size()), MPI_CHAR, rank, tag,
            MPI_COMM_WORLD, &letter.request);
}

void Outbox::wait_for_all() {
  for (Letter& letter : letters_) wait(letter.request);
  letters_.clear();
}

void broadcast(void* data, std::size_t bytes, int from) {
  MPI_Request request = MPI_REQUEST_NULL;
  MPI_Ibcast(data, length_of(bytes), MPI_CHAR, from, MPI_COMM_WORLD, &request);
  wait(request);
}

void wait_for_all_ranks() {
  MPI_Request request = MPI_REQUEST_NULL;
  MPI_Ibarrier(MPI_COMM_WORLD, &request);
  wait(request);
}

}  // namespace coalmine::cluster
