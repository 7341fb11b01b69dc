// Objects of the language: maps with known keys, each with its meaning, default and example.
#pragma once

#include <cassert>
#include <memory>

#include "spec/type.hpp"

namespace coalmine::spec {

// What a reader of the reference needs to know of a key, beside its type.
struct About {
  std::string name;
  std::string meaning;
  std::string example;
};

// The value in `node` of each key of the section, in its order; null where it is absent. Notes
// unknown keys and missing ones. Nothing if the node is no map.
std::optional<std::vector<const Node*>> match_keys(const Node& node, const Shape& shape,
                                                   const Section& section, Problems& problems);

// Whether some key of the map was probably meant to be `name`.
bool misspells(const Node& node, const std::string& name);

// A reference to the section, as a shape.
Shape shape_of(std::shared_ptr<const Section> section);

// The tree of a value in flow style, as examples and defaults are written.
Node flow_value(const std::string& key, const std::string& text);

// Puts together the type of a struct T, key by key.
//
// Read: keys that cannot be read keep T's own initial value, so that what was read can still be
// checked; the problems are noted.
template <class T>
class Object {
 public:
  Object(std::string name, std::string meaning) {
    section_->name = std::move(name);
    section_->meaning = std::move(meaning);
  }

  template <class U>
  Object& required(About about, U T::*member, Type<U> type) {
    return add(std::move(about), "", false, member, type);
  }

  // `value` is what the key has when it is not written.
  template <class U>
  Object& with_default(About about, U T::*member, Type<U> type, const std::string& value) {
    Problems problems("default");
    const auto read = type.read(flow_value(about.name, value), problems);
    assert(read && problems.none());
    prototype_.*member = *read;
    return add(std::move(about), value, true, member, type);
  }

  // `absent` explains what holds when the key is not written.
  template <class U>
  Object& optional(About about, std::optional<U> T::*member, Type<U> type, std::string absent) {
    return add(std::move(about), std::move(absent), false, member, type);
  }

  // A check across keys, after all of them are read.
  Object& check(std::function<void(T&, const Node&, Problems&)> check) {
    checks_.push_back(std::move(check));
    return *this;
  }

  Type<T> type() const {
    const Shape shape = shape_of(section_);
    return {shape,
            [shape, section = std::shared_ptr<const Section>(section_), readers = readers_,
             checks = checks_,
             prototype = prototype_](const Node& node, Problems& problems) -> std::optional<T> {
              const auto members = match_keys(node, shape, *section, problems);
              if (!members) return std::nullopt;
              T value = prototype;
              for (std::size_t i = 0; i < readers.size(); ++i) {
                if ((*members)[i] != nullptr) readers[i](*(*members)[i], value, problems);
              }
              for (const auto& check : checks) check(value, node, problems);
              return value;
            }};
  }

 private:
  template <class M, class U>
  Object& add(About about, std::string absent, bool absent_is_value, M T::*member, Type<U> type) {
    section_->keys.push_back(
        {std::move(about.name), std::move(about.meaning), std::move(about.example),
         std::move(absent), absent_is_value, type.shape,
         [read = type.read](const Node& node, Problems& problems) { read(node, problems); }});
    readers_.push_back([read = type.read, member](const Node& node, T& value, Problems& problems) {
      if (auto part = read(node, problems)) value.*member = std::move(*part);
    });
    return *this;
  }

  std::shared_ptr<Section> section_ = std::make_shared<Section>();
  std::vector<std::function<void(const Node&, T&, Problems&)>> readers_;
  std::vector<std::function<void(T&, const Node&, Problems&)>> checks_;
  T prototype_{};
};

// A map with exactly one key, which says what the value is: { gamma: { shape: 0.5 } }.
template <class T>
class OneOf {
 public:
  OneOf(std::string name, std::string meaning) {
    section_->name = std::move(name);
    section_->meaning = std::move(meaning);
    section_->one_of = true;
  }

  template <class U>
  OneOf& when(About about, Type<U> type) {
    section_->keys.push_back(
        {std::move(about.name), std::move(about.meaning), std::move(about.example), "another key",
         false, type.shape,
         [read = type.read](const Node& node, Problems& problems) { read(node, problems); }});
    readers_.push_back(convert<T>(type, [](U value) { return T(std::move(value)); }).read);
    return *this;
  }

  Type<T> type() const {
    const Shape shape = shape_of(section_);
    return {shape,
            [shape, section = std::shared_ptr<const Section>(section_), readers = readers_](
                const Node& node, Problems& problems) -> std::optional<T> {
              const auto members = match_keys(node, shape, *section, problems);
              if (!members) return std::nullopt;
              std::optional<T> value;
              for (std::size_t i = 0; i < readers.size(); ++i) {
                if ((*members)[i] == nullptr) continue;
                auto read = readers[i](*(*members)[i], problems);
                if (!value) value = std::move(read);
              }
              return value;
            }};
  }

 private:
  std::shared_ptr<Section> section_ = std::make_shared<Section>();
  std::vector<Read<T>> readers_;
};

}  // namespace coalmine::spec
