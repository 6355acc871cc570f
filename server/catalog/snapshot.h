// Everything that the server knows at one revision of the store.
#ifndef BANSO_SERVER_CATALOG_SNAPSHOT_H_
#define BANSO_SERVER_CATALOG_SNAPSHOT_H_

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "banso/v1/advisor.pb.h"
#include "banso/v1/application.pb.h"
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
#include "engine/index/indexed_ranker.h"
#include "engine/index/ranker.h"
#include "engine/model/advisor.h"
#include "engine/model/candidate.h"
#include "engine/model/internship.h"
#include "engine/rules/rule_set.h"
#include "server/catalog/on_demand.h"
#include "server/catalog/sorted_table.h"
#include "server/store/store.h"
#include "server/taxonomy/taxonomy_index.h"

namespace banso {

// Marks resources that the judgement does not see by themselves.
struct NoValue {};

// A resource: its message as stored (without etag and revision), and as the engine sees it. Both
// may be made when they are first asked for.
template <typename MessageType, typename ValueType>
struct Entry {
  using Message = MessageType;
  using Value = ValueType;

  const std::string& name() const { return known_name.empty() ? message->name() : known_name; }

  Revision revision = 0;  // of the commit that wrote it
  OnDemand<Message> message;
  OnDemand<Value> value;
  std::string known_name;  // before the message is made; empty: it is there
};

using CandidateEntry = Entry<v1::Candidate, Candidate>;
using EmployerEntry = Entry<v1::Employer, NoValue>;
using InternshipEntry = Entry<v1::Internship, Internship>;
using AdvisorEntry = Entry<v1::Advisor, Advisor>;
using PrincipalEntry = Entry<v1::Principal, NoValue>;
using TokenEntry = Entry<v1::Token, NoValue>;
using EngagementEntry = Entry<v1::Engagement, NoValue>;
using ApplicationEntry = Entry<v1::Application, NoValue>;
using ProvisionRecordEntry = Entry<v1::ProvisionRecord, NoValue>;
using DeletionRequestEntry = Entry<v1::DeletionRequest, NoValue>;
using RightsRequestEntry = Entry<v1::RightsRequest, NoValue>;
using TombstoneEntry = Entry<v1::Tombstone, NoValue>;
using SettingsEntry = Entry<v1::Settings, NoValue>;
using DeskDayEntry = Entry<v1::DeskDay, NoValue>;
using SessionEntry = Entry<v1::Session, NoValue>;
using SupportPlanEntry = Entry<v1::SupportPlan, NoValue>;
using EntrySheetEntry = Entry<v1::EntrySheet, NoValue>;
using OfferEntry = Entry<v1::Offer, NoValue>;
using MessageEntry = Entry<v1::Message, NoValue>;
using MatchEventEntry = Entry<v1::MatchEvent, NoValue>;
using ReportEntry = Entry<v1::Report, NoValue>;

// Immutable; shared as std::shared_ptr<const Snapshot>, so that a request works on one state to
// its end. Thread safety: const methods may run on any number of threads at once.
class Snapshot {
 public:
  // The parts of a snapshot. Copies share their rows.
  struct Parts {
    Revision revision = 0;
    SortedTable<CandidateEntry> candidates;
    SortedTable<EmployerEntry> employers;
    SortedTable<InternshipEntry> internships;
    SortedTable<AdvisorEntry> advisors;
    SortedTable<PrincipalEntry> principals;
    SortedTable<TokenEntry> tokens;
    SortedTable<EngagementEntry> engagements;
    SortedTable<ApplicationEntry> applications;
    SortedTable<ProvisionRecordEntry> provision_records;
    SortedTable<DeletionRequestEntry> deletion_requests;
    SortedTable<RightsRequestEntry> rights_requests;
    SortedTable<TombstoneEntry> tombstones;
    SortedTable<SettingsEntry> settings;
    SortedTable<DeskDayEntry> desk_days;
    SortedTable<SessionEntry> sessions;
    SortedTable<SupportPlanEntry> support_plans;
    SortedTable<EntrySheetEntry> entry_sheets;
    SortedTable<OfferEntry> offers;
    SortedTable<MessageEntry> messages;
    SortedTable<MatchEventEntry> match_events;
    SortedTable<ReportEntry> reports;
    // Imported taxonomies by name, with the revisions that wrote them.
    std::map<std::string, std::pair<Revision, std::shared_ptr<const StoredTaxonomy>>> imported;
    std::shared_ptr<const TaxonomyIndex> taxonomy;
    std::shared_ptr<const RuleBook> rules;
    // Of exactly the candidates, internships and advisors above. Null: made when it is asked for.
    std::shared_ptr<const IndexedRanker> index;
  };

  explicit Snapshot(Parts parts) : parts_(std::move(parts)) {}
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  Revision revision() const { return parts_.revision; }
  const SortedTable<CandidateEntry>& candidates() const { return parts_.candidates; }
  const SortedTable<EmployerEntry>& employers() const { return parts_.employers; }
  const SortedTable<InternshipEntry>& internships() const { return parts_.internships; }
  const SortedTable<AdvisorEntry>& advisors() const { return parts_.advisors; }
  const SortedTable<PrincipalEntry>& principals() const { return parts_.principals; }
  const SortedTable<TokenEntry>& tokens() const { return parts_.tokens; }
  const SortedTable<EngagementEntry>& engagements() const { return parts_.engagements; }
  const SortedTable<ApplicationEntry>& applications() const { return parts_.applications; }
  const SortedTable<ProvisionRecordEntry>& provision_records() const {
    return parts_.provision_records;
  }
  const SortedTable<DeletionRequestEntry>& deletion_requests() const {
    return parts_.deletion_requests;
  }
  const SortedTable<RightsRequestEntry>& rights_requests() const { return parts_.rights_requests; }
  const SortedTable<TombstoneEntry>& tombstones() const { return parts_.tombstones; }
  const SortedTable<SettingsEntry>& settings() const { return parts_.settings; }
  const SortedTable<DeskDayEntry>& desk_days() const { return parts_.desk_days; }
  const SortedTable<SessionEntry>& sessions() const { return parts_.sessions; }
  const SortedTable<SupportPlanEntry>& support_plans() const { return parts_.support_plans; }
  const SortedTable<EntrySheetEntry>& entry_sheets() const { return parts_.entry_sheets; }
  const SortedTable<OfferEntry>& offers() const { return parts_.offers; }
  const SortedTable<MessageEntry>& messages() const { return parts_.messages; }
  const SortedTable<MatchEventEntry>& match_events() const { return parts_.match_events; }
  const SortedTable<ReportEntry>& reports() const { return parts_.reports; }
  const TaxonomyIndex& taxonomy() const { return *parts_.taxonomy; }
  const RuleBook& rules() const { return *parts_.rules; }
  const Parts& parts() const { return parts_; }

  // The table of a resource type.
  template <typename EntryType>
  const SortedTable<EntryType>& table() const;

  // Ranks what the snapshot holds. A snapshot of a catalog comes with its index; that of another
  // one is made when it is first asked for, O(n).
  const Ranker& ranker() const;

 private:
  const Parts parts_;
  mutable std::once_flag ranker_made_;
  mutable std::unique_ptr<const Ranker> ranker_;
};

// Calls `visit(kind, table)` for every table of `parts`, a Snapshot::Parts: all kinds but
// ResourceKind::kTaxonomy.
template <typename Parts, typename Visit>
void ForEachTable(Parts& parts, Visit visit) {
  visit(ResourceKind::kCandidate, parts.candidates);
  visit(ResourceKind::kEmployer, parts.employers);
  visit(ResourceKind::kInternship, parts.internships);
  visit(ResourceKind::kAdvisor, parts.advisors);
  visit(ResourceKind::kPrincipal, parts.principals);
  visit(ResourceKind::kToken, parts.tokens);
  visit(ResourceKind::kEngagement, parts.engagements);
  visit(ResourceKind::kApplication, parts.applications);
  visit(ResourceKind::kProvisionRecord, parts.provision_records);
  visit(ResourceKind::kDeletionRequest, parts.deletion_requests);
  visit(ResourceKind::kRightsRequest, parts.rights_requests);
  visit(ResourceKind::kTombstone, parts.tombstones);
  visit(ResourceKind::kSettings, parts.settings);
  visit(ResourceKind::kDeskDay, parts.desk_days);
  visit(ResourceKind::kSession, parts.sessions);
  visit(ResourceKind::kSupportPlan, parts.support_plans);
  visit(ResourceKind::kEntrySheet, parts.entry_sheets);
  visit(ResourceKind::kOffer, parts.offers);
  visit(ResourceKind::kMessage, parts.messages);
  visit(ResourceKind::kMatchEvent, parts.match_events);
  visit(ResourceKind::kReport, parts.reports);
}

// What the judgement sees of a snapshot. Cost: O(n).
std::shared_ptr<const World> WorldOf(const Snapshot::Parts& parts);

template <>
inline const SortedTable<CandidateEntry>& Snapshot::table() const {
  return candidates();
}
template <>
inline const SortedTable<EmployerEntry>& Snapshot::table() const {
  return employers();
}
template <>
inline const SortedTable<InternshipEntry>& Snapshot::table() const {
  return internships();
}
template <>
inline const SortedTable<AdvisorEntry>& Snapshot::table() const {
  return advisors();
}
template <>
inline const SortedTable<PrincipalEntry>& Snapshot::table() const {
  return principals();
}
template <>
inline const SortedTable<TokenEntry>& Snapshot::table() const {
  return tokens();
}
template <>
inline const SortedTable<EngagementEntry>& Snapshot::table() const {
  return engagements();
}
template <>
inline const SortedTable<ApplicationEntry>& Snapshot::table() const {
  return applications();
}
template <>
inline const SortedTable<ProvisionRecordEntry>& Snapshot::table() const {
  return provision_records();
}
template <>
inline const SortedTable<DeletionRequestEntry>& Snapshot::table() const {
  return deletion_requests();
}
template <>
inline const SortedTable<RightsRequestEntry>& Snapshot::table() const {
  return rights_requests();
}
template <>
inline const SortedTable<TombstoneEntry>& Snapshot::table() const {
  return tombstones();
}
template <>
inline const SortedTable<SettingsEntry>& Snapshot::table() const {
  return settings();
}
template <>
inline const SortedTable<DeskDayEntry>& Snapshot::table() const {
  return desk_days();
}
template <>
inline const SortedTable<SessionEntry>& Snapshot::table() const {
  return sessions();
}
template <>
inline const SortedTable<SupportPlanEntry>& Snapshot::table() const {
  return support_plans();
}
template <>
inline const SortedTable<EntrySheetEntry>& Snapshot::table() const {
  return entry_sheets();
}
template <>
inline const SortedTable<OfferEntry>& Snapshot::table() const {
  return offers();
}
template <>
inline const SortedTable<MessageEntry>& Snapshot::table() const {
  return messages();
}
template <>
inline const SortedTable<MatchEventEntry>& Snapshot::table() const {
  return match_events();
}
template <>
inline const SortedTable<ReportEntry>& Snapshot::table() const {
  return reports();
}

}  // namespace banso

#endif  // BANSO_SERVER_CATALOG_SNAPSHOT_H_
