#include "server/store/store.h"

namespace banso {

absl::string_view CollectionOf(ResourceKind kind) {
  switch (kind) {
    case ResourceKind::kCandidate:
      return "candidates";
    case ResourceKind::kEmployer:
      return "employers";
    case ResourceKind::kInternship:
      return "internships";
    case ResourceKind::kAdvisor:
      return "advisors";
    case ResourceKind::kTaxonomy:
      return "taxonomies";
    case ResourceKind::kPrincipal:
      return "principals";
    case ResourceKind::kToken:
      return "tokens";
    case ResourceKind::kEngagement:
      return "engagements";
    case ResourceKind::kApplication:
      return "applications";
    case ResourceKind::kProvisionRecord:
      return "provisionRecords";
    case ResourceKind::kDeletionRequest:
      return "deletionRequests";
    case ResourceKind::kRightsRequest:
      return "rightsRequests";
    case ResourceKind::kTombstone:
      return "tombstones";
    case ResourceKind::kSettings:
      return "settings";
    case ResourceKind::kDeskDay:
      return "deskDays";
    case ResourceKind::kSession:
      return "sessions";
    case ResourceKind::kSupportPlan:
      return "supportPlans";
    case ResourceKind::kEntrySheet:
      return "entrySheets";
    case ResourceKind::kOffer:
      return "offers";
    case ResourceKind::kMessage:
      return "messages";
    case ResourceKind::kMatchEvent:
      return "matchEvents";
    case ResourceKind::kReport:
      return "reports";
  }
  return "";
}

}  // namespace banso
