#include "conform/judge/users.hpp"

#include <fmt/format.h>

namespace coalmine::conform {
namespace {

constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

// Words over the alphabet in order of length, then of the alphabet: 0 is "a", 36 is "aa".
std::string word(std::size_t number) {
  std::string text;
  for (std::size_t rest = number + 1; rest > 0; rest = (rest - 1) / alphabet.size()) {
    text.insert(text.begin(), alphabet[(rest - 1) % alphabet.size()]);
  }
  return text;
}

std::string unlike(std::uint64_t bits) {
  constexpr std::size_t length = 12;  // log2(36^12) = 62 bits
  std::string text;
  for (std::size_t i = 0; i < length; ++i, bits /= alphabet.size()) {
    text += alphabet[bits % alphabet.size()];
  }
  return text;
}

}  // namespace

RandomStream stream_of(Promise promise, std::uint64_t seed) {
  return {seed, static_cast<std::uint32_t>(promise), Purpose::tested_user};
}

std::vector<std::string> unlike_users(std::size_t count, Promise promise, std::uint64_t seed) {
  const RandomStream stream = stream_of(promise, seed);
  std::vector<std::string> users;
  for (std::size_t i = 0; i < count; ++i) users.push_back(unlike(stream.at(i).first));
  return users;
}

std::vector<std::string> shortest_users(std::size_t count, Promise promise, std::uint64_t seed) {
  // Every promise takes each tenth word, so that all of them have short ones.
  std::vector<std::string> users;
  for (std::size_t i = 0; i < count / 2; ++i) {
    users.push_back(word(i * promises.size() + static_cast<std::size_t>(promise)));
  }
  for (std::string& user : unlike_users(count - count / 2, promise, seed)) {
    users.push_back(std::move(user));
  }
  return users;
}

std::vector<std::string> counted_users(std::size_t count) {
  std::vector<std::string> users;
  for (std::size_t i = 1; i <= count; ++i) users.push_back(fmt::format("user{}", i));
  return users;
}

std::vector<Family> families(std::size_t count, std::uint64_t seed) {
  const RandomStream stream = stream_of(Promise::balanced, seed);
  std::vector<Family> families;
  for (std::size_t i = 0; i < count; ++i) {
    // The second word of the draw: the first is the unlike users'.
    Family family{.pattern = unlike(stream.at(i).second), .users = {}};
    char& place = family.pattern[i % family.pattern.size()];
    for (const char character : family_alphabet) {
      place = character;
      family.users.push_back(family.pattern);
    }
    place = '?';
    families.push_back(std::move(family));
  }
  return families;
}

}  // namespace coalmine::conform
