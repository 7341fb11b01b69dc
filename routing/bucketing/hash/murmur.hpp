// MurmurHash2 and MurmurHash3 (x86, 32 bits), fed in pieces.
//
// Ours, because no library has them, and in pieces, because a product hashes a fixed text and an id
// one after the other: the state after the fixed text is kept, so that neither a buffer nor a
// second look at it is needed. The words of the hash are put together across the pieces.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "routing/bucketing/hash/utf16.hpp"

namespace coalmine::routing {

// Bytes and code units in, words of four out. A unit counts as one, like a byte; what it has above
// its low byte is XORed over its neighbours within the word, as imurmurhash does it.
class WordBuffer {
 public:
  // Calls absorb(word) for each word that is full.
  template <class Absorb>
  void add(std::string_view bytes, const Absorb& absorb) {
    if (bytes.empty()) return;
    static_assert(std::endian::native == std::endian::little, "a word is read as it lies");
    const std::uint32_t shift = length_ % 4 * 8;
    std::uint64_t words = pending_;
    const char* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= 4; at += 4, left -= 4) {
      words ^= std::uint64_t{word_at(at)} << shift;
      absorb(static_cast<std::uint32_t>(words));
      words >>= 32;
    }
    if (left > 0) {
      words ^= std::uint64_t{last_of(bytes, left)} << shift;
      if (length_ % 4 + left >= 4) {
        absorb(static_cast<std::uint32_t>(words));
        words >>= 32;
      }
    }
    pending_ = static_cast<std::uint32_t>(words);
    length_ += static_cast<std::uint32_t>(bytes.size());
  }

  template <class Absorb>
  void add_unit(std::uint16_t unit, const Absorb& absorb) {
    pending_ ^= std::rotl(std::uint32_t{unit}, static_cast<int>(length_ % 4 * 8));
    if (++length_ % 4 != 0) return;
    absorb(pending_);
    pending_ = 0;
  }

  std::uint32_t pending() const { return pending_; }  // what is left of the last word, or 0
  std::uint32_t length() const { return length_; }    // bytes and units so far, modulo 2^32

 private:
  static std::uint32_t word_at(const char* bytes) {
    std::uint32_t word = 0;
    std::memcpy(&word, bytes, 4);
    return word;
  }

  // The last `left` bytes, 1 to 3: where there are four, by reading those at once.
  static std::uint32_t last_of(std::string_view bytes, std::size_t left) {
    const char* end = bytes.data() + bytes.size();
    if (bytes.size() >= 4) return word_at(end - 4) >> (32 - left * 8);
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < left; ++i) {
      word |= std::uint32_t{static_cast<unsigned char>(bytes[i])} << (i * 8);
    }
    return word;
  }

  std::uint32_t pending_ = 0;
  std::uint32_t length_ = 0;
};

// MurmurHash3 x86 32-bit. A value: copy one that has hashed a prefix, and go on from there.
class Murmur3 {
 public:
  explicit Murmur3(std::uint32_t seed) : hash_(seed) {}

  void add(std::string_view bytes) noexcept {
    words_.add(bytes, [this](std::uint32_t word) { absorb(word); });
  }

  // The code units of `text`: whole, or only the low byte of each. The same as add() for ASCII, and
  // as fast.
  void add_units(std::string_view text) noexcept { add_units(text, 0xffff); }
  void add_low_bytes(std::string_view text) noexcept { add_units(text, 0xff); }

  std::uint32_t value() const noexcept { return finished(words_.pending()); }

  // As imurmurhash 0.1.4 finishes: it compares the last, incomplete word as a signed number, and
  // leaves it out unless it is above 0. Bytes cannot make that happen, code units can.
  std::uint32_t value_of_imurmurhash() const noexcept {
    return finished(words_.pending() < 0x8000'0000 ? words_.pending() : 0);
  }

 private:
  static std::uint32_t scrambled(std::uint32_t word) {
    return std::rotl(word * 0xcc9e2d51, 15) * 0x1b873593;
  }

  void absorb(std::uint32_t word) {
    hash_ = std::rotl(hash_ ^ scrambled(word), 13) * 5 + 0xe6546b64;
  }

  void add_units(std::string_view text, std::uint16_t kept) noexcept {
    if (ascii_prefix(text) == text.size()) return add(text);
    *this = after_units(*this, text, kept);
  }

  // Rare, so kept out of the way; by value, so that the usual path keeps its hash in registers.
  [[gnu::noinline]] static Murmur3 after_units(Murmur3 hash, std::string_view text,
                                               std::uint16_t kept) noexcept {
    while (!text.empty()) {
      const std::string_view ascii = text.substr(0, ascii_prefix(text));
      hash.add(ascii);
      text.remove_prefix(ascii.size());
      if (!text.empty()) hash.add_character(text, kept);
    }
    return hash;
  }

  void add_character(std::string_view& text, std::uint16_t kept) noexcept {
    const Character character = first_character(text);
    text.remove_prefix(character.bytes);
    for_each_unit(character.value, [this, kept](std::uint16_t unit) {
      words_.add_unit(unit & kept, [this](std::uint32_t word) { absorb(word); });
    });
  }

  std::uint32_t finished(std::uint32_t last_word) const {
    std::uint32_t hash = hash_ ^ scrambled(last_word) ^ words_.length();
    hash = (hash ^ hash >> 16) * 0x85ebca6b;
    hash = (hash ^ hash >> 13) * 0xc2b2ae35;
    return hash ^ hash >> 16;
  }

  std::uint32_t hash_;
  WordBuffer words_;
};

// MurmurHash2 (32 bits, seed 0) of a fixed text and what follows it.
//
// The length comes first, so a state after the fixed text cannot be kept; its words are, as they
// are mixed in.
class Murmur2 {
 public:
  Murmur2() = default;
  explicit Murmur2(std::string_view prefix) {
    words_.add(prefix, [this](std::uint32_t word) { prefix_words_.push_back(scrambled(word)); });
  }

  // The hash of the prefix and the pieces, one after the other.
  template <class... Pieces>
  std::uint32_t with(const Pieces&... pieces) const noexcept {
    auto hash = static_cast<std::uint32_t>(words_.length() + (pieces.size() + ... + 0));
    for (const std::uint32_t word : prefix_words_) hash = hash * factor ^ word;
    WordBuffer words = words_;
    [[maybe_unused]] const auto absorb = [&hash](std::uint32_t word) {
      hash = hash * factor ^ scrambled(word);
    };
    (words.add(pieces, absorb), ...);
    if (words.length() % 4 != 0) hash = (hash ^ words.pending()) * factor;
    hash = (hash ^ hash >> 13) * factor;
    return hash ^ hash >> 15;
  }

 private:
  static constexpr std::uint32_t factor = 0x5bd1e995;
  static std::uint32_t scrambled(std::uint32_t word) {
    word *= factor;
    return (word ^ word >> 24) * factor;
  }

  std::vector<std::uint32_t> prefix_words_;
  WordBuffer words_;
};

}  // namespace coalmine::routing
