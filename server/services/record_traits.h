// What the standard methods must know of the records that the programme keeps about people: who
// accompanies them, whom they are introduced to, what was told to whom, what they asked.
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

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_RECORD_TRAITS_H_
