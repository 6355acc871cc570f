#include "server/access/https_fetch.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/access/test_certificates.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Answers every connection with the same bytes, after reading a request, over TLS.
class TlsTextServer {
 public:
  TlsTextServer(const PemPair& pair, const ScratchDir& dir, std::string answer)
      : answer_(std::move(answer)), context_(SSL_CTX_new(TLS_server_method())) {
    // A client that goes away while it is written to is no reason to die.
    std::signal(SIGPIPE, SIG_IGN);
    std::ofstream(dir.File("cert.pem")) << pair.certificate;
    std::ofstream(dir.File("key.pem")) << pair.key;
    SSL_CTX_use_certificate_chain_file(context_, dir.File("cert.pem").c_str());
    SSL_CTX_use_PrivateKey_file(context_, dir.File("key.pem").c_str(), SSL_FILETYPE_PEM);
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(listen(listener_, 8), 0);
    socklen_t size = sizeof(address);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~TlsTextServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
    SSL_CTX_free(context_);
  }

  std::string url() const { return absl::StrCat("https://localhost:", port_, "/jwks"); }

 private:
  void Serve() {
    for (;;) {
      const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection < 0) return;
      // A client that says nothing is not waited for long.
      const timeval patience = {.tv_sec = 10, .tv_usec = 0};
      setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
      SSL* ssl = SSL_new(context_);
      SSL_set_fd(ssl, connection);
      char request[4096];
      if (SSL_accept(ssl) == 1 && SSL_read(ssl, request, sizeof(request)) > 0) {
        // An empty answer: none at all, until the client goes away.
        if (answer_.empty()) SSL_read(ssl, request, sizeof(request));
        if (!answer_.empty()) SSL_write(ssl, answer_.data(), static_cast<int>(answer_.size()));
        SSL_shutdown(ssl);
      }
      SSL_free(ssl);
      close(connection);
    }
  }

  const std::string answer_;
  SSL_CTX* const context_;
  int listener_ = -1;
  int port_ = 0;
  std::thread thread_;
};

std::string Answer(const std::string& status, const std::string& text) {
  return absl::StrCat("HTTP/1.1 ", status, "\r\nConnection: close\r\nContent-Length: ", text.size(),
                      "\r\n\r\n", text);
}

class HttpsFetchTest : public ::testing::Test {
 protected:
  HttpsFetchTest() { std::ofstream(dir_.File("ca.pem")) << authority_.certificate(); }

  absl::StatusOr<std::string> Fetch(const std::string& answer, FetchLimits limits = {},
                                    const std::string& name = "localhost") {
    const TlsTextServer server(authority_.Issue({name, {"DNS:" + name}}), dir_, answer);
    if (limits.ca_file.empty()) limits.ca_file = dir_.File("ca.pem");
    return FetchHttps(server.url(), limits, stop_);
  }

  const ScratchDir dir_;
  const TestAuthority authority_{"Test Authority"};
  std::atomic<bool> stop_ = false;
};

TEST_F(HttpsFetchTest, GivesWhatTheUrlAnswers) {
  ASSERT_OK_AND_ASSIGN(const std::string text, Fetch(Answer("200 OK", "{\"keys\": []}")));

  EXPECT_EQ(text, "{\"keys\": []}");
}

TEST_F(HttpsFetchTest, AnythingButOkIsAnErrorAndIsNotRepeated) {
  EXPECT_THAT(Fetch(Answer("404 Not Found", "secret")),
              StatusIs(absl::StatusCode::kUnavailable, Not(HasSubstr("secret"))));
  EXPECT_THAT(Fetch("HTTP/1.1 302 Found\r\nLocation: https://localhost/\r\n\r\n"),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("302")));
}

TEST_F(HttpsFetchTest, TooMuchIsNotRead) {
  EXPECT_THAT(Fetch(Answer("200 OK", std::string(1001, 'x')), {.max_bytes = 1000}),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(Fetch(Answer("200 OK", std::string(1000, 'x')), {.max_bytes = 1000}), IsOk());
}

TEST_F(HttpsFetchTest, AServerThatIsNotTrustedIsNotRead) {
  const TestAuthority other("Other Authority");
  std::ofstream(dir_.File("other.pem")) << other.certificate();

  EXPECT_THAT(Fetch(Answer("200 OK", "{}"), {.ca_file = dir_.File("other.pem")}),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(Fetch(Answer("200 OK", "{}"), {}, "elsewhere.example"),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(HttpsFetchTest, AServerThatDoesNotAnswerIsLeft) {
  EXPECT_THAT(Fetch("", {.timeout = absl::Milliseconds(300)}),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(HttpsFetchTest, StopsWhenItIsToldTo) {
  std::thread stopper([this] {
    absl::SleepFor(absl::Milliseconds(200));
    stop_ = true;
  });
  const absl::Time start = absl::Now();

  const auto result = Fetch("");

  stopper.join();
  EXPECT_THAT(result, StatusIs(absl::StatusCode::kCancelled));
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
}

TEST_F(HttpsFetchTest, OtherUrlsAreRefused) {
  for (const char* url : {"http://localhost/", "file:///etc/hostname", "localhost"}) {
    EXPECT_THAT(FetchHttps(url, {}, stop_), StatusIs(absl::StatusCode::kInvalidArgument)) << url;
  }
}

}  // namespace
}  // namespace banso
