// The counter that the promises of this program rest on sees what it should.
#include <gtest/gtest.h>
#include <openssl/crypto.h>

#include <cstdint>
#include <new>
#include <string>
#include <thread>

#include "tests/support/allocations.hpp"

namespace coalmine::support {
namespace {

// Called by name, because a compiler may leave out a new-expression that nobody needs.
TEST(AllocationCounterTest, SeesEveryFormOfNew) {
  constexpr std::align_val_t line{64};
  void* memory = nullptr;
  EXPECT_EQ(allocations_in([&] { memory = ::operator new(1); }), 1U);
  ::operator delete(memory);
  EXPECT_EQ(allocations_in([&] { memory = ::operator new[](1); }), 1U);
  ::operator delete[](memory);
  EXPECT_EQ(allocations_in([&] { memory = ::operator new(1, std::nothrow); }), 1U);
  ::operator delete(memory);
  EXPECT_EQ(allocations_in([&] { memory = ::operator new(1, line); }), 1U);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory) % 64, 0U);
  ::operator delete(memory, line);
}

TEST(AllocationCounterTest, SeesWhatTheStandardLibraryAllocates) {
  std::string text;
  EXPECT_EQ(allocations_in([&] { text.assign(100, 'x'); }), 1U);
}

TEST(AllocationCounterTest, SeesWhatOpensslAllocates) {
  void* memory = nullptr;
  EXPECT_EQ(allocations_in([&] { memory = OPENSSL_malloc(1); }), 1U);
  OPENSSL_free(memory);
}

TEST(AllocationCounterTest, SeesNothingWhereNothingIsAllocated) {
  std::string text(100, 'x');
  EXPECT_EQ(allocations_in([&] { text.assign(50, 'y'); }), 0U);
}

TEST(AllocationCounterTest, LeavesOtherThreadsOut) {
  std::thread other;
  const std::uint64_t here = allocations_in([&] {
    other = std::thread([] {
      for (int i = 0; i < 100; ++i) ::operator delete(::operator new(1));
    });
    other.join();
  });
  EXPECT_LT(here, 100U);  // what starting a thread takes
}

}  // namespace
}  // namespace coalmine::support
