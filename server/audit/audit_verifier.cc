#include "server/audit/audit_verifier.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/status_macros.h"
#include "server/audit/audit_chain.h"

namespace banso {
namespace {

constexpr int kRowsAtOnce = 500;

// Walks along the log once.
class Walk {
 public:
  // `anchor`: none if there is no file. `forged`: there is one, but of another key.
  Walk(const Key& key, const std::optional<AuditAnchor>& anchor, bool forged)
      : key_(key),
        vouched_(anchor.has_value()),
        forged_(forged),
        anchor_(anchor.value_or(AuditAnchor())),
        last_(anchor_.base_number),
        chain_(anchor_.base_chain) {
    found_.accepted = anchor_.accepted;
  }

  absl::StatusOr<AuditVerification> Run(Store* store, absl::Time deadline) {
    // Before the rows: up to there they are all written when they are read.
    BANSO_ASSIGN_OR_RETURN(const int64_t newest, store->LastAuditNumber(deadline));
    for (;;) {
      AuditQuery query;
      query.after = last_;
      query.limit = kRowsAtOnce;
      BANSO_ASSIGN_OR_RETURN(const std::vector<AuditRow> rows, store->ReadAudit(query, deadline));
      page_start_ = last_ + 1;
      for (const AuditRow& row : rows) {
        if (!Take(row)) break;
      }
      if (!found_.intact()) return found_;
      if (again_) {
        again_ = false;
      } else if (rows.size() < kRowsAtOnce) {
        break;
      }
    }
    if (forged_) {
      Break(first_.value_or(1), AuditProblem::kChanged);
    } else if (last_ < std::max(newest, anchor_.number)) {
      Break(last_ + 1, AuditProblem::kCutOff);
    }
    return found_;
  }

 private:
  // Takes the next row. False: the rest of the page is of no use.
  bool Take(const AuditRow& row) {
    if (!first_) first_ = row.number;
    if (!vouched_ && (forged_ || !row.chain.empty())) {
      return Break(*first_, AuditProblem::kChanged);
    }
    if (row.number != last_ + 1) return Break(last_ + 1, AuditProblem::kMissing);
    if (row.chain.empty()) {
      if (row.number <= anchor_.number) return Break(row.number, AuditProblem::kChanged);
      ++found_.unchained;
    } else if (found_.unchained > 0) {
      return TakeChainedAfterUnchained(row);
    } else {
      std::string expected = ChainValue(key_, chain_, row);
      if (row.chain != expected || (row.number == anchor_.number && expected != anchor_.chain)) {
        return Break(row.number, AuditProblem::kChanged);
      }
      chain_ = std::move(expected);
      ++found_.verified;
    }
    last_ = row.number;
    return true;
  }

  // Rows are chained in order and a page is read at one instant. So either the chain of the first
  // unchained row was taken away, or it was read in a page before, and has been chained since.
  bool TakeChainedAfterUnchained(const AuditRow& row) {
    const int64_t first_unchained = row.number - found_.unchained;
    if (first_unchained >= page_start_) return Break(first_unchained, AuditProblem::kChanged);
    last_ = first_unchained - 1;
    found_.unchained = 0;
    again_ = true;
    return false;
  }

  bool Break(int64_t number, AuditProblem problem) {
    found_.first_broken = number;
    found_.problem = problem;
    found_.unchained = 0;
    return false;
  }

  const Key& key_;
  const bool vouched_;
  const bool forged_;
  const AuditAnchor anchor_;
  int64_t last_;                  // row that was taken
  std::string chain_;             // of the last chained row that was taken
  int64_t page_start_ = 0;        // the first number that the page may hold
  std::optional<int64_t> first_;  // row of the log
  bool again_ = false;            // rows have to be read again
  AuditVerification found_;
};

}  // namespace

absl::StatusOr<AuditVerification> VerifyAudit(Store* store, const Key& key,
                                              const AuditAnchorFile& anchor, absl::Time deadline) {
  // The anchor comes before the rows: whatever it vouches for is there when they are read.
  absl::StatusOr<std::optional<AuditAnchor>> before = anchor.Read();
  for (;;) {
    const bool forged = absl::IsDataLoss(before.status());
    if (!before.ok() && !forged) return before.status();
    const std::optional<AuditAnchor> known = forged ? std::nullopt : *before;
    BANSO_ASSIGN_OR_RETURN(const AuditVerification found,
                           Walk(key, known, forged).Run(store, deadline));
    if (found.intact()) return found;
    // Retention may have begun to forget rows, or the first anchor have been written, meanwhile.
    absl::StatusOr<std::optional<AuditAnchor>> after = anchor.Read();
    const auto base = [](const absl::StatusOr<std::optional<AuditAnchor>>& read) {
      return read.ok() && *read ? (*read)->base_number : -1;
    };
    if (base(after) <= base(before)) return found;
    before = std::move(after);
  }
}

}  // namespace banso
