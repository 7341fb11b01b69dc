// The types of the scenario language: how a value is read, and how it is described.
//
// A Type<T> carries both, and larger types are put together from smaller ones, so that the reader,
// the JSON Schema and the reference in docs/SCENARIO.md cannot disagree: there is one description.
#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spec/values.hpp"
#include "spec/yaml.hpp"

namespace coalmine::spec {

struct Section;

// What the schema and the reference say of a type.
struct Shape {
  std::string label;              // in messages and the reference: "duration", "list of names"
  nlohmann::ordered_json schema;  // may refer to #/definitions/<section name>
  std::vector<std::shared_ptr<const Section>> sections;  // the objects it is made of
  std::vector<Kind> kinds;                               // of the YAML values it is written as
};

template <class F, class T>
concept ReaderOf = requires(F read, const Node& node, Problems& problems) {
  { read(node, problems) } -> std::convertible_to<std::optional<T>>;
};

// Reads a node. Nothing if it is not of the type; then, and wherever a part of it was not readable,
// the problems say why. A value that was read only in part has defaults where it was not.
// Copies share what they call: readers hold the readers of their parts, and those of theirs.
template <class T>
class Read {
 public:
  Read() = default;
  template <ReaderOf<T> F>
  Read(F read) : read_(std::make_shared<const Function>(std::move(read))) {}

  std::optional<T> operator()(const Node& node, Problems& problems) const {
    return (*read_)(node, problems);
  }

 private:
  using Function = std::function<std::optional<T>(const Node&, Problems&)>;
  std::shared_ptr<const Function> read_;
};

template <class T>
struct Type {
  Shape shape;
  Read<T> read;
};

// One key of an object.
struct Key {
  std::string name;
  std::string meaning;
  std::string example;           // a value, in flow style
  std::string absent;            // what holds without the key; empty: it is required
  bool absent_is_value = false;  // `absent` is a value of the type, not an explanation
  Shape shape;
  std::function<void(const Node&, Problems&)> check;  // reads a value and forgets it
};

// An object of the language: the keys it may have. With `one_of`, exactly one of them.
struct Section {
  std::string name;
  std::string meaning;
  bool one_of = false;
  std::vector<Key> keys;
};

// Whether a node is written as `shape` wants it; notes a problem if not.
bool has_kind(const Node& node, const Shape& shape, Problems& problems);

// "name of a function or call" gives "names of functions or calls".
std::string plural(const std::string& label);

// Notes what is wrong with the value `node`, naming the key it stands under.
void refuse(const Node& node, const Refusal& refusal, Problems& problems);

// The same, but what cannot be read has a default value; the problem is noted all the same.
template <class T>
Type<T> with_fallback(Type<T> type) {
  type.read = [read = std::move(type.read)](const Node& node,
                                            Problems& problems) -> std::optional<T> {
    auto value = read(node, problems);
    return value ? std::move(*value) : T{};
  };
  return type;
}

// A value with the place where it was written.
template <class T>
struct Placed {
  T value{};
  Place place;
  bool known() const { return place.known(); }
};

// A name that refers to something else in the scenario.
using Name = Placed<std::string>;

// An entry of a map whose keys are the user's own names.
template <class T>
struct Named {
  Name name;
  T value{};
};

// A value written as one word or number.
template <class T>
Type<T> scalar(std::string label, nlohmann::ordered_json schema,
               std::function<Value<T>(const std::string&)> parse) {
  Shape shape{std::move(label), std::move(schema), {}, {Kind::scalar}};
  return {
      shape,
      [shape, parse = std::move(parse)](const Node& node, Problems& problems) -> std::optional<T> {
        if (!has_kind(node, shape, problems)) return std::nullopt;
        auto value = parse(node.text);
        if (value) return std::move(*value);
        refuse(node, value.error(), problems);
        return std::nullopt;
      }};
}

// The same values, as another type.
template <class To, class From, class Convert>
Type<To> convert(Type<From> from, Convert to) {
  return {from.shape,
          [read = from.read, to](const Node& node, Problems& problems) -> std::optional<To> {
            auto value = read(node, problems);
            if (!value) return std::nullopt;
            return To(to(std::move(*value)));
          }};
}

template <class T>
Type<Placed<T>> placed(Type<T> type) {
  return {type.shape,
          [read = type.read](const Node& node, Problems& problems) -> std::optional<Placed<T>> {
            auto value = read(node, problems);
            if (!value) return std::nullopt;
            return Placed<T>{std::move(*value), node.place};
          }};
}

// The schema of what matches one of the two.
nlohmann::ordered_json any_of(const nlohmann::ordered_json& first,
                              const nlohmann::ordered_json& second);

// One of several ways to write the same thing, told apart by the kind of the YAML value.
template <class T>
Type<T> either(Type<T> first, Type<T> second) {
  Shape shape = first.shape;
  shape.label += " or " + second.shape.label;
  shape.schema = any_of(first.shape.schema, second.shape.schema);
  shape.sections.insert(shape.sections.end(), second.shape.sections.begin(),
                        second.shape.sections.end());
  shape.kinds.insert(shape.kinds.end(), second.shape.kinds.begin(), second.shape.kinds.end());
  return {shape, [shape, first, second](const Node& node, Problems& problems) -> std::optional<T> {
            if (!has_kind(node, shape, problems)) return std::nullopt;
            for (const Kind kind : first.shape.kinds) {
              if (kind == node.kind) return first.read(node, problems);
            }
            return second.read(node, problems);
          }};
}

// A list; items that cannot be read are left out.
template <class T>
Type<std::vector<T>> list(Type<T> item, std::size_t size_min = 0) {
  Shape shape{"list of " + plural(item.shape.label),
              {{"type", "array"}, {"items", item.shape.schema}},
              item.shape.sections,
              {Kind::list}};
  if (size_min > 0) shape.schema["minItems"] = size_min;
  return {shape,
          [shape, item, size_min](const Node& node,
                                  Problems& problems) -> std::optional<std::vector<T>> {
            if (!has_kind(node, shape, problems)) return std::nullopt;
            if (node.children.size() < size_min) refuse(node, {"the list is empty", ""}, problems);
            std::vector<T> values;
            values.reserve(node.children.size());
            for (const Node& each : node.children) {
              if (auto value = item.read(each, problems)) values.push_back(std::move(*value));
            }
            return values;
          }};
}

// Error: not letters, digits, "-" and "_", beginning with a letter or digit, at most 100.
Value<std::string> identifier_from(std::string_view text);

// The schema of a map from the user's names to `value`.
nlohmann::ordered_json map_schema(const nlohmann::ordered_json& value, std::size_t size_min);

// A map whose keys are names of the user's own, `of` something. An entry whose value cannot be read
// keeps its name and gets a default value: others may refer to it.
template <class T>
Type<std::vector<Named<T>>> named(std::string of, Type<T> value, std::size_t size_min = 0) {
  Shape shape{"map of " + of + " to " + value.shape.label,
              map_schema(value.shape.schema, size_min),
              value.shape.sections,
              {Kind::map}};
  return {shape,
          [shape, value, size_min](const Node& node,
                                   Problems& problems) -> std::optional<std::vector<Named<T>>> {
            if (!has_kind(node, shape, problems)) return std::nullopt;
            if (node.children.size() < size_min) refuse(node, {"the map is empty", ""}, problems);
            std::vector<Named<T>> entries;
            for (const Node& member : node.children) {
              const auto name = identifier_from(member.key);
              if (!name) problems.add(member.key_place, name.error().message, name.error().hint);
              auto read = value.read(member, problems);
              entries.push_back({{member.key, member.key_place}, read ? std::move(*read) : T{}});
            }
            return entries;
          }};
}

}  // namespace coalmine::spec
