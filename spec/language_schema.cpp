// What the versions of a function write into the data they send on, and need in those they are
// sent.
#include <limits>

#include "spec/language.hpp"
#include "spec/per_version.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

constexpr std::uint32_t number_max = std::numeric_limits<std::uint32_t>::max();

// An identifier, because models/schema tells fields and numbers apart by their names.
Type<Name> field() {
  auto type = with_fallback(placed(identifier()));
  type.shape.label = "name of a field";
  return type;
}

}  // namespace

Type<models::PerVersion<std::vector<Name>>> fields_type(const std::string& key) {
  return per_version(key, list(field()), "[order_id, loyalty_id]");
}

Type<models::PerVersion<std::uint32_t>> writes_schema_type() {
  return per_version("writes_schema", count(0, number_max), "2");
}

Type<models::PerVersion<std::vector<Placed<std::uint32_t>>>> reads_schemas_type() {
  return per_version("reads_schemas", list(placed(count(0, number_max))), "[1, 2]");
}

}  // namespace coalmine::spec
