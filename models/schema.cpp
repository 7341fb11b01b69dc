#include "models/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

namespace coalmine::models {
namespace {

// Not the name of a field: those have no blanks (spec/language_schema.cpp).
constexpr std::string_view number_prefix = "schema ";

template <class T>
bool contains(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// What a consumer needs: a field, or a schema whose number it understands.
struct Need {
  std::optional<std::string> field;  // none: the number

  bool provided_by(const Schema& schema) const {
    if (!field) return schema.writes_schema[0] || schema.writes_schema[1];
    return contains(schema.writes[0], *field) || contains(schema.writes[1], *field);
  }

  bool of(const Schema& schema, std::size_t version) const {
    if (!field) return !schema.reads_schemas[version].empty();
    return contains(schema.reads[version], *field);
  }

  // What is wrong with these two versions, by the name that a FieldChange has.
  std::optional<std::string> broken(const Schema& producer, std::size_t producer_version,
                                    const Schema& consumer, std::size_t consumer_version) const {
    if (!of(consumer, consumer_version)) return std::nullopt;
    if (field) {
      if (contains(producer.writes[producer_version], *field)) return std::nullopt;
      return field;
    }
    const auto number = producer.writes_schema[producer_version];
    if (!number || contains(consumer.reads_schemas[consumer_version], *number)) return std::nullopt;
    return fmt::format("{}{}", number_prefix, *number);
  }
};

std::vector<Need> needs_of(const Schema& schema) {
  std::vector<Need> needs;
  for (const auto& reads : schema.reads) {
    for (const std::string& field : reads) {
      const auto same = [&field](const Need& need) { return need.field == field; };
      if (std::none_of(needs.begin(), needs.end(), same)) needs.push_back({field});
    }
  }
  const Need number{};
  if (number.of(schema, 0) || number.of(schema, 1)) needs.push_back(number);
  return needs;
}

class Derivation {
 public:
  explicit Derivation(const System& system) : system_(system), callers_(system.functions.size()) {
    for (FunctionIndex i = 0; i < system.functions.size(); ++i) {
      for (const Call& call : system.functions[i].calls) callers_[call.to].push_back(i);
    }
    for (const Stream& stream : system.streams) {
      for (const FunctionIndex to : stream.to) callers_[to].push_back(stream.from);
    }
  }

  DerivedSchema derive() {
    for (FunctionIndex i = 0; i < system_.functions.size(); ++i) {
      for (const Need& need : needs_of(schema(i))) compare(need, i);
    }
    const auto key = [](const SchemaLink& link) { return std::pair(link.producer, link.consumer); };
    std::sort(found_.links.begin(), found_.links.end(),
              [key](const auto& a, const auto& b) { return key(a) < key(b); });
    found_.links.erase(std::unique(found_.links.begin(), found_.links.end()), found_.links.end());
    return std::move(found_);
  }

 private:
  const Schema& schema(FunctionIndex function) const { return system_.functions[function].schema; }

  void compare(const Need& need, FunctionIndex consumer) {
    const auto [producers, complete] = nearest_producers(need, consumer);
    if (!complete) {
      const std::size_t version = need.of(schema(consumer), 0) ? 0 : 1;
      found_.faults.push_back({need.field.value_or("schema"), std::nullopt, consumer, version});
    }
    for (const FunctionIndex producer : producers) compare(need, producer, consumer);
  }

  void compare(const Need& need, FunctionIndex producer, FunctionIndex consumer) {
    found_.links.push_back({producer, consumer});
    const auto broken = [&](std::size_t of_producer, std::size_t of_consumer) {
      return need.broken(schema(producer), of_producer, schema(consumer), of_consumer);
    };
    const auto stable = broken(0, 0);
    const auto canary = broken(1, 1);
    if (stable) found_.faults.push_back({*stable, producer, consumer, 0});
    // What the canaries have inherited is said once.
    if (canary && canary != stable) found_.faults.push_back({*canary, producer, consumer, 1});
    if (auto field = broken(0, 1)) {
      found_.changes.push_back({std::move(*field), Mismatch::forward, producer, consumer});
    }
    if (auto field = broken(1, 0)) {
      found_.changes.push_back({std::move(*field), Mismatch::backward, producer, consumer});
    }
  }

  // On each way up the first that provides it, sorted; and whether every way has one.
  std::pair<std::vector<FunctionIndex>, bool> nearest_producers(const Need& need,
                                                                FunctionIndex consumer) const {
    std::vector<FunctionIndex> producers;
    std::vector<bool> seen(system_.functions.size(), false);
    std::vector<FunctionIndex> open{consumer};
    bool complete = true;
    while (!open.empty()) {
      const FunctionIndex function = open.back();
      open.pop_back();
      complete &= function != 0;  // a way that came to the entry without meeting a producer
      for (const FunctionIndex caller : callers_[function]) {
        if (seen[caller]) continue;
        seen[caller] = true;
        (need.provided_by(schema(caller)) ? producers : open).push_back(caller);
      }
    }
    std::sort(producers.begin(), producers.end());
    return {std::move(producers), complete};
  }

  const System& system_;
  std::vector<std::vector<FunctionIndex>> callers_;  // and writers of streams, by function
  DerivedSchema found_;
};

}  // namespace

DerivedSchema derive_schema(const System& system) { return Derivation(system).derive(); }

bool rewrites(const Function& function, const std::string& field) {
  const bool is_number = field.starts_with(number_prefix);
  return Need{is_number ? std::nullopt : std::optional(field)}.provided_by(function.schema);
}

}  // namespace coalmine::models
