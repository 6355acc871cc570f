// What the standard methods must know of the records that the programme keeps about people: who
// accompanies them, what is talked, planned and written, whom they are introduced to and what came
// of it, what was told to whom, what they asked.
#ifndef BANSO_SERVER_SERVICES_RECORD_TRAITS_H_
#define BANSO_SERVER_SERVICES_RECORD_TRAITS_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/services/resource_traits.h"

namespace banso {

inline constexpr absl::string_view kEngagementPattern = "engagements/{engagement}";
inline constexpr absl::string_view kApplicationPattern = "applications/{application}";
inline constexpr absl::string_view kProvisionRecordPattern = "provisionRecords/{provision_record}";
inline constexpr absl::string_view kDeletionRequestPattern = "deletionRequests/{deletion_request}";
inline constexpr absl::string_view kRightsRequestPattern = "rightsRequests/{rights_request}";
inline constexpr absl::string_view kTombstonePattern = "tombstones/{tombstone}";
inline constexpr absl::string_view kDeskDayPattern = "deskDays/{desk_day}";
inline constexpr absl::string_view kSessionPattern = "sessions/{session}";
inline constexpr absl::string_view kSupportPlanPattern = "supportPlans/{support_plan}";
inline constexpr absl::string_view kEntrySheetPattern = "entrySheets/{entry_sheet}";
inline constexpr absl::string_view kOfferPattern = "offers/{offer}";
inline constexpr absl::string_view kMessagePattern = "messages/{message}";
inline constexpr absl::string_view kMatchEventPattern = "matchEvents/{match_event}";
inline constexpr absl::string_view kReportPattern = "reports/{report}";

// What most records have in common: no rules across fields, and nothing that the store insists on.
template <typename EntryType, ResourceKind kind>
struct RecordTraits {
  using Message = typename EntryType::Message;
  static constexpr ResourceKind kKind = kind;
  static constexpr absl::string_view kReferenceField = "";
  static absl::string_view Reference(const Message& /*message*/) { return ""; }
  static std::vector<FieldProblem> Check(const Message& /*message*/, const Snapshot& /*snapshot*/,
                                         absl::string_view /*path*/) {
    return {};
  }
  static void Begin(absl::Time /*now*/, Message* /*message*/) {}
  static void Settle(const Message& /*before*/, Message* /*after*/) {}
};

template <>
struct ResourceTraits<EngagementEntry> : RecordTraits<EngagementEntry, ResourceKind::kEngagement> {
  static constexpr absl::string_view kField = "engagement";
  static const FilterSchema<v1::Engagement>& Filters();
  static const OrderSchema<v1::Engagement>& Orders();
};

template <>
struct ResourceTraits<ApplicationEntry>
    : RecordTraits<ApplicationEntry, ResourceKind::kApplication> {
  static constexpr absl::string_view kField = "application";
  static const FilterSchema<v1::Application>& Filters();
  static const OrderSchema<v1::Application>& Orders();
};

template <>
struct ResourceTraits<ProvisionRecordEntry>
    : RecordTraits<ProvisionRecordEntry, ResourceKind::kProvisionRecord> {
  static constexpr absl::string_view kField = "provision_record";
  static const FilterSchema<v1::ProvisionRecord>& Filters();
  static const OrderSchema<v1::ProvisionRecord>& Orders();
};

template <>
struct ResourceTraits<DeletionRequestEntry>
    : RecordTraits<DeletionRequestEntry, ResourceKind::kDeletionRequest> {
  static constexpr absl::string_view kField = "deletion_request";
  static const FilterSchema<v1::DeletionRequest>& Filters();
  static const OrderSchema<v1::DeletionRequest>& Orders();
};

template <>
struct ResourceTraits<RightsRequestEntry>
    : RecordTraits<RightsRequestEntry, ResourceKind::kRightsRequest> {
  static constexpr absl::string_view kField = "rights_request";
  static const FilterSchema<v1::RightsRequest>& Filters();
  static const OrderSchema<v1::RightsRequest>& Orders();
};

template <>
struct ResourceTraits<TombstoneEntry> : RecordTraits<TombstoneEntry, ResourceKind::kTombstone> {
  static constexpr absl::string_view kField = "tombstone";
};

template <>
struct ResourceTraits<SettingsEntry> : RecordTraits<SettingsEntry, ResourceKind::kSettings> {
  static constexpr absl::string_view kField = "settings";
};

template <>
struct ResourceTraits<DeskDayEntry> : RecordTraits<DeskDayEntry, ResourceKind::kDeskDay> {
  static constexpr absl::string_view kField = "desk_day";
  static const FilterSchema<v1::DeskDay>& Filters();
  static const OrderSchema<v1::DeskDay>& Orders();
};

template <>
struct ResourceTraits<SessionEntry> : RecordTraits<SessionEntry, ResourceKind::kSession> {
  static constexpr absl::string_view kField = "session";
  static const FilterSchema<v1::Session>& Filters();
  static const OrderSchema<v1::Session>& Orders();
};

template <>
struct ResourceTraits<SupportPlanEntry>
    : RecordTraits<SupportPlanEntry, ResourceKind::kSupportPlan> {
  static constexpr absl::string_view kField = "support_plan";
  static const FilterSchema<v1::SupportPlan>& Filters();
  static const OrderSchema<v1::SupportPlan>& Orders();
};

template <>
struct ResourceTraits<EntrySheetEntry> : RecordTraits<EntrySheetEntry, ResourceKind::kEntrySheet> {
  static constexpr absl::string_view kField = "entry_sheet";
  static const FilterSchema<v1::EntrySheet>& Filters();
  static const OrderSchema<v1::EntrySheet>& Orders();
};

template <>
struct ResourceTraits<OfferEntry> : RecordTraits<OfferEntry, ResourceKind::kOffer> {
  static constexpr absl::string_view kField = "offer";
  static const FilterSchema<v1::Offer>& Filters();
  static const OrderSchema<v1::Offer>& Orders();
};

template <>
struct ResourceTraits<MessageEntry> : RecordTraits<MessageEntry, ResourceKind::kMessage> {
  static constexpr absl::string_view kField = "message";
  static const FilterSchema<v1::Message>& Filters();
  static const OrderSchema<v1::Message>& Orders();
};

template <>
struct ResourceTraits<MatchEventEntry> : RecordTraits<MatchEventEntry, ResourceKind::kMatchEvent> {
  static constexpr absl::string_view kField = "match_event";
  static const FilterSchema<v1::MatchEvent>& Filters();
  static const OrderSchema<v1::MatchEvent>& Orders();
};

template <>
struct ResourceTraits<ReportEntry> : RecordTraits<ReportEntry, ResourceKind::kReport> {
  static constexpr absl::string_view kField = "report";
  static const FilterSchema<v1::Report>& Filters();
  static const OrderSchema<v1::Report>& Orders();
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_RECORD_TRAITS_H_
