// `coalmine bucket`: where a product puts ids, and which version it then serves them.
#pragma once

#include <string>

namespace coalmine::app {

struct BucketCommand {
  std::string product;        // empty: list them
  std::string params = "{}";  // JSON object, named as the product names them
  std::string ids;            // file with one id a line; "-" is standard input; empty: describe
  std::string share = "10%";
  std::string format = "plain";  // plain, csv or json
};

// Returns an ExitCode.
int bucket_ids(const BucketCommand& command);

}  // namespace coalmine::app
