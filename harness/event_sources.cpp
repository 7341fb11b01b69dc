#include "harness/event_sources.hpp"

#include <cassert>

namespace coalmine::harness {
namespace {

bool has_one_for_each_version(models::MixedBatch mixed) {
  return mixed == models::MixedBatch::filter || mixed == models::MixedBatch::apart;
}

}  // namespace

EventSources::EventSources(const Setup& setup, models::MixedBatch mixed)
    : setup_(setup), mixed_(mixed) {
  static const models::Delivery none;
  for (const models::ChainNode& node : setup.chain) {
    add_node(node.stream == nullptr ? none : node.stream->delivery);
  }
}

void EventSources::add_node(const models::Delivery& delivery) {
  Node& node = nodes_.emplace_back();
  const auto add_sources = [&]<class Machine>(const auto& described,
                                              std::in_place_type_t<Machine> machine) {
    any_ = true;
    node.sources.reserve(2);
    for (int i = 0; i < (has_one_for_each_version(mixed_) ? 2 : 1); ++i) {
      node.sources.push_back({Source(machine, described), {}});
    }
  };
  if (const auto* kinesis = std::get_if<models::KinesisDelivery>(&delivery)) {
    add_sources(*kinesis, std::in_place_type<models::StreamReader>);
    node.key = kinesis->key;
    node.keeps_exhausted = kinesis->on_failure;
    node.router_hop = kinesis->router_hop;
    node.reports_failures = kinesis->partial;
    node.per_record = kinesis->per_record;
    // What its stream forgets before the mapping gives it up has no destination.
    node.keeps_expired = kinesis->on_failure && kinesis->max_age.has_value();
  } else if (const auto* sqs = std::get_if<models::SqsDelivery>(&delivery)) {
    add_sources(*sqs, std::in_place_type<models::MessageQueue>);
    node.key = sqs->key;
    node.reports_failures = sqs->partial;
    node.keeps_exhausted = true;  // only a dead-letter queue limits the attempts
    node.per_record = sqs->per_record;
  } else if (const auto* async = std::get_if<models::AsyncDelivery>(&delivery)) {
    add_sources(*async, std::in_place_type<models::AsyncQueue>);
    node.redraws = async->redraw;
    node.keeps_expired = node.keeps_exhausted = async->on_failure;
  }
}

void EventSources::begin() {
  counts_ = {};
  for (Node& node : nodes_) {
    for (Group& group : node.sources) {
      std::visit([](auto& source) { source.clear(); }, group.source);
      group.parts.clear();
    }
  }
}

bool EventSources::keeps(std::uint8_t node, models::Drop why) const {
  return why == models::Drop::expired ? nodes_[node].keeps_expired : nodes_[node].keeps_exhausted;
}

std::uint64_t EventSources::key_of(std::uint8_t node, const Request& request) const {
  switch (nodes_[node].key) {
    case models::RecordKey::user:
      return request.user;
    case models::RecordKey::tenant:
      return request.user % setup_.scenario.traffic.tenants;
    case models::RecordKey::request:
      break;
  }
  return request.number;
}

void EventSources::add(std::uint8_t node, std::uint8_t group, const models::EventRecord& record,
                       Instant now, models::SourceActions& actions) {
  std::visit([&](auto& source) { source.add(record, now, actions); },
             nodes_[node].sources[group].source);
}

void EventSources::wake(std::uint8_t node, std::uint8_t group, std::uint32_t lane, Instant now,
                        models::SourceActions& actions) {
  std::visit([&](auto& source) { source.wake(lane, now, actions); },
             nodes_[node].sources[group].source);
}

void EventSources::finish(const BatchName& name, const models::BatchOutcome& outcome, Instant now,
                          models::SourceActions& actions) {
  std::visit([&](auto& source) { source.finish(name.batch, outcome, now, actions); },
             nodes_[name.node].sources[name.group].source);
}

void EventSources::read(const BatchName& name, std::vector<models::EventRecord>& records) const {
  records.clear();
  std::visit([&](const auto& source) { source.read(name.batch, records); },
             nodes_[name.node].sources[name.group].source);
}

std::uint8_t& EventSources::parts(const BatchName& name) {
  auto& parts = nodes_[name.node].sources[name.group].parts;
  if (name.batch >= parts.size()) parts.resize(name.batch + 1);
  return parts[name.batch];
}

std::size_t EventSources::waiting() const {
  std::size_t waiting = 0;
  for (const Node& node : nodes_) {
    for (const Group& group : node.sources) {
      waiting += std::visit([](const auto& source) { return source.waiting(); }, group.source);
    }
  }
  return waiting;
}

Duration EventSources::blocked(Instant now) const {
  Duration blocked{};
  for (const Node& node : nodes_) {
    for (const Group& group : node.sources) {
      blocked += std::visit([&](const auto& source) { return source.blocked(now); }, group.source);
    }
  }
  return blocked;
}

}  // namespace coalmine::harness
