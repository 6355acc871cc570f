#include "server/store/migrations/migrations.h"

#include <array>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::HasSubstr;

constexpr std::array<Migration, 2> kKnown = {
    {{1, "0001_initial", "aa", "CREATE ..."}, {2, "0002_more", "bb", "ALTER ..."}}};

TEST(MigrationsTest, ANewDatabaseNeedsAll) {
  ASSERT_OK_AND_ASSIGN(const std::span<const Migration> pending, PendingMigrations(kKnown, {}));

  EXPECT_EQ(pending.size(), 2u);
}

TEST(MigrationsTest, OnlyTheRestIsPending) {
  const std::vector<AppliedMigration> applied = {{1, "aa"}};

  ASSERT_OK_AND_ASSIGN(const std::span<const Migration> pending,
                       PendingMigrations(kKnown, applied));

  ASSERT_EQ(pending.size(), 1u);
  EXPECT_EQ(pending[0].number, 2);
}

TEST(MigrationsTest, ANewerAnAlteredAndAMissingStepAreRefused) {
  const std::vector<AppliedMigration> newer = {{1, "aa"}, {2, "bb"}, {3, "cc"}};
  const std::vector<AppliedMigration> altered = {{1, "ax"}};
  const std::vector<AppliedMigration> missing = {{2, "bb"}};

  for (const auto& applied : {newer, altered, missing}) {
    EXPECT_THAT(PendingMigrations(kKnown, applied),
                StatusIs(absl::StatusCode::kFailedPrecondition));
  }
}

TEST(MigrationsTest, ADatabaseWhoseStoreArrivesOrLeftIsRefusedAndSaysWhy) {
  const std::vector<AppliedMigration> arrives = {{kStoreArrives, ""}, {1, "aa"}, {2, "bb"}};
  const std::vector<AppliedMigration> left = {{kStoreLeft, ""}, {1, "aa"}, {2, "bb"}};

  EXPECT_THAT(PendingMigrations(kKnown, arrives),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("move it again")));
  EXPECT_THAT(PendingMigrations(kKnown, left),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("was moved from here")));
}

TEST(MigrationsTest, TheStepsOfBothDatabasesAreNumberedFromOne) {
  for (const std::span<const Migration> steps : {SqliteMigrations(), PostgresMigrations()}) {
    ASSERT_FALSE(steps.empty());
    for (size_t i = 0; i < steps.size(); ++i) {
      EXPECT_EQ(steps[i].number, static_cast<int64_t>(i) + 1);
      EXPECT_EQ(steps[i].sha256.size(), 64u);
      EXPECT_FALSE(steps[i].sql.empty());
    }
  }
}

}  // namespace
}  // namespace banso
