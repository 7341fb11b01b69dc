// Logarithms and exponentials in bulk, in two vector widths.
#include "base/math.hpp"

#include "base/cpu.hpp"

namespace coalmine::math {
namespace {

[[gnu::always_inline]] inline void log_loop(std::span<double> values) {
  for (double& value : values) value = log(value);
}

[[gnu::always_inline]] inline void log1p_loop(std::span<double> values) {
  for (double& value : values) value = log1p(value);
}

[[gnu::always_inline]] inline void exp_loop(std::span<double> values) {
  for (double& value : values) value = exp(value);
}

void log_baseline(std::span<double> values) { log_loop(values); }
void log1p_baseline(std::span<double> values) { log1p_loop(values); }
void exp_baseline(std::span<double> values) { exp_loop(values); }

#if defined(__x86_64__)
[[gnu::target("avx512f,avx512dq,avx512vl,avx512bw")]] void log_avx512(std::span<double> values) {
  log_loop(values);
}
[[gnu::target("avx512f,avx512dq,avx512vl,avx512bw")]] void log1p_avx512(std::span<double> values) {
  log1p_loop(values);
}
[[gnu::target("avx512f,avx512dq,avx512vl,avx512bw")]] void exp_avx512(std::span<double> values) {
  exp_loop(values);
}
#else
constexpr auto log_avx512 = log_baseline;
constexpr auto log1p_avx512 = log1p_baseline;
constexpr auto exp_avx512 = exp_baseline;
#endif

}  // namespace

void log_each(std::span<double> values) {
  static const auto loop = cpu_has_avx512() ? log_avx512 : log_baseline;
  loop(values);
}

void log1p_each(std::span<double> values) {
  static const auto loop = cpu_has_avx512() ? log1p_avx512 : log1p_baseline;
  loop(values);
}

void exp_each(std::span<double> values) {
  static const auto loop = cpu_has_avx512() ? exp_avx512 : exp_baseline;
  loop(values);
}

}  // namespace coalmine::math
