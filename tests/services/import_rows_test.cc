#include "server/services/import_rows.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "banso/v1/advisor_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/store/forwarding_store.h"
#include "server/store/sqlite/sqlite_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/message_builders.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

using Kind = v1::ImportOutcome::Kind;
using Rows = ImportRows<AdvisorEntry, v1::ImportAdvisorsRequest, v1::ImportAdvisorsResponse>;

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

// A store that goes away after so many commits.
class FailingStore final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  absl::StatusOr<CommitResult> Commit(const Batch& batch, absl::Time deadline) override {
    if (commits_left == 0) return absl::UnavailableError("the store is away");
    --commits_left;
    return ForwardingStore::Commit(batch, deadline);
  }

  int commits_left = 1000;
};

StreamRow Row(const std::string& key, const std::string& more = "") {
  auto request = std::make_unique<v1::ImportAdvisorsRequest>();
  request->mutable_key()->set_source("form");
  request->mutable_key()->set_key(key);
  *request->mutable_advisor() = AnAdvisor(more);
  return {std::move(request), {}};
}

class ImportRowsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto sqlite = OpenSqliteStore(dir_.File("store.db"));
    ASSERT_THAT(sqlite, IsOk());
    sqlite_ = *std::move(sqlite);
    store_ = std::make_unique<FailingStore>(sqlite_.get());
    auto catalog =
        Catalog::Load(store_.get(), std::make_shared<const RuleBook>(RuleBook::Default()), Soon());
    ASSERT_THAT(catalog, IsOk());
    catalog_ = *std::move(catalog);
    context_.store = store_.get();
    context_.catalog = catalog_.get();
    context_.clock = &clock_;
    context_.claim_key = std::string(32, 'k');
    methods_ = std::make_unique<ResourceMethods<AdvisorEntry>>(&context_);
    rows_ = std::make_unique<Rows>(
        methods_.get(),
        [](const v1::ImportAdvisorsRequest& request) -> const v1::Advisor& {
          return request.advisor();
        },
        [this](const v1::ImportAdvisorsRequest&, Call*) {
          return absl::StrCat("advisors/a", ++last_id_);
        });
  }

  // The kinds of the outcomes with the rows that they are about.
  std::vector<std::pair<int64_t, Kind>> Handle(std::vector<StreamRow> rows, absl::Status* status) {
    Call call;
    call.deadline = Soon();
    call.cancelled = [] { return false; };
    call.reach = std::make_shared<const Reach>(
        Caller{.role = v1::Access::COORDINATOR, .principal = "principals/p"}, v1::Access::ALL,
        catalog_->Current(), clock_.Now());
    std::vector<std::unique_ptr<google::protobuf::Message>> answers;
    *status = rows_->Handle(std::move(rows), &call, &answers);
    std::vector<std::pair<int64_t, Kind>> kinds;
    for (const auto& answer : answers) {
      const auto& outcome = static_cast<const v1::ImportAdvisorsResponse&>(*answer).outcome();
      kinds.emplace_back(outcome.row(), outcome.kind());
    }
    return kinds;
  }

  const ScratchDir dir_;
  FakeClock clock_{TestNow()};
  std::unique_ptr<Store> sqlite_;
  std::unique_ptr<FailingStore> store_;
  std::unique_ptr<Catalog> catalog_;
  ServiceContext context_;
  std::unique_ptr<ResourceMethods<AdvisorEntry>> methods_;
  std::unique_ptr<Rows> rows_;
  int last_id_ = 0;
};

TEST_F(ImportRowsTest, WhatWasDecidedIsAnsweredAlsoWhenTheStoreGoesAway) {
  std::vector<StreamRow> rows;
  rows.push_back(Row("a"));
  rows.push_back(Row("a"));  // the first is committed to know what this one is
  rows.push_back(Row("b"));
  rows.push_back(Row("c"));
  rows.back().problems.push_back({"advisor", "is wrong"});
  store_->commits_left = 1;

  absl::Status status;
  const auto kinds = Handle(std::move(rows), &status);

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(
      kinds, ElementsAre(Pair(1, v1::ImportOutcome::CREATED), Pair(2, v1::ImportOutcome::UNCHANGED),
                         Pair(4, v1::ImportOutcome::REJECTED)));
}

TEST_F(ImportRowsTest, ValidateOnlyRefusesAReferenceToNothing) {
  std::vector<StreamRow> rows;
  rows.push_back(Row("a"));
  static_cast<v1::ImportAdvisorsRequest&>(*rows[0].message)
      .mutable_options()
      ->set_validate_only(true);
  rows.push_back(Row("b", "employer: \"employers/none\""));

  absl::Status status;
  const auto kinds = Handle(std::move(rows), &status);

  EXPECT_THAT(status, IsOk());
  EXPECT_THAT(kinds, ElementsAre(Pair(1, v1::ImportOutcome::CREATED),
                                 Pair(2, v1::ImportOutcome::REJECTED)));
}

}  // namespace
}  // namespace banso
