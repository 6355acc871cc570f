// A server whose machine's clock is set while it runs.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "banso/v1/audit_service.grpc.pb.h"
#include "banso/v1/operations_service.grpc.pb.h"
#include "tests/e2e/e2e_test.h"
#include "tests/e2e/server_process.h"
#include "tests/support/becomes.h"

namespace banso {
namespace {

// A clock that a process believes in, and that is set while it runs.
class SettableClock {
 public:
  SettableClock() { Set(absl::ZeroDuration()); }

  // By how much it is ahead of this machine's.
  void Set(absl::Duration ahead) {
    // Replaced whole, so that nobody reads half of it.
    std::ofstream(dir_.File("new")) << absl::StrFormat("%+d", absl::ToInt64Seconds(ahead)) << "\n";
    std::filesystem::rename(dir_.File("new"), dir_.File("clock"));
  }
  std::vector<std::string> Variables() const {
    return {"LD_PRELOAD=" BANSO_FAKETIME, "FAKETIME_TIMESTAMP_FILE=" + dir_.File("clock"),
            "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1"};
  }

 private:
  const ScratchDir dir_;
};

class ClockJumpTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const bool postgres = GetParam() == std::string("Postgres");
    const std::string store =
        postgres ? "postgres:" + schema_.connection() : "sqlite:" + dir_.File("banso.db");
    const std::string admin = Bootstrap(dir_, store);
    std::vector<std::string> flags = Flags(dir_, store);
    for (const char* flag :
         {"--rate", "0", "--lease", "3", "--lease-renewal", "0.3", "--grace", "1"}) {
      flags.emplace_back(flag);
    }
    server_ = std::make_unique<ServerProcess>(std::move(flags), clock_.Variables());
    const std::string address = AddressIn(server_->ReadLine());
    const auto channel = TokenChannel(address, CoordinatorToken(address, admin));
    candidates_ = v1::CandidateService::NewStub(channel);
    const auto as_admin = TokenChannel(address, admin);
    operations_ = v1::OperationsService::NewStub(as_admin);
    audit_ = v1::AuditService::NewStub(as_admin);
  }

  // When the server thinks it writes. On a busy machine it may have no lease for a moment.
  absl::Time Create() {
    v1::CreateCandidateRequest create;
    *create.mutable_candidate() = ACandidate();
    v1::Candidate created;
    grpc::Status status;
    EXPECT_TRUE(Becomes([&] {
      grpc::ClientContext context;
      context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
      status = candidates_->CreateCandidate(&context, create, &created);
      return status.error_code() != grpc::UNAVAILABLE;
    }));
    EXPECT_TRUE(status.ok()) << status.error_code() << ": " << status.error_message();
    return absl::FromUnixSeconds(created.create_time().seconds());
  }

  const ScratchDir dir_;
  const ScratchSchema schema_;
  SettableClock clock_;
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<v1::CandidateService::Stub> candidates_;
  std::unique_ptr<v1::OperationsService::Stub> operations_;
  std::unique_ptr<v1::AuditService::Stub> audit_;
};
INSTANTIATE_TEST_SUITE_P(Stores, ClockJumpTest, ::testing::Values("Sqlite", "Postgres"),
                         [](const auto& info) { return info.param; });

TEST_P(ClockJumpTest, WhateverItIsSetToEveryCallIsAnsweredInTime) {
  for (const absl::Duration ahead : {absl::Hours(10), -absl::Hours(10), absl::ZeroDuration()}) {
    SCOPED_TRACE(ahead);
    clock_.Set(ahead);
    // Abseil looks at the clock of the system now and then only.
    EXPECT_TRUE(Becomes([&] {
      return HasFailure() || absl::AbsDuration(Create() - (absl::Now() + ahead)) < absl::Hours(1);
    })) << "its clock is not set";
    // For longer than a lease, a renewal and whatever else the server does now and then.
    for (const absl::Time end = absl::Now() + absl::Seconds(5); absl::Now() < end;) {
      Create();
      if (HasFailure()) return;
    }
  }

  grpc::ClientContext context;
  v1::VerifyResponse compared;
  EXPECT_TRUE(operations_->Verify(&context, {}, &compared).ok());
  EXPECT_EQ(compared.differing_size(), 0);
  v1::VerifyAuditResponse audited;
  EXPECT_TRUE(Becomes([&] {
    grpc::ClientContext audit_context;
    return audit_->VerifyAudit(&audit_context, {}, &audited).ok() &&
           (!audited.intact() || audited.unchained() == 0);
  })) << "rows of the audit log are chained no more";
  EXPECT_TRUE(audited.intact()) << audited.ShortDebugString();
}

TEST_P(ClockJumpTest, AStopTakesNoLongerWhereTheClockWasSetBack) {
  clock_.Set(-absl::Hours(10));
  Create();
  // Holds the stop up for as long as it may.
  grpc::ClientContext context;
  const auto stream = candidates_->ImportCandidates(&context);

  server_->Signal(SIGTERM);

  EXPECT_EQ(server_->ExitCode(), 0);
  EXPECT_FALSE(stream->Finish().ok());
}

}  // namespace
}  // namespace banso
