#include "server/services/showings.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "banso/v1/audit.pb.h"
#include "engine/base/status_macros.h"

namespace banso {
namespace {

constexpr int kRowsAtOnce = 1000;
constexpr size_t kDaysKept = 128;
// Rows of rankings are durable a second after the answer; those of the last moments of a day may
// come after its end.
constexpr absl::Duration kSettling = absl::Minutes(1);

bool IsSettled(Date day, absl::Time now) { return now >= JapanMidnight(day + 1) + kSettling; }

}  // namespace

absl::StatusOr<Showings::Days> Showings::Read(Date first, Date end, absl::Time now,
                                              absl::Time deadline) const {
  Days days;
  for (Date day = first; day < end; ++day) days[day].settled = IsSettled(day, now);
  std::set<std::tuple<Date, std::string, std::string>> seen;
  AuditQuery query;
  query.start = JapanMidnight(first);
  query.end = JapanMidnight(end);
  query.limit = kRowsAtOnce;
  for (bool more = true; more;) {
    BANSO_ASSIGN_OR_RETURN(const std::vector<AuditRow> rows, store_->ReadAudit(query, deadline));
    for (const AuditRow& row : rows) {
      query.after = row.number;
      v1::AuditEntry entry;
      if (!entry.ParseFromString(row.entry)) {
        return absl::DataLossError("a row of the audit log cannot be read");
      }
      // A coordinator who looks at the cards shows nobody to an employer.
      if (!entry.shown_list().blinded() || entry.role() != v1::Access::EMPLOYER) continue;
      const Date day = JapanDate(row.time);
      for (const v1::ShownMatch& match : entry.shown_list().matches()) {
        if (seen.emplace(day, entry.shown_list().subject(), match.name()).second) {
          ++days[day].counts[CandidateId(match.name())];
        }
      }
    }
    more = rows.size() == static_cast<size_t>(kRowsAtOnce);
  }
  return days;
}

absl::StatusOr<std::map<std::string, int64_t>> Showings::Between(Date first, Date last,
                                                                 absl::Time now,
                                                                 absl::Time deadline) const {
  BANSO_ASSIGN_OR_RETURN(const Days days, Read(first, last + 1, now, deadline));
  std::map<std::string, int64_t> sums;
  for (const auto& [day, shown] : days) {
    for (const auto& [candidate, count] : shown.counts) sums[candidate.name()] += count;
  }
  return sums;
}

std::shared_ptr<const Showings::Counts> Showings::Before(absl::Time as_of, absl::Time now,
                                                         absl::Time deadline) {
  const Date end = std::min(JapanDate(as_of), JapanDate(now));
  Date missing_first = end;
  {
    MutexLock lock(&mu_);
    while (true) {
      // An unsettled count is good for the moment that it takes the last rows to arrive.
      if (last_day_ == end && (last_settled_ || !IsSettled(end - 1, now))) return last_;
      if (!reading_) break;
      if (!read_.WaitUntil(&mu_, deadline)) return last_;
    }
    for (Date day = end - 1; day >= end - kDays; --day) {
      const auto known = days_.find(day);
      if (known == days_.end() || !known->second.settled) missing_first = day;
    }
    reading_ = true;
  }
  absl::StatusOr<Days> read = Read(missing_first, end, now, deadline);
  MutexLock lock(&mu_);
  reading_ = false;
  read_.NotifyAll();
  if (!read.ok()) return last_;
  for (auto& [day, shown] : *read) days_[day] = std::move(shown);
  auto counts = std::make_shared<Counts>();
  last_settled_ = true;
  for (Date day = end - kDays; day < end; ++day) {
    const Day& shown = days_[day];
    last_settled_ = last_settled_ && shown.settled;
    for (const auto& [candidate, count] : shown.counts) (*counts)[candidate] += count;
  }
  last_ = std::move(counts);
  last_day_ = end;
  while (days_.size() > kDaysKept) days_.erase(days_.begin());
  return last_;
}

}  // namespace banso
