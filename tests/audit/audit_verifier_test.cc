#include "server/audit/audit_verifier.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <ostream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/audit/audit_chain.h"
#include "tests/audit/audit_rows.h"
#include "tests/audit/memory_store.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {

void PrintTo(const AuditVerification& found, std::ostream* out) {
  *out << "{verified " << found.verified << ", first broken " << found.first_broken << ", problem "
       << static_cast<int>(found.problem) << ", unchained " << found.unchained << "}";
}

namespace {

using Rows = std::vector<AuditRow>;

class AuditVerifierTest : public ::testing::Test {
 protected:
  // A log of `rows` rows, of which the first `chained` are chained and the first `anchored` of
  // those are vouched for.
  void Make(int rows, int chained, int anchored) {
    Batch batch;
    for (int i = 0; i < rows; ++i) {
      batch.audit.push_back(ARandomRow(random_));
      // No two are equal: swapped, equal rows would be the same log.
      batch.audit.back().entry += absl::StrCat("#", i);
    }
    ASSERT_THAT(store_.Commit(batch, Soon()), IsOk());
    store_.Tamper([&](Rows& log) {
      std::string chain;
      for (int i = 0; i < chained; ++i) log[i].chain = chain = ChainValue(key_, chain, log[i]);
    });
    log_ = store_.rows();
    AuditAnchor anchor;
    anchor.number = anchored;
    if (anchored > 0) anchor.chain = log_[anchored - 1].chain;
    ASSERT_THAT(file_.Advance(anchor), IsOk());
  }

  AuditVerification Verify() {
    auto found = VerifyAudit(&store_, key_, file_, Soon());
    EXPECT_THAT(found, IsOk());
    return found.ok() ? *found : AuditVerification();
  }

  // What is found after a change of the log as it was made, by somebody who does not forget the
  // store's count of rows.
  AuditVerification After(const std::function<void(Rows&)>& change) {
    int64_t last = 0;
    store_.Tamper([&](Rows& log) {
      log = log_;
      change(log);
      for (const AuditRow& row : log) last = std::max(last, row.number);
    });
    store_.SetLastNumber(last);
    return Verify();
  }

  static void ExpectBroken(const AuditVerification& found, int64_t row, AuditProblem problem) {
    EXPECT_FALSE(found.intact());
    EXPECT_EQ(found.first_broken, row);
    EXPECT_EQ(found.problem, problem) << "row " << row;
  }

  const unsigned seed_ = std::random_device()();
  const ::testing::ScopedTrace trace_{__FILE__, __LINE__, ::testing::Message() << "seed " << seed_};
  std::mt19937 random_{seed_};
  const Key key_ = AKey();
  ScratchDir dir_;
  const AuditAnchorFile file_{dir_.File("anchor"), key_};
  MemoryStore store_;
  Rows log_;  // as it was made
};

TEST_F(AuditVerifierTest, AnEmptyLogIsWhole) { EXPECT_EQ(Verify(), AuditVerification()); }

TEST_F(AuditVerifierTest, AWholeLogIsWhole) {
  Make(30, 25, 20);

  EXPECT_EQ(Verify(), (AuditVerification{25, 0, AuditProblem::kNone, 5}));
}

TEST_F(AuditVerifierTest, ALogOfManyPagesIsWhole) {
  Make(1700, 1600, 1600);

  EXPECT_EQ(Verify(), (AuditVerification{1600, 0, AuditProblem::kNone, 100}));
}

TEST_F(AuditVerifierTest, EveryEditOfEveryRowIsFoundAndNamed) {
  Make(20, 17, 15);
  const std::vector<std::function<void(AuditRow&)>> edits = {
      [](AuditRow& row) { row.time += absl::Microseconds(1); },
      [](AuditRow& row) { row.principal += "x"; },
      [](AuditRow& row) { row.principal = "principals/somebody-else"; },
      [](AuditRow& row) { row.subjects.emplace_back("candidates/other"); },
      [](AuditRow& row) {
        if (row.subjects.empty()) {
          row.subjects = {""};
        } else {
          row.subjects.pop_back();
        }
      },
      [](AuditRow& row) { row.entry += '\0'; },
      [](AuditRow& row) { row.entry = row.entry.empty() ? "x" : row.entry.substr(1); },
      [](AuditRow& row) { row.chain[0] = static_cast<char>(row.chain[0] ^ 1); },
      [](AuditRow& row) { row.chain.pop_back(); },
      [](AuditRow& row) { row.chain.clear(); },
  };
  for (int i = 0; i < 17; ++i) {
    for (size_t edit = 0; edit < edits.size(); ++edit) {
      SCOPED_TRACE(edit);
      const AuditVerification found = After([&](Rows& log) { edits[edit](log[i]); });

      if (i == 16 && edit + 1 == edits.size()) {
        // The newest chain value, not anchored yet: the row waits to be chained, as after a crash.
        EXPECT_TRUE(found.intact());
        continue;
      }
      ExpectBroken(found, i + 1, AuditProblem::kChanged);
      EXPECT_EQ(found.verified, i);
    }
  }
}

TEST_F(AuditVerifierTest, ARowThatIsChangedAndChainedWithAnotherKeyIsFound) {
  Make(10, 10, 10);
  for (int i = 0; i < 10; ++i) {
    // Chained anew from there to the end, as somebody without the key would.
    const AuditVerification found = After([&](Rows& log) {
      log[i].entry = "nothing was seen";
      for (int j = i; j < 10; ++j) {
        log[j].chain = ChainValue(AKey(9), j == 0 ? "" : log[j - 1].chain, log[j]);
      }
    });

    ExpectBroken(found, i + 1, AuditProblem::kChanged);
  }
}

TEST_F(AuditVerifierTest, EveryRowThatIsDroppedIsFoundAndNamed) {
  Make(20, 17, 15);
  for (int i = 0; i + 1 < 20; ++i) {
    ExpectBroken(After([&](Rows& log) { log.erase(log.begin() + i); }), i + 1,
                 AuditProblem::kMissing);
  }
}

TEST_F(AuditVerifierTest, ADroppedRowWhoseGapIsClosedIsFound) {
  Make(20, 20, 20);
  for (int i = 0; i + 1 < 20; ++i) {
    const AuditVerification found = After([&](Rows& log) {
      log.erase(log.begin() + i);
      for (size_t j = i; j < log.size(); ++j) --log[j].number;
    });

    ExpectBroken(found, i + 1, AuditProblem::kChanged);
  }
}

TEST_F(AuditVerifierTest, EveryRangeThatIsDroppedIsFoundAndNamed) {
  Make(12, 12, 12);
  for (int first = 0; first < 12; ++first) {
    for (int last = first + 1; last < 12; ++last) {
      ExpectBroken(After([&](Rows& log) { log.erase(log.begin() + first, log.begin() + last); }),
                   first + 1, AuditProblem::kMissing);
    }
  }
}

TEST_F(AuditVerifierTest, EveryTwoRowsThatAreSwappedAreFoundAndNamed) {
  Make(14, 14, 14);
  for (int a = 0; a < 14; ++a) {
    for (int b = a + 1; b < 14; ++b) {
      ExpectBroken(After([&](Rows& log) { std::swap(log[a].number, log[b].number); }), a + 1,
                   AuditProblem::kChanged);
      // The same with the chain values staying where they were.
      ExpectBroken(After([&](Rows& log) {
                     std::swap(log[a].number, log[b].number);
                     std::swap(log[a].chain, log[b].chain);
                   }),
                   a + 1, AuditProblem::kChanged);
    }
  }
}

TEST_F(AuditVerifierTest, EveryCutOffOfTheNewestIsFoundAndNamed) {
  Make(20, 17, 15);
  for (int keep = 0; keep < 15; ++keep) {
    const AuditVerification found = After([&](Rows& log) { log.resize(keep); });

    ExpectBroken(found, keep + 1, AuditProblem::kCutOff);
    EXPECT_EQ(found.verified, keep);
  }
}

// What the header says is not found.
TEST_F(AuditVerifierTest, NothingElseVouchesForRowsThatWereNotAnchoredYet) {
  Make(20, 17, 15);
  for (int keep = 15; keep <= 20; ++keep) {
    EXPECT_TRUE(After([&](Rows& log) { log.resize(keep); }).intact()) << keep;
  }
}

TEST_F(AuditVerifierTest, TheStoresCountShowsWhatWasCutOffBeforeItWasAnchored) {
  Make(20, 17, 15);
  for (int keep = 15; keep < 20; ++keep) {
    store_.Tamper([&](Rows& log) {
      log = log_;
      log.resize(keep);
    });

    ExpectBroken(Verify(), keep + 1, AuditProblem::kCutOff);
  }
}

TEST_F(AuditVerifierTest, ChainValuesThatAreTakenAwayFromAnAnchoredTailAreFound) {
  Make(20, 17, 15);
  for (int from = 0; from < 15; ++from) {
    ExpectBroken(After([&](Rows& log) {
                   for (int i = from; i < 17; ++i) log[i].chain.clear();
                 }),
                 from + 1, AuditProblem::kChanged);
  }
}

TEST_F(AuditVerifierTest, AnEmptiedLogIsCutOffAtItsFirstRow) {
  Make(20, 17, 15);

  ExpectBroken(After([](Rows& log) { log.clear(); }), 1, AuditProblem::kCutOff);
}

TEST_F(AuditVerifierTest, WithoutAnAnchorTheFirstRowOfAChainedLogCountsAsChanged) {
  Make(20, 1, 1);
  std::filesystem::remove(dir_.File("anchor"));

  ExpectBroken(Verify(), 1, AuditProblem::kChanged);
}

TEST_F(AuditVerifierTest, ALogThatWasNeverChainedNeedsNoAnchor) {
  Make(20, 0, 0);
  std::filesystem::remove(dir_.File("anchor"));

  EXPECT_EQ(Verify(), (AuditVerification{0, 0, AuditProblem::kNone, 20}));
  ExpectBroken(After([](Rows& log) { log.erase(log.begin()); }), 1, AuditProblem::kMissing);
}

TEST_F(AuditVerifierTest, AnAnchorOfAnotherKeyVouchesForNothing) {
  Make(20, 17, 15);
  std::filesystem::remove(dir_.File("anchor"));
  ASSERT_THAT(AuditAnchorFile(dir_.File("anchor"), AKey(9)).Advance({15, log_[14].chain, 0, ""}),
              IsOk());

  ExpectBroken(Verify(), 1, AuditProblem::kChanged);
  ExpectBroken(After([](Rows& log) { log.clear(); }), 1, AuditProblem::kChanged);
}

TEST_F(AuditVerifierTest, WhatRetentionHasForgottenIsNotMissed) {
  Make(20, 17, 15);
  ASSERT_THAT(file_.Advance({15, log_[14].chain, 6, log_[5].chain}), IsOk());

  // Before the rows are deleted, and after.
  EXPECT_EQ(Verify(), (AuditVerification{11, 0, AuditProblem::kNone, 3}));
  EXPECT_EQ(After([](Rows& log) { log.erase(log.begin(), log.begin() + 6); }),
            (AuditVerification{11, 0, AuditProblem::kNone, 3}));
  ExpectBroken(After([](Rows& log) { log.erase(log.begin(), log.begin() + 7); }), 7,
               AuditProblem::kMissing);
  ExpectBroken(After([](Rows& log) { log[6].entry = "changed"; }), 7, AuditProblem::kChanged);
  ExpectBroken(After([](Rows& log) { log.resize(6); }), 7, AuditProblem::kCutOff);
}

TEST_F(AuditVerifierTest, EverythingMayBeForgotten) {
  Make(20, 20, 20);
  ASSERT_THAT(file_.Advance({20, log_[19].chain, 20, log_[19].chain}), IsOk());

  EXPECT_TRUE(After([](Rows& log) { log.clear(); }).intact());
}

TEST_F(AuditVerifierTest, RandomDamageIsFoundAtItsFirstRow) {
  for (int round = 0; round < 40; ++round) {
    SCOPED_TRACE(round);
    std::filesystem::remove(dir_.File("anchor"));
    MemoryStore store;
    Batch batch;
    const int size = std::uniform_int_distribution<int>(2, 60)(random_);
    for (int i = 0; i < size; ++i) {
      batch.audit.push_back(ARandomRow(random_));
      batch.audit.back().entry += absl::StrCat("#", i);
    }
    ASSERT_THAT(store.Commit(batch, Soon()), IsOk());
    std::string chain;
    store.Tamper([&](Rows& log) {
      for (AuditRow& row : log) row.chain = chain = ChainValue(key_, chain, row);
    });
    ASSERT_THAT(file_.Advance({size, chain, 0, ""}), IsOk());

    // A row at a random place, and whatever happens behind it.
    const int first = std::uniform_int_distribution<int>(0, size - 1)(random_);
    AuditProblem expected = AuditProblem::kChanged;
    store.Tamper([&](Rows& log) {
      for (int i = first + 1; i < size; ++i) {
        if (random_() % 3 == 0) log[i].entry += "later";
      }
      switch (random_() % 3) {
        case 0:
          log[first].entry += "!";
          break;
        case 1:
          expected = first + 1 == size ? AuditProblem::kCutOff : AuditProblem::kMissing;
          log.erase(log.begin() + first);
          break;
        default:
          expected = AuditProblem::kCutOff;
          log.resize(first);
          break;
      }
    });

    const auto found = VerifyAudit(&store, key_, file_, Soon());
    ASSERT_THAT(found, IsOk());
    ExpectBroken(*found, first + 1, expected);
    EXPECT_EQ(found->verified, first);
  }
}

TEST_F(AuditVerifierTest, RowsThatAreChainedMeanwhileDoNoHarm) {
  Make(1200, 400, 400);
  int reads = 0;
  store_.BeforeAudit([&] {
    // Between the pages: the job has gone on behind and before the reader.
    if (++reads != 2) return;
    store_.Tamper([&](Rows& log) {
      for (int i = 400; i < 1100; ++i) {
        log[i].chain = ChainValue(key_, log[i - 1].chain, log[i]);
      }
    });
  });

  EXPECT_EQ(Verify(), (AuditVerification{1100, 0, AuditProblem::kNone, 100}));
}

TEST_F(AuditVerifierTest, AChainValueTakenAwayBetweenPagesIsStillFound) {
  Make(1200, 1200, 300);

  ExpectBroken(After([](Rows& log) { log[499].chain.clear(); }), 500, AuditProblem::kChanged);
}

TEST_F(AuditVerifierTest, RowsThatAreForgottenMeanwhileDoNoHarm) {
  Make(20, 20, 20);
  store_.BeforeAudit([&] {
    EXPECT_THAT(file_.Advance({20, log_[19].chain, 6, log_[5].chain}), IsOk());
    EXPECT_THAT(store_.ForgetAudit(6, Soon()), IsOk());
  });

  EXPECT_EQ(Verify(), (AuditVerification{14, 0, AuditProblem::kNone, 0}));
}

TEST_F(AuditVerifierTest, AStoreThatIsAwayIsNotABrokenLog) {
  Make(5, 5, 5);
  store_.SetAway(absl::UnavailableError("away"));

  EXPECT_THAT(VerifyAudit(&store_, key_, file_, Soon()), StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace banso
