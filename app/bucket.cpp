#include "app/bucket.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "app/exit_code.hpp"
#include "base/result.hpp"
#include "routing/bucketing/product.hpp"
#include "spec/scalars.hpp"

namespace coalmine::app {
namespace {

using routing::Parameters;
using routing::ProductBucketing;
using routing::ProductInfo;

int complain(const std::string& message) {
  fmt::print(stderr, "coalmine: {}\n", message);
  return bad_input;
}

void print_products(std::FILE* stream) {
  for (const ProductInfo* product : routing::products()) {
    fmt::print(stream, "{:<15} {}\n", product->name, product->title);
  }
  fmt::print(stream, "\ncoalmine bucket PRODUCT says what it hashes, and its parameters.\n");
}

void print_product(const ProductInfo& product) {
  fmt::print("{}: {}\n", product.name, product.title);
  fmt::print("  hash         {}\n  bucket       {}\n", product.hash, product.bucket);
  fmt::print("  in           {}\n  granularity  {}\n", product.rule, product.granularity);
  fmt::print("parameters:\n");
  for (const routing::ParameterInfo& parameter : product.parameters) {
    const std::string also = parameter.also.empty() ? "" : fmt::format(" ({})", parameter.also);
    const std::string fallback = !parameter.fallback ? "; required"
                                 : parameter.fallback->empty()
                                     ? ""
                                     : fmt::format("; default {}", *parameter.fallback);
    fmt::print("  {:<22} {}{}\n", fmt::format("{}{}", parameter.name, also), parameter.meaning,
               fallback);
  }
}

// Numbers and booleans as they are written, so that {"seed": 61} is {"seed": "61"}.
Checked<Parameters> parameters_from(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) {
    return tl::unexpected(Error{
        fmt::format("--params: \"{}\" is no JSON object, such as {{\"salt\": \"s\"}}", text)});
  }
  Parameters parameters;
  for (const auto& [name, value] : json.items()) {
    if (value.is_structured() || value.is_null()) {
      return tl::unexpected(Error{fmt::format("--params: \"{}\" is no text or number", name)});
    }
    parameters[name] = value.is_string() ? value.get<std::string>() : value.dump();
  }
  return parameters;
}

// A CSV field (RFC 4180): quoted if it has to be.
std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

// One id, as one line of the format. No bucket: the product refuses the id.
std::string line_of(std::string_view id, const std::optional<std::string>& bucket, bool canary,
                    std::string_view format) {
  const std::string_view decision = canary ? "canary" : "stable";
  if (format == "json") {
    nlohmann::ordered_json line;
    line["id"] = id;
    line["bucket"] = bucket ? nlohmann::ordered_json::parse(*bucket) : nlohmann::ordered_json();
    line["decision"] = decision;
    return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  }
  const std::string written = bucket.value_or("-");
  if (format == "csv") return fmt::format("{},{},{}\n", csv_field(id), written, decision);
  return fmt::format("{}, {}\n", written, decision);
}

void print_ids(std::istream& ids, const ProductBucketing& product, double share,
               std::string_view format) {
  const routing::Cut canary = product.cut(share);
  if (format == "csv") fmt::print("id,bucket,decision\n");
  std::string id;
  while (std::getline(ids, id)) {
    if (id.ends_with('\r')) id.pop_back();
    const auto position = product.position(id);
    const auto bucket = position ? std::optional(product.bucket(*position)) : std::nullopt;
    fmt::print("{}", line_of(id, bucket, position && canary.covers(*position), format));
  }
}

}  // namespace

int bucket_ids(const BucketCommand& command) {
  if (command.product.empty()) {
    print_products(stdout);
    return fine;
  }
  if (command.ids.empty()) {
    for (const ProductInfo* product : routing::products()) {
      if (product->name != command.product) continue;
      print_product(*product);
      return fine;
    }
  }
  const auto parameters = parameters_from(command.params);
  if (!parameters) return complain(parameters.error().message);
  const auto product = ProductBucketing::make(command.product, *parameters);
  if (!product) return complain(product.error().message);
  const auto share = spec::share_from(command.share);
  if (!share) return complain(fmt::format("--share: {}", share.error().message));

  if (command.ids == "-") {
    print_ids(std::cin, *product, *share, command.format);
    return fine;
  }
  std::error_code error;
  std::ifstream file(command.ids, std::ios::binary);
  if (!file || std::filesystem::is_directory(command.ids, error)) {
    return complain(fmt::format("{}: cannot be read", command.ids));
  }
  print_ids(file, *product, *share, command.format);
  return fine;
}

}  // namespace coalmine::app
