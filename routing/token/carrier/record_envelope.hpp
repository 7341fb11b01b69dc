// Kinesis, and DynamoDB streams alike: an envelope around the record's data.
//
//   {"coalmine":"cm1~checkout-7~canary~step-2~1714560000000","data":{"order":7}}
//
// A record has no place for attributes, and the partition key is none: it would move records to
// other shards (AWS fact P9). The envelope is JSON, for that is what a stream's filters can read
// (P15). Data that is JSON stands in it byte for byte, for filters to see; any other data, also
// JSON with white space around it, travels as base64 in "data_base64", which CloudEvents calls so
// too.
#pragma once

#include <string>
#include <string_view>

#include "routing/token/carrier/extraction.hpp"
#include "routing/token/carrier/name.hpp"

namespace coalmine::routing {

// Precondition: `token` was issued here or accepted, and `data` is less than 1 GiB.
std::string wrap_record(std::string_view data, std::string_view token,
                        const CarrierName& name = {});

struct Record {
  Extraction found;
  std::string data;  // exactly what was wrapped, or all of a record that has no envelope
};

// An envelope is a JSON object with our name and exactly one of "data" and "data_base64". Whatever
// is wrong with its token, the data is delivered. A record that is no envelope is absent's.
Record unwrap_record(std::string_view record, const CarrierName& name = {});

}  // namespace coalmine::routing
