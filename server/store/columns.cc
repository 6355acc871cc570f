#include "server/store/columns.h"

#include <memory>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "banso/v1/advisor.pb.h"
#include "banso/v1/application.pb.h"
#include "banso/v1/calendar.pb.h"
#include "banso/v1/candidate.pb.h"
#include "banso/v1/desk_day.pb.h"
#include "banso/v1/employer.pb.h"
#include "banso/v1/engagement.pb.h"
#include "banso/v1/entry_sheet.pb.h"
#include "banso/v1/internship.pb.h"
#include "banso/v1/match_event.pb.h"
#include "banso/v1/message.pb.h"
#include "banso/v1/offer.pb.h"
#include "banso/v1/principal.pb.h"
#include "banso/v1/privacy_record.pb.h"
#include "banso/v1/report.pb.h"
#include "banso/v1/session.pb.h"
#include "banso/v1/settings.pb.h"
#include "banso/v1/support_plan.pb.h"
#include "engine/base/status_macros.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/timestamp.pb.h"

namespace banso {
namespace {

using ::google::protobuf::EnumValueDescriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Timestamp;

constexpr size_t kMaxNameChars = 255;
// Far above any message, far below what either database takes.
constexpr size_t kMaxMessageBytes = size_t{256} << 20;

constexpr Column kCandidateColumns[] = {
    {"stage", ColumnType::kText, "case.stage"},
    {"status", ColumnType::kText, "case.status"},
    {"first_interview_time", ColumnType::kTime, "case.first_interview_time"},
    {"home_prefecture", ColumnType::kText, "home_prefecture"},
    {"skills_assessed", ColumnType::kBoolean, "skills_assessed"},
    {"create_time", ColumnType::kTime, "create_time"},
    {"update_time", ColumnType::kTime, "update_time"},
};

constexpr Column kEmployerColumns[] = {
    {"display_name", ColumnType::kText, "display_name"},
    {"corporate_group", ColumnType::kText, "corporate_group"},
    {"industry", ColumnType::kText, "industry"},
    {"prefecture", ColumnType::kText, "prefecture"},
    {"state", ColumnType::kText, "state"},
    {"create_time", ColumnType::kTime, "create_time"},
    {"update_time", ColumnType::kTime, "update_time"},
};

constexpr Column kInternshipColumns[] = {
    {"employer", ColumnType::kText, "", ResourceKind::kEmployer},
    {"title", ColumnType::kText, "title"},
    {"programme_type", ColumnType::kText, "programme_type"},
    {"industry", ColumnType::kText, "industry"},
    {"occupation", ColumnType::kText, "occupation"},
    {"prefecture", ColumnType::kText, "prefecture"},
    {"remote", ColumnType::kBoolean, "remote"},
    {"paid", ColumnType::kBoolean, "paid"},
    {"seats", ColumnType::kInteger, "seats"},
    {"seats_taken", ColumnType::kInteger, "seats_taken"},
    {"application_deadline_time", ColumnType::kTime, "application_deadline_time"},
    {"state", ColumnType::kText, "state"},
    {"create_time", ColumnType::kTime, "create_time"},
    {"update_time", ColumnType::kTime, "update_time"},
};

constexpr Column kAdvisorColumns[] = {
    {"employer", ColumnType::kText, "employer", ResourceKind::kEmployer},
    {"state", ColumnType::kText, "state"},
    {"max_active_candidates", ColumnType::kInteger, "max_active_candidates"},
    {"active_candidates", ColumnType::kInteger, "active_candidates"},
    {"create_time", ColumnType::kTime, "create_time"},
    {"update_time", ColumnType::kTime, "update_time"},
};

constexpr Column kPrincipalColumns[] = {
    {"role", ColumnType::kText, "role"},
    {"candidate", ColumnType::kText, "candidate"},
    {"advisor", ColumnType::kText, "advisor"},
    {"employer", ColumnType::kText, "employer"},
    {"disabled", ColumnType::kBoolean, "disabled"},
    {"create_time", ColumnType::kTime, "create_time"},
    {"update_time", ColumnType::kTime, "update_time"},
};

constexpr Column kTokenColumns[] = {
    {"principal", ColumnType::kText, "", ResourceKind::kPrincipal},
    {"expire_time", ColumnType::kTime, "expire_time"},
    {"revoke_time", ColumnType::kTime, "revoke_time"},
    {"create_time", ColumnType::kTime, "create_time"},
    {"update_time", ColumnType::kTime, "update_time"},
};

// Whoever erases a person has to delete these with the person, in the same batch.
constexpr Column kEngagementColumns[] = {
    {"candidate", ColumnType::kText, "candidate", ResourceKind::kCandidate},
    {"advisor", ColumnType::kText, "advisor", ResourceKind::kAdvisor},
    {"start_time", ColumnType::kTime, "start_time"},
    {"end_time", ColumnType::kTime, "end_time"},
    {"create_time", ColumnType::kTime, "create_time"},
    {"update_time", ColumnType::kTime, "update_time"},
};

constexpr Column kApplicationColumns[] = {
    {"internship", ColumnType::kText, "internship", ResourceKind::kInternship},
    {"state", ColumnType::kText, "state"},
    {"create_time", ColumnType::kTime, "create_time"},
    {"update_time", ColumnType::kTime, "update_time"},
};

// These records outlive whom they name, so they refer to nobody.
constexpr Column kProvisionRecordColumns[] = {
    {"recipient", ColumnType::kText, "recipient"},
    {"internship", ColumnType::kText, "internship"},
    {"provide_time", ColumnType::kTime, "provide_time"},
    {"keep_until_time", ColumnType::kTime, "keep_until_time"},
    {"create_time", ColumnType::kTime, "create_time"},
    {"update_time", ColumnType::kTime, "update_time"},
};

constexpr Column kDeletionRequestColumns[] = {
    {"recipient", ColumnType::kText, "recipient"},
    {"due_time", ColumnType::kTime, "due_time"},
    {"confirm_time", ColumnType::kTime, "confirm_time"},
    {"create_time", ColumnType::kTime, "create_time"},
    {"update_time", ColumnType::kTime, "update_time"},
};

constexpr Column kRightsRequestColumns[] = {
    {"candidate", ColumnType::kText, "candidate"},
    {"due_time", ColumnType::kTime, "due_time"},
    {"answer_time", ColumnType::kTime, "answer_time"},
    {"create_time", ColumnType::kTime, "create_time"},
    {"update_time", ColumnType::kTime, "update_time"},
};

constexpr Column kTombstoneColumns[] = {
    {"erase_time", ColumnType::kTime, "erase_time"},
    {"key_destroyed", ColumnType::kBoolean, "key_destroyed"},
    {"create_time", ColumnType::kTime, "create_time"},
    {"update_time", ColumnType::kTime, "update_time"},
};

constexpr Column kSettingsColumns[] = {
    {"create_time", ColumnType::kTime, "create_time"},
    {"update_time", ColumnType::kTime, "update_time"},
};

constexpr Column kDeskDayColumns[] = {
    {"date", ColumnType::kText, "date", std::nullopt, /*held_once=*/true},
    {"state", ColumnType::kText, "state"},
    {"create_time", ColumnType::kTime, "create_time"},
    {"update_time", ColumnType::kTime, "update_time"},
};

// What holds time is also told apart by the tables: see the migrations.
constexpr Column kSessionColumns[] = {
    {"candidate", ColumnType::kText, "candidate", ResourceKind::kCandidate},
    {"advisor", ColumnType::kText, "advisor", ResourceKind::kAdvisor},
    {"desk_day", ColumnType::kText, "desk_day", ResourceKind::kDeskDay},
    {"kind", ColumnType::kText, "kind"},
    {"state", ColumnType::kText, "state"},
    {"start_time", ColumnType::kTime, "start_time"},
    {"end_time", ColumnType::kTime, "end_time"},
    {"request_time", ColumnType::kTime, "request_time"},
    {"create_time", ColumnType::kTime, "create_time"},
    {"update_time", ColumnType::kTime, "update_time"},
};

constexpr Column kSupportPlanColumns[] = {
    {"candidate", ColumnType::kText, "candidate", ResourceKind::kCandidate},
    {"create_time", ColumnType::kTime, "create_time"},
    {"update_time", ColumnType::kTime, "update_time"},
};

constexpr Column kEntrySheetColumns[] = {
    {"candidate", ColumnType::kText, "candidate", ResourceKind::kCandidate},
    {"state", ColumnType::kText, "state"},
    {"reviewer", ColumnType::kText, "reviewer", ResourceKind::kAdvisor},
    {"review_due_time", ColumnType::kTime, "review_due_time"},
    {"create_time", ColumnType::kTime, "create_time"},
    {"update_time", ColumnType::kTime, "update_time"},
};

// Whose offer it is, like whose application, is sealed.
constexpr Column kOfferColumns[] = {
    {"application", ColumnType::kText, "application", ResourceKind::kApplication},
    {"state", ColumnType::kText, "state"},
    {"create_time", ColumnType::kTime, "create_time"},
    {"update_time", ColumnType::kTime, "update_time"},
};

constexpr Column kMessageColumns[] = {
    {"candidate", ColumnType::kText, "candidate", ResourceKind::kCandidate},
    {"advisor", ColumnType::kText, "advisor", ResourceKind::kAdvisor},
    {"state", ColumnType::kText, "state"},
    {"not_before_time", ColumnType::kTime, "not_before_time"},
    {"attempts", ColumnType::kInteger, "attempts"},
    {"create_time", ColumnType::kTime, "create_time"},
    {"update_time", ColumnType::kTime, "update_time"},
};

constexpr Column kMatchEventColumns[] = {
    {"ranking_id", ColumnType::kText, "ranking_id"},
    {"kind", ColumnType::kText, "kind"},
    {"event_time", ColumnType::kTime, "event_time"},
    {"create_time", ColumnType::kTime, "create_time"},
    {"update_time", ColumnType::kTime, "update_time"},
};

constexpr Column kReportColumns[] = {
    {"publish_time", ColumnType::kTime, "publish_time"},
    {"create_time", ColumnType::kTime, "create_time"},
    {"update_time", ColumnType::kTime, "update_time"},
};

// The kind that a kind's resources are below, or none.
std::optional<ResourceKind> ParentKind(ResourceKind kind) {
  if (kind == ResourceKind::kInternship) return ResourceKind::kEmployer;
  if (kind == ResourceKind::kToken) return ResourceKind::kPrincipal;
  return std::nullopt;
}

// A resource is called `{collection}/{id}`, one below another `employers/{id}/internships/{id}`.
bool NameFits(ResourceKind kind, absl::string_view name) {
  if (!IsKeepableName(name)) return false;
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (absl::c_any_of(parts, [](absl::string_view part) { return part.empty(); })) return false;
  if (const std::optional<ResourceKind> parent = ParentKind(kind)) {
    return parts.size() == 4 && parts[0] == CollectionOf(*parent) && parts[2] == CollectionOf(kind);
  }
  return parts.size() == 2 && parts[0] == CollectionOf(kind);
}

absl::Status CannotBeKept(absl::string_view field, absl::string_view reason) {
  return absl::InvalidArgumentError(absl::StrCat(field, " ", reason));
}

absl::StatusOr<ColumnValue> TimeValue(absl::string_view field, const Message& message) {
  Timestamp timestamp;
  timestamp.CopyFrom(message);
  const absl::Time time =
      absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
  const absl::CivilYear year = absl::ToCivilYear(time, absl::UTCTimeZone());
  if (year < absl::CivilYear(1) || year > absl::CivilYear(9999)) {
    return CannotBeKept(field, "must be in the years 1 to 9999");
  }
  return absl::FormatTime("%E4Y-%m-%dT%H:%M:%E6SZ", time, absl::UTCTimeZone());
}

// A civil date as ISO 8601 writes it, which sorts as dates do.
ColumnValue DateValue(const Message& message) {
  v1::Date date;
  date.CopyFrom(message);
  return absl::FormatCivilTime(absl::CivilDay(date.year(), date.month(), date.day()));
}

absl::StatusOr<ColumnValue> FieldValue(absl::string_view path, const Message& message) {
  const std::pair<absl::string_view, absl::string_view> head_and_rest =
      absl::StrSplit(path, absl::MaxSplits('.', 1));
  const FieldDescriptor* field =
      message.GetDescriptor()->FindFieldByName(std::string(head_and_rest.first));
  if (field == nullptr) return absl::InternalError(absl::StrCat("no field ", path));
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      if (!reflection.HasField(message, field)) return ColumnValue();
      const Message& inner = reflection.GetMessage(message, field);
      if (!head_and_rest.second.empty()) return FieldValue(head_and_rest.second, inner);
      if (field->message_type() == v1::Date::descriptor()) return DateValue(inner);
      return TimeValue(path, inner);
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, field);
    case FieldDescriptor::CPPTYPE_INT32:
      return int64_t{reflection.GetInt32(message, field)};
    case FieldDescriptor::CPPTYPE_INT64:
      return int64_t{reflection.GetInt64(message, field)};
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int number = reflection.GetEnumValue(message, field);
      if (number == 0) return ColumnValue();
      const EnumValueDescriptor* value = field->enum_type()->FindValueByNumber(number);
      if (value == nullptr) return CannotBeKept(path, "is not a value that this version knows");
      return value->name();
    }
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string value = reflection.GetString(message, field);
      if (value.empty()) return ColumnValue();
      if (absl::StrContains(value, '\0')) return CannotBeKept(path, "must not contain NUL");
      return value;
    }
    default:
      return absl::InternalError(absl::StrCat("no column can hold ", path));
  }
}

}  // namespace

const Table& TableOf(ResourceKind kind) {
  static const std::array<Table, kAllKinds.size()> tables = {{
      {ResourceKind::kCandidate, "candidates", &v1::Candidate::default_instance(),
       kCandidateColumns},
      {ResourceKind::kEmployer, "employers", &v1::Employer::default_instance(), kEmployerColumns},
      {ResourceKind::kInternship, "internships", &v1::Internship::default_instance(),
       kInternshipColumns},
      {ResourceKind::kAdvisor, "advisors", &v1::Advisor::default_instance(), kAdvisorColumns},
      {ResourceKind::kTaxonomy, "taxonomies", nullptr, {}},
      {ResourceKind::kPrincipal, "principals", &v1::Principal::default_instance(),
       kPrincipalColumns},
      {ResourceKind::kToken, "tokens", &v1::Token::default_instance(), kTokenColumns},
      {ResourceKind::kEngagement, "engagements", &v1::Engagement::default_instance(),
       kEngagementColumns},
      {ResourceKind::kApplication, "applications", &v1::Application::default_instance(),
       kApplicationColumns},
      {ResourceKind::kProvisionRecord, "provision_records",
       &v1::ProvisionRecord::default_instance(), kProvisionRecordColumns},
      {ResourceKind::kDeletionRequest, "deletion_requests",
       &v1::DeletionRequest::default_instance(), kDeletionRequestColumns},
      {ResourceKind::kRightsRequest, "rights_requests", &v1::RightsRequest::default_instance(),
       kRightsRequestColumns},
      {ResourceKind::kTombstone, "tombstones", &v1::Tombstone::default_instance(),
       kTombstoneColumns},
      {ResourceKind::kSettings, "settings", &v1::Settings::default_instance(), kSettingsColumns},
      {ResourceKind::kDeskDay, "desk_days", &v1::DeskDay::default_instance(), kDeskDayColumns},
      {ResourceKind::kSession, "sessions", &v1::Session::default_instance(), kSessionColumns},
      {ResourceKind::kSupportPlan, "support_plans", &v1::SupportPlan::default_instance(),
       kSupportPlanColumns},
      {ResourceKind::kEntrySheet, "entry_sheets", &v1::EntrySheet::default_instance(),
       kEntrySheetColumns},
      {ResourceKind::kOffer, "offers", &v1::Offer::default_instance(), kOfferColumns},
      {ResourceKind::kMessage, "messages", &v1::Message::default_instance(), kMessageColumns},
      {ResourceKind::kMatchEvent, "match_events", &v1::MatchEvent::default_instance(),
       kMatchEventColumns},
      {ResourceKind::kReport, "reports", &v1::Report::default_instance(), kReportColumns},
  }};
  return tables[static_cast<size_t>(kind)];
}

std::optional<ResourceKind> KindOfTable(absl::string_view table) {
  for (const ResourceKind kind : kAllKinds) {
    if (TableOf(kind).name == table) return kind;
  }
  return std::nullopt;
}

absl::StatusOr<std::vector<ColumnValue>> ColumnValues(ResourceKind kind, absl::string_view name,
                                                      absl::string_view message) {
  if (!NameFits(kind, name)) {
    return absl::InvalidArgumentError(
        absl::StrCat("a name does not fit the collection ", CollectionOf(kind)));
  }
  if (message.size() > kMaxMessageBytes) {
    return absl::InvalidArgumentError(absl::StrCat("the message of ", name, " is too large"));
  }
  std::vector<ColumnValue> values;
  const Table& table = TableOf(kind);
  if (table.prototype == nullptr) return values;
  const std::unique_ptr<Message> parsed(table.prototype->New());
  if (!parsed->ParseFromArray(message.data(), static_cast<int>(message.size()))) {
    return absl::InvalidArgumentError(absl::StrCat("the message of ", name, " does not parse"));
  }
  for (const Column& column : table.columns) {
    if (column.field.empty()) {
      values.emplace_back(std::string(ParentOfName(name)));
      continue;
    }
    BANSO_ASSIGN_OR_RETURN(ColumnValue value, FieldValue(column.field, *parsed));
    if (column.references.has_value() && std::holds_alternative<std::string>(value) &&
        !NameFits(*column.references, std::get<std::string>(value))) {
      return CannotBeKept(column.field, absl::StrCat("must be the name of one of the ",
                                                     CollectionOf(*column.references)));
    }
    values.push_back(std::move(value));
  }
  return values;
}

absl::string_view ParentOfName(absl::string_view name) {
  const size_t id = name.rfind('/');
  const size_t collection = id == 0 || id == name.npos ? name.npos : name.rfind('/', id - 1);
  return collection == name.npos ? absl::string_view() : name.substr(0, collection);
}

bool IsKeepableName(absl::string_view name) {
  return !name.empty() && name.size() <= kMaxNameChars &&
         absl::c_all_of(name, [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace banso
