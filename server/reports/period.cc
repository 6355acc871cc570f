#include "server/reports/period.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"

namespace banso {
namespace {

constexpr int kApril = 4;
constexpr int kOctober = 10;

}  // namespace

bool ReportPeriod::Contains(absl::Time time) const {
  const Date date = JapanDate(time);
  return first <= date && date <= last;
}

std::string ReportPeriod::Id() const {
  return absl::StrFormat("%04d-%02d", first.year(), first.month());
}

std::optional<ReportPeriod> PeriodFrom(Date first) {
  if (first.day() != 1 || (first.month() != kApril && first.month() != kOctober)) {
    return std::nullopt;
  }
  return ReportPeriod{first, Date(first.year(), first.month() + 6, 1) - 1};
}

std::optional<ReportPeriod> PeriodOf(absl::string_view id) {
  int year = 0;
  int month = 0;
  if (id.size() != 7 || id[4] != '-' || !absl::SimpleAtoi(id.substr(0, 4), &year) ||
      !absl::SimpleAtoi(id.substr(5), &month) || month < 1 || month > 12) {
    return std::nullopt;
  }
  const auto period = PeriodFrom(Date(year, month, 1));
  if (!period || period->Id() != id) return std::nullopt;
  return period;
}

ReportPeriod PeriodAt(absl::Time time) {
  const Date date = JapanDate(time);
  if (date.month() < kApril) return *PeriodFrom(Date(date.year() - 1, kOctober, 1));
  return *PeriodFrom(Date(date.year(), date.month() < kOctober ? kApril : kOctober, 1));
}

ReportPeriod PeriodBefore(const ReportPeriod& period) {
  return *PeriodFrom(Date(period.first.year(), period.first.month() - 6, 1));
}

}  // namespace banso
