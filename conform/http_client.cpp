#include "conform/http_client.hpp"

#include <fmt/format.h>

#include <utility>

namespace coalmine::conform {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::asio::ip::tcp;
using boost::system::error_code;

tl::unexpected<Error> bad_url(std::string_view text, std::string_view why) {
  return tl::unexpected(
      Error{fmt::format("\"{}\" {}; expected http://HOST[:PORT][/PATH]", text, why)});
}

// An HTTP client that waits anyway has no use for callbacks: the handler keeps what came of it.
auto into(error_code& result) {
  return [&result](const error_code& error, const auto&...) { result = error; };
}

}  // namespace

Checked<HttpUrl> http_url_from(std::string_view text) {
  constexpr std::string_view scheme = "http://";
  if (!text.starts_with(scheme)) return bad_url(text, "is no http URL");
  std::string_view rest = text.substr(scheme.size());
  const std::size_t slash = rest.find_first_of("/?");
  std::string_view authority = rest.substr(0, slash);
  HttpUrl url{.host = {}, .port = "80", .target = "/"};
  if (slash != std::string_view::npos) {
    url.target = rest.substr(slash);
    if (url.target.starts_with('?')) url.target.insert(0, "/");
  }
  if (authority.find('@') != std::string_view::npos) return bad_url(text, "names a user");
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos) {
    url.port = authority.substr(colon + 1);
    if (url.port.empty() || url.port.find_first_not_of("0123456789") != std::string::npos) {
      return bad_url(text, "has no number as its port");
    }
    authority = authority.substr(0, colon);
  }
  if (authority.starts_with('[') && authority.ends_with(']')) {
    authority = authority.substr(1, authority.size() - 2);
  }
  if (authority.empty()) return bad_url(text, "has no host");
  url.host = authority;
  return url;
}

void HttpClient::disconnect() {
  for (auto& connection : connections_) connection.reset();
}

HttpClient::ErrorCode HttpClient::connect(std::optional<Connection>& connection) {
  error_code error;
  const auto addresses = tcp::resolver(io_).resolve(url_.host, url_.port, error);
  if (error) return error;
  connection.emplace(Connection{beast::tcp_stream(io_)});
  connection->stream.expires_after(time_max_);
  connection->stream.async_connect(addresses, into(error));
  io_.restart();
  io_.run();
  if (!error) connection->stream.socket().set_option(tcp::no_delay(true), error);
  return error;
}

HttpClient::ErrorCode HttpClient::exchange(Connection& connection, const HttpFields& headers,
                                           HttpResponse& response) {
  http::request<http::empty_body> request{http::verb::get, url_.target, 11};
  for (const auto& field : headers) request.set(field.name_string(), field.value());
  request.set(http::field::host, url_.host + ":" + url_.port);
  request.set(http::field::user_agent, "coalmine");
  error_code error;
  connection.stream.expires_after(time_max_);
  http::async_write(connection.stream, request, into(error));
  io_.restart();
  io_.run();
  if (error) return error;
  http::async_read(connection.stream, connection.buffer, response, into(error));
  io_.restart();
  io_.run();
  return error;
}

Checked<HttpResponse> HttpClient::get(const HttpFields& headers) {
  std::optional<Connection>& connection = connections_[next_++ % connections_.size()];
  const bool was_open = connection.has_value();
  for (const bool may_be_stale : {was_open, false}) {
    if (!connection) {
      if (const auto error = connect(connection)) {
        connection.reset();
        return tl::unexpected(Error{error.message()});
      }
    }
    HttpResponse response;
    const auto error = exchange(*connection, headers, response);
    if (!error) {
      if (!response.keep_alive()) connection.reset();
      return response;
    }
    connection.reset();
    // A server may close a connection just when we use it. Asking again is safe: a GET, and a
    // router that counted the first try has not answered it.
    if (!may_be_stale || error == beast::error::timeout)
      return tl::unexpected(Error{error.message()});
  }
  return tl::unexpected(Error{error_code(boost::asio::error::eof).message()});
}

}  // namespace coalmine::conform
