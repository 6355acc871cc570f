#include "server/audit/audit_chain.h"

#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/audit/audit_rows.h"

namespace banso {
namespace {

AuditRow ANumberedRow() {
  AuditRow row = ARow("entry");
  row.number = 5;
  row.subjects = {"candidates/a", "candidates/b"};
  return row;
}

TEST(AuditChainTest, EqualRowsAfterEqualRowsHaveEqualValues) {
  const std::string value = ChainValue(AKey(), "before", ANumberedRow());

  EXPECT_EQ(value, ChainValue(AKey(), "before", ANumberedRow()));
  EXPECT_EQ(value.size(), 32u);
}

TEST(AuditChainTest, EveryPartChangesTheValue) {
  std::vector<AuditRow> rows(8, ANumberedRow());
  rows[1].number = 6;
  rows[2].time += absl::Microseconds(1);
  rows[3].principal = "principals/p2";
  rows[4].subjects = {"candidates/a"};
  rows[5].subjects = {"candidates/a", "candidates/c"};
  rows[6].entry = "Entry";
  rows[7].subjects = {};
  std::set<std::string> values = {ChainValue(AKey(), "other", ANumberedRow()),
                                  ChainValue(AKey(), "", ANumberedRow()),
                                  ChainValue(AKey(8), "before", ANumberedRow())};

  for (const AuditRow& row : rows) values.insert(ChainValue(AKey(), "before", row));

  EXPECT_EQ(values.size(), 3 + rows.size());
}

TEST(AuditChainTest, PartsDoNotRunIntoEachOther) {
  AuditRow moved = ANumberedRow();
  moved.principal = "principals/p1c";
  moved.subjects = {"andidates/a", "candidates/b"};
  AuditRow split = ANumberedRow();
  split.subjects = {"candidates/acandidates/b"};
  AuditRow into_entry = ANumberedRow();
  into_entry.subjects = {"candidates/a"};
  into_entry.entry = "candidates/bentry";
  const std::string value = ChainValue(AKey(), "before", ANumberedRow());

  for (const AuditRow& row : {moved, split, into_entry}) {
    EXPECT_NE(ChainValue(AKey(), "before", row), value);
  }
}

TEST(AuditChainTest, TheOrderOfSubjectsMeansNothing) {
  AuditRow turned = ANumberedRow();
  turned.subjects = {"candidates/b", "candidates/a"};

  EXPECT_EQ(ChainValue(AKey(), "before", turned), ChainValue(AKey(), "before", ANumberedRow()));
}

TEST(AuditChainTest, MacsOfOnePurposeAreNotThoseOfAnother) {
  EXPECT_NE(AuditMac(AKey(), "anchor", {"x"}), AuditMac(AKey(), "row", {"x"}));
  EXPECT_NE(AuditMac(AKey(), "anchor", {"x", "y"}), AuditMac(AKey(), "anchor", {"xy"}));
}

}  // namespace
}  // namespace banso
