#include "server/services/provision_records.h"

#include <algorithm>

#include "server/convert/calendar_convert.h"
#include "server/convert/candidate_convert.h"

namespace banso {
namespace {

constexpr int kYearsKept = 3;

}  // namespace

bool HasItem(const v1::ProvisionRecord& record, absl::string_view item) {
  return std::find(record.items().begin(), record.items().end(), item) != record.items().end();
}

void SetProvided(absl::Time now, v1::ProvisionRecord* record) {
  *record->mutable_provide_time() = FromTime(now);
  *record->mutable_keep_until_time() = FromTime(YearsAfter(now, kYearsKept));
  *record->mutable_update_time() = FromTime(now);
}

absl::Time KeepUntil(const v1::ProvisionRecord& record) {
  return record.has_keep_until_time() ? ToTime(record.keep_until_time())
                                      : YearsAfter(ToTime(record.provide_time()), kYearsKept);
}

}  // namespace banso
