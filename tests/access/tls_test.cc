#include "server/tls.h"

#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "server/access/certificate_names.h"
#include "server/base/mutex.h"
#include "tests/access/test_certificates.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Answers every call with nothing and remembers whose certificate the last one came with.
class NameService final : public grpc::CallbackGenericService {
 public:
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    {
      MutexLock lock(&mu_);
      names_ = CertificateNames(*context->auth_context());
    }
    class Reactor final : public grpc::ServerGenericBidiReactor {
     public:
      Reactor() { StartRead(&request_); }
      void OnReadDone(bool) override { StartWriteAndFinish(&request_, {}, grpc::Status::OK); }
      void OnDone() override { delete this; }

     private:
      grpc::ByteBuffer request_;
    };
    return new Reactor;
  }
  std::vector<std::string> names() {
    MutexLock lock(&mu_);
    return names_;
  }

 private:
  Mutex mu_;
  std::vector<std::string> names_ ABSL_GUARDED_BY(mu_);
};

class TlsTest : public ::testing::Test {
 protected:
  TlsTest() {
    options_.listen = "127.0.0.1:0";
    options_.tls_cert = dir_.File("now/cert.pem");
    options_.tls_key = dir_.File("now/key.pem");
    options_.tls_refresh = absl::Seconds(1);
    PutServerPair(authority_.Issue({"localhost", {"DNS:localhost"}}));
    Write(dir_.File("client-ca.pem"), clients_.certificate());
  }

  static void Write(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::trunc) << text;
  }

  // Puts certificate and key in place together: a link to their folder is renamed.
  void PutServerPair(const PemPair& pair) {
    const std::string folder = dir_.File(absl::StrCat("pair", ++pairs_));
    std::filesystem::create_directory(folder);
    Write(folder + "/cert.pem", pair.certificate);
    Write(folder + "/key.pem", pair.key);
    std::filesystem::create_symlink(folder, dir_.File("next"));
    std::filesystem::rename(dir_.File("next"), dir_.File("now"));
  }

  void Start() {
    auto credentials = MakeServerCredentials(options_);
    ASSERT_THAT(credentials, IsOk());
    grpc::ServerBuilder builder;
    builder.AddListeningPort(options_.listen, *credentials, &port_);
    builder.RegisterCallbackGenericService(&service_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    ASSERT_NE(port_, 0);
  }

  // Makes a call over a new connection that trusts `roots` and shows `pair`, if it has one.
  grpc::Status Call(const std::string& roots, const PemPair& pair = {}) {
    grpc::SslCredentialsOptions ssl;
    ssl.pem_root_certs = roots;
    ssl.pem_cert_chain = pair.certificate;
    ssl.pem_private_key = pair.key;
    grpc::ChannelArguments arguments;
    arguments.SetSslTargetNameOverride("localhost");
    // Without this, channels with equal arguments share a connection.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return CallOver(grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", port_),
                                              grpc::SslCredentials(ssl), arguments));
  }
  static grpc::Status CallOver(const std::shared_ptr<grpc::Channel>& channel) {
    grpc::GenericStub stub(channel);
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(10)));
    const grpc::Slice anything("anything");
    const grpc::ByteBuffer request(&anything, 1);
    grpc::ByteBuffer response;
    std::promise<grpc::Status> done;
    stub.UnaryCall(&context, "/any/Method", {}, &request, &response,
                   [&](grpc::Status status) { done.set_value(std::move(status)); });
    return done.get_future().get();
  }

  const ScratchDir dir_;
  const TestAuthority authority_{"Server Authority"};
  const TestAuthority clients_{"Client Authority"};
  Options options_;
  int pairs_ = 0;
  int port_ = 0;
  NameService service_;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(TlsTest, ClientsThatTrustTheAuthorityAreServed) {
  Start();

  EXPECT_TRUE(Call(authority_.certificate()).ok());
  EXPECT_THAT(service_.names(), IsEmpty());
  EXPECT_FALSE(Call(clients_.certificate()).ok());
  EXPECT_FALSE(CallOver(grpc::CreateChannel(absl::StrCat("127.0.0.1:", port_),
                                            grpc::InsecureChannelCredentials()))
                   .ok());
}

TEST_F(TlsTest, ClientCertificatesThatAreGivenAreVerified) {
  options_.tls_client_ca = dir_.File("client-ca.pem");
  Start();

  EXPECT_TRUE(Call(authority_.certificate()).ok()) << "without one";
  EXPECT_THAT(service_.names(), IsEmpty());
  EXPECT_TRUE(Call(authority_.certificate(),
                   clients_.Issue({"portal", {"DNS:portal.example", "URI:urn:banso:portal"}}))
                  .ok());
  EXPECT_THAT(service_.names(),
              ElementsAre("uri:urn:banso:portal", "dns:portal.example", "cn:portal"));
  EXPECT_FALSE(Call(authority_.certificate(), authority_.Issue({"portal", {}})).ok())
      << "of another authority";
  EXPECT_FALSE(
      Call(authority_.certificate(), clients_.Issue({"portal", {}, /*lifetime=*/absl::Minutes(30)}))
          .ok())
      << "expired";
}

TEST_F(TlsTest, ClientCertificatesCanBeRequired) {
  options_.tls_client_ca = dir_.File("client-ca.pem");
  options_.tls_require_client_cert = true;
  Start();

  EXPECT_FALSE(Call(authority_.certificate()).ok());
  EXPECT_TRUE(Call(authority_.certificate(), clients_.Issue({"portal", {}})).ok());
  EXPECT_THAT(service_.names(), ElementsAre("cn:portal"));
}

TEST_F(TlsTest, WithoutAnAuthorityNoClientCertificateIsAskedFor) {
  Start();

  EXPECT_TRUE(Call(authority_.certificate(), clients_.Issue({"portal", {}})).ok());
  EXPECT_THAT(service_.names(), IsEmpty());
}

TEST_F(TlsTest, CertificatesAreRenewedWithoutARestart) {
  Start();
  ASSERT_TRUE(Call(authority_.certificate()).ok());
  const TestAuthority next("Next Authority");

  PutServerPair(next.Issue({"localhost", {"DNS:localhost"}}));

  const absl::Time deadline = absl::Now() + absl::Seconds(30);
  bool renewed = false;
  while (!renewed && absl::Now() < deadline) {
    renewed = Call(next.certificate()).ok();
    if (!renewed) absl::SleepFor(absl::Milliseconds(100));
  }
  EXPECT_TRUE(renewed);
  EXPECT_FALSE(Call(authority_.certificate()).ok());
}

TEST_F(TlsTest, FilesThatCannotServeAreRefusedAtTheStart) {
  const auto refusal = [&] {
    const auto credentials = MakeServerCredentials(options_);
    EXPECT_THAT(credentials, StatusIs(absl::StatusCode::kInvalidArgument));
    return std::string(credentials.status().message());
  };
  const PemPair other = authority_.Issue({"localhost", {}});
  Write(dir_.File("other-key.pem"), other.key);
  Write(dir_.File("empty.pem"), "");
  Write(dir_.File("text.pem"), "not PEM");
  Write(dir_.File("locked.pem"),
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n");
  const Options good = options_;

  options_.tls_key = dir_.File("other-key.pem");
  EXPECT_THAT(refusal(), AllOf(HasSubstr("--tls-key"), HasSubstr("is not the key of")));
  for (const char* file : {"none.pem", "empty.pem", "text.pem", "locked.pem"}) {
    options_.tls_key = dir_.File(file);
    EXPECT_THAT(refusal(), AllOf(HasSubstr("--tls-key"), HasSubstr(file)));
  }
  options_ = good;
  for (const char* file : {"none.pem", "empty.pem", "text.pem", "other-key.pem"}) {
    options_.tls_cert = dir_.File(file);
    EXPECT_THAT(refusal(), AllOf(HasSubstr("--tls-cert"), HasSubstr(file)));
  }
  options_ = good;
  options_.tls_client_ca = dir_.File("text.pem");
  EXPECT_THAT(refusal(), HasSubstr("--tls-client-ca"));
  options_ = {};
  EXPECT_THAT(refusal(), HasSubstr("--plaintext"));
}

TEST_F(TlsTest, PlaintextServesLoopback) {
  options_ = {};
  options_.listen = "127.0.0.1:0";
  options_.plaintext = true;
  Start();

  EXPECT_TRUE(CallOver(grpc::CreateChannel(absl::StrCat("127.0.0.1:", port_),
                                           grpc::InsecureChannelCredentials()))
                  .ok());
}

}  // namespace
}  // namespace banso
