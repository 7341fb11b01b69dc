// What the processor can do, for the few kernels that exist in two widths.
//
// A kernel is one always_inline body in two functions, one of them compiled for AVX-512, and one
// choice at run time. Not the compilers' target_clones: its resolver runs before the sanitizers are
// ready. Both widths give the same bits, so the choice is a matter of speed only.
#pragma once

namespace coalmine {

// The subsets that kernels are compiled for: target("avx512f,avx512dq,avx512vl,avx512bw").
inline bool cpu_has_avx512() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
#else
  return false;
#endif
}

}  // namespace coalmine
