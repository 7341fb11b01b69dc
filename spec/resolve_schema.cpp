// Which versions cannot read one another, from the fields and schemas that functions name.
#include <fmt/format.h>

#include <algorithm>

#include "models/schema.hpp"
#include "spec/resolve.hpp"
#include "spec/suggest.hpp"

namespace coalmine::spec {
namespace {

using models::FunctionIndex;

class SchemaResolver {
 public:
  SchemaResolver(const WrittenScenario& written, const Release& release, models::System& system,
                 Problems& problems)
      : written_(written), release_(release), system_(system), problems_(problems) {}

  void resolve() {
    const models::DerivedSchema derived = models::derive_schema(system_);
    for (const models::SchemaFault& fault : derived.faults) note(fault);
    for (const models::FieldChange& change : derived.changes) {
      const auto same = [&change](const models::FieldChange& known) {
        return known.field == change.field && known.kind == change.kind &&
               known.producer == change.producer && known.consumer == change.consumer;
      };
      auto& known = system_.field_changes;  // so far those of release.fields
      if (std::none_of(known.begin(), known.end(), same)) known.push_back(change);
    }
  }

 private:
  void note(const models::SchemaFault& fault) {
    if (!fault.producer) return note_unwritten(fault);
    const std::string consumer = label(fault.consumer, fault.version);
    const std::string producer = label(*fault.producer, fault.version);
    const bool is_field = place_of_field(fault).has_value();
    problems_.add(place_of(fault),
                  is_field ? fmt::format("{} reads {}, which {} does not write", consumer,
                                         fault.field, producer)
                           : fmt::format("{} does not understand {}, which {} writes", consumer,
                                         fault.field, producer),
                  fault.version == 0 ? "these two serve before the release"
                                     : "these two serve when the release is complete");
  }

  void note_unwritten(const models::SchemaFault& fault) {
    const std::string consumer = label(fault.consumer, fault.version);
    if (!place_of_field(fault)) {
      problems_.add(place_of(fault),
                    fmt::format("{} reads schemas by number, and nothing writes one on a way that "
                                "leads to it",
                                consumer),
                    "add writes_schema to a function upstream");
      return;
    }
    const auto near = nearest(fault.field, fields_written());
    problems_.add(place_of(fault),
                  fmt::format("{} reads {}, which nothing writes on a way that leads to it",
                              consumer, fault.field),
                  near && *near != fault.field ? fmt::format("did you mean \"{}\"?", *near)
                                               : "add it to what a function upstream writes");
  }

  // "canary receipts", or "receipts" where there is only one version.
  std::string label(FunctionIndex function, std::size_t version) const {
    const auto& moving = release_.functions;
    const std::string& name = system_.functions[function].name;
    if (!std::binary_search(moving.begin(), moving.end(), function)) return name;
    return (version == 0 ? "stable " : "canary ") + name;
  }

  const WrittenFunction& written_of(FunctionIndex function) const {
    const auto& name = system_.functions[function].name;
    return std::find_if(written_.functions.begin(), written_.functions.end(),
                        [&name](const auto& each) { return each.name.value == name; })
        ->value;
  }

  std::optional<Place> place_of_field(const models::SchemaFault& fault) const {
    for (const Name& field : written_of(fault.consumer).reads[fault.version]) {
      if (field.value == fault.field) return field.place;
    }
    return std::nullopt;
  }

  Place place_of(const models::SchemaFault& fault) const {
    if (const auto place = place_of_field(fault)) return *place;
    return written_of(fault.consumer).reads_schemas[fault.version].front().place;
  }

  std::vector<std::string> fields_written() const {
    std::vector<std::string> fields;
    for (const models::Function& function : system_.functions) {
      for (const auto& writes : function.schema.writes) {
        fields.insert(fields.end(), writes.begin(), writes.end());
      }
    }
    return fields;
  }

  const WrittenScenario& written_;
  const Release& release_;
  models::System& system_;
  Problems& problems_;
};

std::vector<std::string> texts(const std::vector<Name>& names) {
  std::vector<std::string> texts;
  for (const Name& name : names) {
    if (name.known()) texts.push_back(name.value);
  }
  return texts;
}

std::vector<std::uint32_t> numbers(const std::vector<Placed<std::uint32_t>>& placed) {
  std::vector<std::uint32_t> numbers;
  for (const auto& number : placed) numbers.push_back(number.value);
  return numbers;
}

}  // namespace

models::Schema schema_of(const WrittenFunction& written) {
  models::Schema schema;
  for (const std::size_t version : {0, 1}) {
    schema.writes[version] = texts(written.writes[version]);
    schema.reads[version] = texts(written.reads[version]);
    if (written.writes_schema) schema.writes_schema[version] = (*written.writes_schema)[version];
    schema.reads_schemas[version] = numbers(written.reads_schemas[version]);
  }
  return schema;
}

void resolve_schema(const WrittenScenario& written, const Release& release, models::System& system,
                    Problems& problems) {
  SchemaResolver(written, release, system, problems).resolve();
}

}  // namespace coalmine::spec
