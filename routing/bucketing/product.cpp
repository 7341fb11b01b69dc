#include "routing/bucketing/product.hpp"

#include <fmt/format.h>

#include <array>
#include <cassert>
#include <type_traits>

namespace coalmine::routing {
namespace {

template <class Any>
struct ListOf;

template <class... Products>
struct ListOf<std::variant<Products...>> {
  using Any = std::variant<Products...>;
  static constexpr std::array infos{&Products::info...};

  // Whichever has that name; `otherwise` if none has.
  static Checked<Any> make(std::string_view name, const Parameters& parameters, Error otherwise) {
    Checked<Any> made = tl::unexpected(std::move(otherwise));
    (void)((Products::info.name == name && (made = make_one<Products>(parameters), true)) || ...);
    return made;
  }

 private:
  template <class Product>
  static Checked<Any> make_one(const Parameters& parameters) {
    return Product::make(parameters).map([](Product one) { return Any(std::move(one)); });
  }
};

Error unknown(std::string_view product) {
  std::string names;
  for (const ProductInfo* known : products()) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", known->name);
  }
  return {fmt::format("unknown product \"{}\", known are: {}", product, names)};
}

}  // namespace

Checked<ProductBucketing> ProductBucketing::make(std::string_view product,
                                                 const Parameters& parameters) {
  return ListOf<Any>::make(product, parameters, unknown(product)).map([](Any any) {
    const PositionOf of = std::visit(
        [](const auto& one) -> PositionOf {
          return position_of<std::remove_cvref_t<decltype(one)>>;
        },
        any);
    return ProductBucketing(std::move(any), of);
  });
}

std::string ProductBucketing::bucket(std::uint64_t position) const {
  return std::visit([position](const auto& product) { return product.bucket(position); }, product_);
}

Cut ProductBucketing::cut(double share) const {
  assert(share >= 0 && share <= 1);
  return std::visit([share](const auto& product) { return product.cut(share); }, product_);
}

const ProductInfo& ProductBucketing::info() const {
  return std::visit(
      [](const auto& product) -> const ProductInfo& {
        return std::remove_cvref_t<decltype(product)>::info;
      },
      product_);
}

std::span<const ProductInfo* const> products() { return ListOf<ProductBucketing::Any>::infos; }

}  // namespace coalmine::routing
