#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "routing/bucketing/hash/digest.hpp"
#include "routing/bucketing/hash/fnv.hpp"
#include "routing/bucketing/hash/haproxy.hpp"
#include "routing/bucketing/hash/murmur.hpp"
#include "routing/bucketing/hash/utf16.hpp"

namespace coalmine::routing {
namespace {

using testing::ElementsAre;

std::vector<std::uint16_t> units_of(std::string_view text) {
  std::vector<std::uint16_t> units;
  for_each_unit(text, [&units](std::uint16_t unit) { units.push_back(unit); });
  EXPECT_EQ(units.size(), units_in(text));
  return units;
}

std::uint32_t murmur3(std::string_view text, std::uint32_t seed) {
  Murmur3 hash(seed);
  hash.add(text);
  return hash.value();
}

std::string random_bytes(std::uint32_t number, std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) {
    number = haproxy_avalanche(number + 1);
    bytes += static_cast<char>(number);
  }
  return bytes;
}

TEST(Utf16Test, SplitsWhatIsAboveTheBasicPlane) {
  EXPECT_THAT(units_of("aé€"), ElementsAre(0x61, 0xe9, 0x20ac));
  EXPECT_THAT(units_of("\U0001f44d"), ElementsAre(0xd83d, 0xdc4d));
  EXPECT_THAT(units_of("\U0010ffff"), ElementsAre(0xdbff, 0xdfff));
}

TEST(Utf16Test, ReplacesEachBrokenPartByOneUnit) {
  EXPECT_THAT(units_of("\x80"), ElementsAre(0xfffd));              // continues nothing
  EXPECT_THAT(units_of("\xc3"), ElementsAre(0xfffd));              // ends too early
  EXPECT_THAT(units_of("\xe2\x82z"), ElementsAre(0xfffd, 'z'));    // two bytes of three
  EXPECT_THAT(units_of("\xc0\xaf"), ElementsAre(0xfffd, 0xfffd));  // longer than needed
  EXPECT_THAT(units_of("\xe0\x80z"), ElementsAre(0xfffd, 0xfffd, 'z'));
  EXPECT_THAT(units_of("\xed\xa0\x80"), ElementsAre(0xfffd, 0xfffd, 0xfffd));  // a surrogate
  EXPECT_THAT(units_of("\xf4\x90\x80\x80"), ElementsAre(0xfffd, 0xfffd, 0xfffd, 0xfffd));
  EXPECT_THAT(units_of("\xff"), ElementsAre(0xfffd));
}

TEST(Utf16Test, FindsTheFirstByteThatIsNotAscii) {
  for (std::size_t size = 0; size < 40; ++size) {
    std::string text(size, 'x');
    EXPECT_EQ(ascii_prefix(text), size);
    for (std::size_t at = 0; at < size; ++at) {
      text[at] = '\x80';
      EXPECT_EQ(ascii_prefix(text), at);
      text[at] = 'x';
    }
  }
}

TEST(MurmurTest, GivesThePublishedValues) {
  EXPECT_EQ(murmur3("", 0), 0U);
  EXPECT_EQ(murmur3("", 1), 0x514e28b7U);
  EXPECT_EQ(murmur3("hello", 0), 0x248bfa47U);
  EXPECT_EQ(murmur3("The quick brown fox jumps over the lazy dog", 0), 0x2e4ff723U);
  EXPECT_EQ(Murmur2("").with(), 0U);
}

TEST(MurmurTest, DoesNotDependOnHowATextIsCutIntoPieces) {
  const std::string text = random_bytes(1, 23);
  const std::uint32_t whole3 = murmur3(text, 7);
  const std::uint32_t whole2 = Murmur2("").with(std::string_view(text));
  for (std::size_t first = 0; first <= text.size(); ++first) {
    for (std::size_t second = first; second <= text.size(); ++second) {
      const auto a = text.substr(0, first);
      const auto b = text.substr(first, second - first);
      const auto c = text.substr(second);
      Murmur3 hash(7);
      hash.add(a);
      hash.add(b);
      hash.add(c);
      EXPECT_EQ(hash.value(), whole3) << first << ' ' << second;
      EXPECT_EQ(Murmur2(a).with(b, c), whole2) << first << ' ' << second;
    }
  }
}

TEST(MurmurTest, OfUnitsIsOfBytesForAscii) {
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string text(size, 'q');
    Murmur3 units(3);
    units.add_units(text);
    Murmur3 low_bytes(3);
    low_bytes.add_low_bytes(text);
    EXPECT_EQ(units.value_of_imurmurhash(), murmur3(text, 3));
    EXPECT_EQ(low_bytes.value(), murmur3(text, 3));
  }
}

TEST(MurmurTest, OfLowBytesLeavesTheHighOnesOut) {
  Murmur3 low_bytes(0);
  low_bytes.add_low_bytes("\U0001f44d\u20ac");  // d83d dc4d 20ac
  EXPECT_EQ(low_bytes.value(), murmur3("\x3d\x4d\xac", 0));
}

TEST(MurmurTest, OfUnitsDropsALastWordThatIsNegative) {
  // The third unit of the last word reaches its sign bit, and its two neighbours go with it.
  Murmur3 negative(0);
  negative.add_units("ab\uff21");
  Murmur3 other(0);
  other.add_units("xy\uff21");
  EXPECT_EQ(negative.value_of_imurmurhash(), other.value_of_imurmurhash());
  EXPECT_NE(negative.value(), other.value());
}

TEST(FnvTest, IsFnv1aForAscii) {
  EXPECT_EQ(fnv_of_units(""), 0x811c9dc5U);
  EXPECT_EQ(fnv_of_units("a"), 0xe40c292cU);
  EXPECT_EQ(fnv_of_units("foobar"), 0xbf9cf968U);
  EXPECT_EQ(fnv_of_units("bar", fnv_of_units("foo")), 0xbf9cf968U);
}

TEST(DigestTest, GivesThePublishedValuesWhateverThePieces) {
  Sha1 sha1;
  sha1.add("a");
  sha1.add("bc");
  EXPECT_EQ(sha1.first_64_bits(), 0xa9993e364706816aU);
  Sha256 sha256;
  sha256.add("ab");
  sha256.add("c");
  EXPECT_EQ(sha256.first_64_bits(), 0xba7816bf8f01cfeaU);
  Md5 md5;  // 900150983cd24fb0d6963f7d28e17f72
  md5.add("abc");
  EXPECT_EQ(Md5(md5).modulo(0x10000), 0x7f72U);
  EXPECT_EQ(md5.modulo(9999), 8908U);
}

TEST(HaproxyHashTest, GivesThePublishedCheckValues) {
  EXPECT_EQ(haproxy_hash(HaproxyFunction::crc32, "123456789"), 0xcbf43926U);
  EXPECT_EQ(haproxy_hash(HaproxyFunction::crc32c, "123456789"), 0xe3069283U);
  EXPECT_EQ(haproxy_hash(HaproxyFunction::xxh32, ""), 0x02cc5d05U);
  EXPECT_EQ(haproxy_hash(HaproxyFunction::xxh64, ""), 0xef46db3751d8e999U);
  EXPECT_EQ(haproxy_hash(HaproxyFunction::djb2, "a"), 33U * 5381 + 'a');
  EXPECT_EQ(haproxy_hash(HaproxyFunction::sdbm, "ab"), 65'599U * 'a' + 'b');
}

}  // namespace
}  // namespace coalmine::routing
