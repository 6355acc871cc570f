// A server whose database fails in the ways that databases fail: what it answers meanwhile is
// clear, nothing is half-written, and it goes on by itself.
#include <pwd.h>
#include <sys/mount.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "grpc/health/v1/health.pb.h"
#include "tests/e2e/e2e_test.h"
#include "tests/e2e/own_postgres.h"
#include "tests/e2e/server_process.h"
#include "tests/support/becomes.h"

namespace banso {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr absl::Duration kLongest = absl::Seconds(60);

grpc::Status TryToCreate(TestServer& server, v1::Candidate* created = nullptr) {
  v1::CreateCandidateRequest request;
  *request.mutable_candidate() = ACandidate();
  v1::Candidate unread;
  return server.Try(request, &v1::CandidateService::Stub::CreateCandidate, server.candidates(),
                    created == nullptr ? &unread : created);
}

// Writes until that is refused, and returns how; `names` is what was written.
grpc::Status CreateUntilRefused(TestServer& server, std::set<std::string>* names) {
  for (const absl::Time give_up = absl::Now() + kLongest; absl::Now() < give_up;) {
    v1::Candidate created;
    grpc::Status status = TryToCreate(server, &created);
    if (!status.ok()) return status;
    names->insert(created.name());
  }
  return grpc::Status::OK;
}

// Tries to write until that goes well; returns how the tries before ended.
std::vector<grpc::Status> CreateAtLast(TestServer& server) {
  std::vector<grpc::Status> failures;
  const absl::Time give_up = absl::Now() + kLongest;
  for (;;) {
    const grpc::Status status = TryToCreate(server);
    if (status.ok()) return failures;
    failures.push_back(status);
    if (absl::Now() >= give_up) break;
    std::this_thread::yield();
  }
  ADD_FAILURE() << "nothing was written within a minute: " << failures.back().error_message();
  return failures;
}

// Whether the server says that it should be sent calls.
bool IsReady(TestServer& server) {
  std::string bytes;
  grpc::health::v1::HealthCheckResponse response;
  return CallRaw(server, "/grpc.health.v1.Health/Check", "", &bytes).ok() &&
         response.ParseFromString(bytes) &&
         response.status() == grpc::health::v1::HealthCheckResponse::SERVING;
}

void WaitUntilReady(TestServer& server, bool ready) {
  ASSERT_TRUE(Becomes([&] { return IsReady(server) == ready; }))
      << "the server did not become " << (ready ? "" : "un") << "ready";
}

void ExpectNothingDiffers(TestServer& server) {
  const v1::VerifyResponse verified =
      server.Call(v1::VerifyRequest(), &v1::OperationsService::Stub::Verify, server.operations());
  EXPECT_EQ(verified.differing_size(), 0);
}

class PostgresFaultsTest : public ::testing::Test {
 protected:
  PostgresFaultsTest() {
    postgres_.WritePassword("first");
    server_ = std::make_unique<TestServer>(postgres_.store(), [](Options* options) {
      options->ready_lag = absl::Milliseconds(500);
      // It goes on answering, however long PostgreSQL takes to start.
      options->replica.lease = absl::Minutes(5);
    });
  }

  OwnPostgres postgres_;
  std::unique_ptr<TestServer> server_;
};

TEST_F(PostgresFaultsTest, ACrashUnderLoadLosesNothingThatWasAcknowledged) {
  std::atomic<bool> stop = false;
  std::atomic<int> written = 0;
  std::vector<std::future<std::vector<std::string>>> writers;
  for (int i = 0; i < 2; ++i) {
    writers.push_back(std::async(std::launch::async, [&] {
      std::vector<std::string> names;
      while (!stop) {
        v1::Candidate created;
        const grpc::Status status = TryToCreate(*server_, &created);
        if (status.ok()) {
          names.push_back(created.name());
          ++written;
        } else {
          EXPECT_THAT(status, AnyOf(HasCode(grpc::UNAVAILABLE), HasCode(grpc::UNKNOWN)));
        }
      }
      return names;
    }));
  }
  const auto wait_for_more = [&] {
    const int before = written;
    EXPECT_TRUE(Becomes([&] { return written >= before + 10; }));
  };
  wait_for_more();
  postgres_.Stop("immediate");
  postgres_.Start();
  wait_for_more();
  stop = true;

  std::set<std::string> names;
  for (auto& writer : writers) {
    for (const std::string& name : writer.get()) EXPECT_TRUE(names.insert(name).second);
  }
  server_->Restart();
  for (const std::string& name : names) {
    v1::GetCandidateRequest get;
    get.set_name(name);
    server_->Call(get, &v1::CandidateService::Stub::GetCandidate, server_->candidates());
  }
  ExpectNothingDiffers(*server_);
}

TEST_F(PostgresFaultsTest, WhileItIsAwayTheServerIsNotReadyAndComesBackByItself) {
  WaitUntilReady(*server_, true);
  postgres_.Stop("fast");
  WaitUntilReady(*server_, false);
  const grpc::Status status = TryToCreate(*server_);
  EXPECT_THAT(status, HasCode(grpc::UNAVAILABLE));
  EXPECT_TRUE(DetailOf<google::rpc::RetryInfo>(status).has_retry_delay());
  // What is known is answered still.
  server_->Call(v1::GetStatusRequest(), &v1::OperationsService::Stub::GetStatus,
                server_->operations());

  postgres_.Start();

  CreateAtLast(*server_);
  WaitUntilReady(*server_, true);
  ExpectNothingDiffers(*server_);
}

TEST_F(PostgresFaultsTest, APasswordThatIsChangedIsSaidAndTheNewOneIsTaken) {
  postgres_.Sql("alter role app password 'second'");
  postgres_.EndSessions();
  const grpc::Status status = TryToCreate(*server_);
  EXPECT_THAT(status, HasCode(grpc::UNAVAILABLE));
  EXPECT_THAT(status.error_message(), Not(HasSubstr("first")));

  postgres_.WritePassword("second");

  for (const grpc::Status& failure : CreateAtLast(*server_)) {
    EXPECT_THAT(failure, HasCode(grpc::UNAVAILABLE));
  }
  ExpectNothingDiffers(*server_);
}

TEST_F(PostgresFaultsTest, AWrongPasswordAtTheStartIsOneLine) {
  postgres_.WritePassword("wrong");
  const ScratchDir dir;

  ServerProcess process(Flags(dir, postgres_.store()));

  EXPECT_EQ(process.ExitCode(), 1);
  const std::string errors = process.Errors();
  EXPECT_THAT(errors, HasSubstr("password authentication failed"));
  EXPECT_EQ(std::count(errors.begin(), errors.end(), '\n'), 1) << errors;
  EXPECT_THAT(process.RestOfOutput(), IsEmpty());
}

TEST_F(PostgresFaultsTest, AServerThatMayOnlyBeReadFromIsLeft) {
  postgres_.Sql("alter system set default_transaction_read_only = on");
  postgres_.Sql("select pg_reload_conf()");
  // Sessions hear of it in their own time.
  std::set<std::string> names;
  EXPECT_THAT(CreateUntilRefused(*server_, &names), HasCode(grpc::UNAVAILABLE));

  // As the boss, who may write all the same.
  postgres_.Sql(
      "set default_transaction_read_only = off;\n"
      "alter system reset default_transaction_read_only");
  postgres_.Sql("select pg_reload_conf()");

  for (const grpc::Status& failure : CreateAtLast(*server_)) {
    EXPECT_THAT(failure, HasCode(grpc::UNAVAILABLE));
  }
  ExpectNothingDiffers(*server_);
}

// A small file system of a test's own.
class SmallDisk {
 public:
  // For the user who is named.
  SmallDisk(const char* size, const char* user) {
    const passwd* owner = getpwnam(user);
    mounted_ = owner != nullptr &&
               mount("tmpfs", dir_.path().c_str(), "tmpfs", 0,
                     absl::StrCat("size=", size, ",mode=700,uid=", owner->pw_uid).c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) umount2(dir_.path().c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool mounted() const { return mounted_; }
  const std::string& path() const { return dir_.path(); }
  std::string File(const std::string& name) const { return dir_.File(name); }
  // Leaves no room.
  void Fill() {
    std::ofstream file(File("filler"), std::ios::binary);
    const std::string block(4096, 'x');
    while (file.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }
  void MakeRoom() { std::filesystem::remove(File("filler")); }

 private:
  const ScratchDir dir_;
  bool mounted_ = false;
};

// Fills the disk that the server writes to, and makes room again.
void ExpectToOutliveAFullDisk(SmallDisk& disk, TestServer& server) {
  server.Create(ACandidate());
  disk.Fill();

  std::set<std::string> names;
  EXPECT_THAT(CreateUntilRefused(server, &names), HasCode(grpc::UNAVAILABLE));
  disk.MakeRoom();

  for (const grpc::Status& failure : CreateAtLast(server)) {
    EXPECT_THAT(failure, HasCode(grpc::UNAVAILABLE));
  }
  ExpectNothingDiffers(server);
  for (const std::string& name : names) {
    v1::GetCandidateRequest get;
    get.set_name(name);
    server.Call(get, &v1::CandidateService::Stub::GetCandidate, server.candidates());
  }
}

TEST(SqliteFaultsTest, AFullDiskIsSaidAndWritesGoOnOnceThereIsRoom) {
  SmallDisk disk("4m", "root");
  if (!disk.mounted()) GTEST_SKIP() << "no file system can be mounted here";
  TestServer server("sqlite:" + disk.File("banso.db"));

  ExpectToOutliveAFullDisk(disk, server);
}

TEST(FullPostgresTest, AFullDiskIsSaidAndWritesGoOnOnceThereIsRoom) {
  SmallDisk disk("48m", "postgres");
  if (!disk.mounted()) GTEST_SKIP() << "no file system can be mounted here";
  OwnPostgres postgres;
  postgres.WritePassword("first");
  // Tables are there; the log is where there is room.
  postgres.Sql(absl::StrCat("create tablespace small location '", disk.path(), "'"));
  postgres.Sql("grant create on tablespace small to app");
  postgres.Sql("alter role app set default_tablespace = 'small'");
  TestServer server(postgres.store());

  ExpectToOutliveAFullDisk(disk, server);
}

}  // namespace
}  // namespace banso
