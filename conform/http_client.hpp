// Requests to one address over a few connections that stay open.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace coalmine::conform {

struct HttpUrl {
  std::string host;
  std::string port;
  std::string target;  // path and query
  friend bool operator==(const HttpUrl&, const HttpUrl&) = default;
};

// "http://HOST[:PORT][/PATH]". Error: another scheme, no host, a user name, an IPv6 address without
// brackets.
Checked<HttpUrl> http_url_from(std::string_view text);

using HttpResponse = boost::beast::http::response<boost::beast::http::string_body>;
using HttpFields = boost::beast::http::fields;

class HttpClient {
 public:
  HttpClient(HttpUrl url, Duration time_max) : url_(std::move(url)), time_max_(time_max) {}

  // One GET with these headers. Takes the connections in turn, so that two requests of one user
  // seldom travel on the same: some proxies decide once for each connection. A connection that the
  // server has closed meanwhile is replaced.
  // Error: no answer within `time_max`, or none that is HTTP.
  Checked<HttpResponse> get(const HttpFields& headers);

  // The next requests go over new connections.
  void disconnect();

 private:
  struct Connection {
    boost::beast::tcp_stream stream;
    boost::beast::flat_buffer buffer{};
  };
  using ErrorCode = boost::system::error_code;

  ErrorCode connect(std::optional<Connection>& connection);
  ErrorCode exchange(Connection& connection, const HttpFields& headers, HttpResponse& response);

  static constexpr std::size_t connections_max = 7;  // a prime: batches are even

  HttpUrl url_;
  Duration time_max_;
  boost::asio::io_context io_;
  std::vector<std::optional<Connection>> connections_ =
      std::vector<std::optional<Connection>>(connections_max);
  std::size_t next_ = 0;
};

}  // namespace coalmine::conform
