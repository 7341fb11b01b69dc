// Event streams, and records that come from nowhere.
#include "spec/language.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

constexpr std::uint32_t shards_max = 1'000'000;
constexpr std::uint32_t batch_max = 10'000;

void check_order(const WrittenStream& stream, const Node& node, Problems& problems) {
  if (stream.order == models::StreamOrder::user) return;
  if (stream.shards) {
    problems.add(node.find("shards")->key_place, "shards without an order mean nothing",
                 "add order: user");
  }
  if (stream.batch && stream.batch->value > 1) {
    problems.add(node.find("batch")->key_place, "a batch above 1 needs an order",
                 "add order: user");
  }
}

// The one event source that is written, if any; a second is an error.
const Node* source_of(const Node& node, Problems& problems) {
  const Node* source = nullptr;
  for (const char* name : {"kinesis", "sqs", "async"}) {
    const Node* each = node.find(name);
    if (each == nullptr) continue;
    if (source != nullptr) {
      problems.add(each->key_place,
                   fmt::format("\"{}\" and \"{}\" exclude one another", source->key, name),
                   "a stream of its own for the other readers");
    } else {
      source = each;
    }
  }
  return source;
}

void check_stream(WrittenStream& stream, const Node& node, Problems& problems) {
  const Node* source = source_of(node, problems);
  if (source == nullptr) return check_order(stream, node, problems);
  const bool has_those = source->key == "kinesis";
  for (const char* name : {"order", "shards", "batch"}) {
    const Node* key = node.find(name);
    if (key == nullptr) continue;
    const bool belongs =
        has_those ? key->key != "order" : source->key == "sqs" && key->key == "batch";
    problems.add(key->key_place,
                 fmt::format("\"{}\" is for streams without \"{}\"", name, source->key),
                 belongs ? fmt::format("it belongs into {}:", source->key) : "leave it out");
  }
  const auto place_of = [source](const char* name) {
    const Node* key = source->find(name);
    return key != nullptr ? key->place : source->key_place;
  };
  stream.source = {place_of("batch"), place_of("key"), place_of("visibility"),
                   place_of("retry_wait")};
}

}  // namespace

Type<WrittenStream> stream_type() {
  const auto order = choice<models::StreamOrder>(
      "order", {{"none", models::StreamOrder::none}, {"user", models::StreamOrder::user}});
  return Object<WrittenStream>(
             "stream",
             "Events: when `from` succeeds, each function in `to` reads its record later. With "
             "`kinesis`, `sqs` or `async` it is read as there; without, once, whatever comes of "
             "it.")
      .required({"from", "the function that writes", "api"}, &WrittenStream::from,
                name_of("function"))
      .required(
          {"to", "the functions that read, each every record", "[kitchen, courier, receipts]"},
          &WrittenStream::to, function_or_functions())
      .with_default({"delay",
                     "from the writer's end to the reader's start, or until an event source has "
                     "the record",
                     "200ms"},
                    &WrittenStream::delay, duration_between(Duration{0}, delay_max), "0s")
      .with_default({"order", "`user`: the records of a user are read one after another", "user"},
                    &WrittenStream::order, order, "none")
      .optional({"shards", "with `order: user`: users share so many lanes", "4"},
                &WrittenStream::shards, placed(count(1, shards_max)), "a lane for each user")
      .optional({"batch", "with `order: user`: records read by one invocation at most", "10"},
                &WrittenStream::batch, placed(count(1, batch_max)), "1")
      .with_default({"loses_decision", "how often a decision does not survive the stream", "5%"},
                    &WrittenStream::loses_decision, share(), "0%")
      .optional({"kinesis", "a Kinesis or DynamoDB stream", "{ shards: 4, retries: 3 }"},
                &WrittenStream::kinesis, kinesis_type(), "another source, or none")
      .optional({"sqs", "a queue for each reader", "{ visibility: 3m, max_receives: 5 }"},
                &WrittenStream::sqs, sqs_type(), "another source, or none")
      .optional({"async", "asynchronous invocations: SNS, EventBridge, S3", "{ retries: 0 }"},
                &WrittenStream::async, async_type(), "another source, or none")
      .check(check_stream)
      .type();
}

Type<WrittenPoison> poison_type() {
  const auto writer = choice<std::size_t>("version", {{"stable", 0}, {"canary", 1}});
  return Object<WrittenPoison>(
             "poison", "A record that comes from nowhere and cannot be read: nobody's request.")
      .required({"stream", "whose records it is among", "orders"}, &WrittenPoison::stream,
                name_of("stream"))
      .required({"at", "when it comes", "3m"}, &WrittenPoison::at, placed(duration()))
      .with_default({"written_by", "the version that it says it was written by", "stable"},
                    &WrittenPoison::written_by, writer, "canary")
      .with_default({"unreadable_by", "the versions of the readers that fail on it", "canary"},
                    &WrittenPoison::unreadable_by, placed(versions_type()), "both")
      .with_default({"user", "whose key it has: the number of a user, from 0", "17"},
                    &WrittenPoison::user, placed(count(0, 4'294'967'295)), "0")
      .type();
}

}  // namespace coalmine::spec
