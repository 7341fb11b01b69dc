// What an event source asks of the functions that read it.
#include <fmt/format.h>

#include "spec/resolve.hpp"

namespace coalmine::spec {
namespace {

using models::Function;

// A batch is one invocation, whose calls would have to be those of each of its records.
void check_batch(const WrittenStream& written, std::uint32_t batch, const Name& reader,
                 const Function& function, Problems& problems) {
  if (batch <= 1 || function.calls.empty()) return;
  problems.add(written.source.batch,
               fmt::format("\"{}\" makes calls, so it reads no batches; this one has up to {}",
                           reader.value, batch),
               "batch: 1, or a stream of its own for it");
}

// Lambda refuses such a mapping: a message would be seen again while it is worked on, and the
// advice is six times the timeout (E13).
void check_visibility(const WrittenStream& written, const Name& reader, const Function& function,
                      Problems& problems) {
  if (!function.timeout || written.sqs->visibility >= *function.timeout) return;
  problems.add(
      written.source.visibility,
      fmt::format("a visibility of {} is shorter than the timeout of {} of \"{}\"",
                  to_text(written.sqs->visibility), to_text(*function.timeout), reader.value),
      fmt::format("visibility: {}, six times the timeout, is what AWS advises",
                  to_text(6 * *function.timeout)));
}

// Without a wait, what is never given up would be tried for ever at one instant: throttles, which
// use up no retry (E6), and failures of a reader that takes no time.
void check_retry_wait(const WrittenStream& written, const Name& reader, const Function& function,
                      Problems& problems) {
  if (written.kinesis->retry_wait.first > Duration{0}) return;
  if (std::holds_alternative<models::LambdaHost>(function.host)) {
    problems.add(written.source.retry_wait,
                 fmt::format("without a wait, a throttled batch of \"{}\" is tried again at once, "
                             "for ever",
                             reader.value),
                 "retry_wait: 100ms");
    return;
  }
  const models::Distribution none = models::Constant{0};
  const bool instant = function.latency[0] == none || function.latency[1] == none;
  if (written.kinesis->retries || !instant) return;
  problems.add(
      written.source.retry_wait,
      fmt::format("\"{}\" takes no time: without a wait, a batch that fails is tried again "
                  "at once, for ever",
                  reader.value),
      "give it a latency, or a number of retries");
}

}  // namespace

models::Delivery delivery_of(const WrittenStream& written) {
  if (written.kinesis) return *written.kinesis;
  if (written.sqs) return *written.sqs;
  if (written.async) return *written.async;
  return {};
}

void check_reader(const WrittenStream& written, const Name& reader, const Function& function,
                  Problems& problems) {
  if (written.kinesis) {
    check_batch(written, written.kinesis->batch, reader, function, problems);
    check_retry_wait(written, reader, function, problems);
  } else if (written.sqs) {
    check_batch(written, written.sqs->batch, reader, function, problems);
    check_visibility(written, reader, function, problems);
  }
}

}  // namespace coalmine::spec
