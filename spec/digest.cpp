#include "spec/digest.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <cassert>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

namespace coalmine::spec {
namespace {

// Order stays as written: the first policy and the first function have a meaning of their own.
nlohmann::ordered_json canonical(const Node& node) {
  switch (node.kind) {
    case Kind::null:
      return nullptr;
    case Kind::scalar:
      return node.text;
    case Kind::list: {
      auto list = nlohmann::ordered_json::array();
      for (const Node& child : node.children) list.push_back(canonical(child));
      return list;
    }
    case Kind::map: {
      // Pairs in a list, because looking keys up while inserting would take quadratic time.
      auto pairs = nlohmann::ordered_json::array();
      for (const Node& child : node.children) {
        pairs.push_back({{"key", child.key}, {"value", canonical(child)}});
      }
      return pairs;
    }
  }
  return nullptr;
}

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    const int started = EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
    assert(started == 1);
  }
  void update(const char* data, std::size_t size) {
    const int updated = EVP_DigestUpdate(context_.get(), data, size);
    assert(updated == 1);
  }
  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    const int finished = EVP_DigestFinal_ex(context_.get(), bytes.data(), &size);
    assert(finished == 1);
    std::string text;
    for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", bytes[i]);
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

Checked<std::string> digest(const Node& scenario, const std::optional<std::string>& trace_path) {
  Node hashed = scenario;
  std::erase_if(hashed.children, [](const Node& child) {
    return child.key == "seed" || child.key == "replications" || child.key == "precision";
  });
  Sha256 hash;
  const std::string text = canonical(hashed).dump();
  hash.update(text.data(), text.size());
  if (!trace_path) return hash.hex();
  std::ifstream trace(*trace_path, std::ios::binary);
  std::array<char, 1 << 16> buffer{};
  while (trace.read(buffer.data(), buffer.size()) || trace.gcount() > 0) {
    hash.update(buffer.data(), static_cast<std::size_t>(trace.gcount()));
  }
  if (trace.bad() || !trace.eof()) return tl::unexpected(Error{"cannot be read again"});
  return hash.hex();
}

}  // namespace coalmine::spec
