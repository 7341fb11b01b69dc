// Which versions of two functions cannot work together, derived from what each writes and reads.
//
// A function's data hold what it writes itself: the nearest function upstream that writes a field,
// in whichever version, hides all that write it further up. Answers to calls carry no schema.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "models/system.hpp"

namespace coalmine::models {

// The same version of two functions does not fit: no rollout can repair that.
struct SchemaFault {
  std::string field;                      // or "schema 2"
  std::optional<FunctionIndex> producer;  // none: on some way from the entry nobody writes it
  FunctionIndex consumer;
  std::size_t version;  // of both; without a producer: the first that reads it
  friend bool operator==(const SchemaFault&, const SchemaFault&) = default;
};

// Two functions of which one reads what the other writes.
struct SchemaLink {
  FunctionIndex producer;
  FunctionIndex consumer;
  friend bool operator==(const SchemaLink&, const SchemaLink&) = default;
};

struct DerivedSchema {
  std::vector<FieldChange> changes;  // fatal; by consumer, then in the order of what it reads
  std::vector<SchemaFault> faults;
  std::vector<SchemaLink> links;  // also those that fit in every version; each once, sorted
};

// Precondition: the calls and streams are acyclic, and all functions are reachable from the entry.
// Looks at Function::schema alone, not at System::field_changes.
DerivedSchema derive_schema(const System& system);

// Whether data that pass through `function` hold its own value of `field`, which is the name in a
// FieldChange: of a field, or "schema 2".
bool rewrites(const Function& function, const std::string& field);

}  // namespace coalmine::models
