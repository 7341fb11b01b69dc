// How to check the cases of each product, mode by mode.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "conform/vectors_case.hpp"

namespace coalmine::conform {

struct VectorMode {
  std::string_view name;           // `m` of a case
  void (*check)(VectorCase& one);  // computes every result of the case
};

struct VectorProduct {
  std::string_view title;  // `product` of a file
  std::span<const VectorMode> modes;
};

// By the hash they use; all products are in one of the three.
std::span<const VectorProduct> digest_products();  // SHA-1, SHA-256, MD5, CRC-32 and FNV
std::span<const VectorProduct> murmur_products();
std::span<const VectorProduct> proxy_products();

}  // namespace coalmine::conform
