#include "app/bucket.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "app/command_line/commands.hpp"

namespace coalmine::app {

Command add_bucket(CLI::App& app) {
  const auto command = std::make_shared<BucketCommand>();
  CLI::App* bucket = app.add_subcommand(
      "bucket", "Say where a product puts ids; without PRODUCT, which products there are");
  bucket->add_option("product", command->product, "Product; without --ids it is described");
  bucket
      ->add_option("--params", command->params,
                   "Its parameters, a JSON object, named as the product names them")
      ->type_name("JSON")
      ->capture_default_str();
  bucket->add_option("--ids", command->ids, "One id a line, UTF-8; - is standard input")
      ->type_name("FILE");
  bucket->add_option("--share", command->share, "Share of the canary, for the decision")
      ->type_name("SHARE")
      ->capture_default_str();
  bucket
      ->add_option("--format", command->format,
                   "plain: bucket, decision; csv and json: the id as well")
      ->check(CLI::IsMember({"plain", "csv", "json"}))
      ->type_name("FORMAT")
      ->capture_default_str();
  bucket->footer(
      "A refused id has the bucket \"-\" (json: null) and is served stable.\n"
      "Example:  coalmine bucket launchdarkly --ids tests/vectors/ids.txt "
      "--params '{\"flagKey\": \"hashKey\", \"salt\": \"saltyA\"}' --share 43%\n"
      "Exit:     0 fine, 2 bad input");
  return {bucket, [command] { return bucket_ids(*command); }};
}

}  // namespace coalmine::app
