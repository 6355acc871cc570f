#include "server/services/replay.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "engine/base/status_macros.h"
#include "engine/score/judge.h"
#include "server/audit/audit_entry.h"
#include "server/audit/audit_log.h"
#include "server/catalog/snapshot.h"
#include "server/catalog/snapshot_builder.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/internship_convert.h"
#include "server/convert/match_convert.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"
#include "server/services/reads.h"
#include "server/services/writer.h"

namespace banso {
namespace {

absl::Status InputsGone(absl::string_view name) {
  return WithErrorInfo(absl::FailedPreconditionError(absl::StrCat(
                           "what ", name, " was when the list was shown is not kept any more")),
                       "INPUTS_GONE", {{"name", std::string(name)}});
}

absl::Status NotRanked() {
  return absl::DataLossError("the list of the audit entry names what is not ranked together");
}

// What may be ranked, by its name.
absl::StatusOr<ResourceKind> KindOf(absl::string_view name) {
  if (ParseName(kCandidatePattern, name)) return ResourceKind::kCandidate;
  if (ParseName(kAdvisorPattern, name)) return ResourceKind::kAdvisor;
  if (ParseName(kInternshipPattern, name)) return ResourceKind::kInternship;
  return NotRanked();
}

// Puts together the world of a list as it was.
class PastWorld {
 public:
  // `now` knows at least the revision of the entry.
  PastWorld(const ServiceContext& context, const Snapshot& now, Revision revision,
            std::shared_ptr<const RuleBook> rules, const Call& call)
      : context_(context),
        call_(call),
        now_(now),
        revision_(revision),
        builder_(Base(now, revision, std::move(rules))) {}

  // Adds a resource as it was at `revision`.
  absl::Status Add(ResourceKind kind, const std::string& name, Revision revision) {
    if (call_.cancelled && call_.cancelled()) {
      return absl::CancelledError("nobody waits for the list");
    }
    BANSO_ASSIGN_OR_RETURN(const Resource resource, Load(kind, name, revision));
    BANSO_RETURN_IF_ERROR(builder_.Put(resource));
    if (kind == ResourceKind::kInternship) return AddEmployer(std::string(EmployerOf(name)));
    if (kind != ResourceKind::kAdvisor) return absl::OkStatus();
    v1::Advisor advisor;
    if (!advisor.ParseFromString(resource.message)) {
      return absl::DataLossError(absl::StrCat(name, " cannot be read"));
    }
    return AddEmployer(advisor.employer());
  }

  // Adds the applications of candidates, with their employers: conflicts of interest.
  absl::Status AddApplications(const std::set<std::string>& candidates) {
    std::vector<std::string> names;
    now_.applications().ForEach([&](const auto& entry) {
      if (candidates.contains(entry->message->candidate())) names.push_back(entry->name());
    });
    for (const std::string& name : names) {
      absl::StatusOr<Resource> resource =
          context_.store->GetVersion(ResourceKind::kApplication, name, revision_, call_.deadline);
      // Created since. One that was deleted since had its candidate deleted with it.
      if (absl::IsNotFound(resource.status())) continue;
      BANSO_RETURN_IF_ERROR(resource.status());
      BANSO_RETURN_IF_ERROR(builder_.Put(*resource));
      v1::Application application;
      if (!application.ParseFromString(resource->message)) {
        return absl::DataLossError(absl::StrCat(name, " cannot be read"));
      }
      BANSO_RETURN_IF_ERROR(AddEmployer(std::string(EmployerOf(application.internship()))));
    }
    return absl::OkStatus();
  }

  // Adds the taxonomies that were imported again since, as they were.
  absl::Status AddOlderTaxonomies() {
    for (const auto& [name, imported] : now_.parts().imported) {
      if (imported.first <= revision_) continue;
      absl::StatusOr<Resource> resource =
          context_.store->GetVersion(ResourceKind::kTaxonomy, name, revision_, call_.deadline);
      if (absl::IsNotFound(resource.status())) continue;  // first imported since
      BANSO_RETURN_IF_ERROR(resource.status());
      BANSO_RETURN_IF_ERROR(builder_.Put(*resource));
    }
    return absl::OkStatus();
  }

  std::shared_ptr<const Snapshot> Finish() && { return std::move(builder_).Finish(revision_); }

 private:
  // What has not changed since: taxonomies, and their index if no other is newer.
  static Snapshot::Parts Base(const Snapshot& now, Revision revision,
                              std::shared_ptr<const RuleBook> rules) {
    Snapshot::Parts parts;
    parts.rules = std::move(rules);
    bool unchanged = true;
    for (const auto& [name, imported] : now.parts().imported) {
      if (imported.first <= revision) {
        parts.imported[name] = imported;
      } else {
        unchanged = false;
      }
    }
    if (unchanged) parts.taxonomy = now.parts().taxonomy;
    return parts;
  }

  absl::StatusOr<Resource> Load(ResourceKind kind, const std::string& name,
                                Revision revision) const {
    absl::StatusOr<Resource> resource =
        context_.store->GetVersion(kind, name, revision, call_.deadline);
    if (absl::IsNotFound(resource.status())) return InputsGone(name);
    return resource;
  }

  absl::Status AddEmployer(const std::string& name) {
    if (name.empty() || !employers_.insert(name).second) return absl::OkStatus();
    BANSO_ASSIGN_OR_RETURN(const Resource resource, Load(ResourceKind::kEmployer, name, revision_));
    return builder_.Put(resource);
  }

  const ServiceContext& context_;
  const Call& call_;
  const Snapshot& now_;
  const Revision revision_;
  SnapshotBuilder builder_;
  std::set<std::string> employers_;  // that were added
};

// The book that holds the rule set of a version alone.
absl::StatusOr<std::shared_ptr<const RuleBook>> BookOf(const RuleBook& book,
                                                       const std::string& version) {
  for (const RuleSet& rules : book.rule_sets()) {
    if (rules.version != version) continue;
    BANSO_ASSIGN_OR_RETURN(RuleBook alone, RuleBook::Create({rules}));
    return std::make_shared<const RuleBook>(std::move(alone));
  }
  return WithErrorInfo(
      absl::FailedPreconditionError("the rules that the list was made by are not known any more"),
      "RULE_SET_UNKNOWN", {{"rule_set_version", version}});
}

// The matches of a ranking, each made by `to_match(item, judgement)`.
template <typename T, typename MakeMatch>
absl::StatusOr<std::vector<v1::Match>> Matches(absl::StatusOr<std::vector<Ranked<T>>> ranked,
                                               MakeMatch to_match) {
  if (!ranked.ok()) return std::move(ranked).status();
  std::vector<v1::Match> matches;
  for (const Ranked<T>& row : *ranked) matches.push_back(to_match(*row.item, row.judgement));
  return matches;
}

// The resource that a list was made for, as the engine sees it.
template <typename EntryType>
absl::StatusOr<std::shared_ptr<const typename EntryType::Value>> SubjectIn(
    const SortedTable<EntryType>& table, absl::string_view name) {
  const auto entry = table.Find(name);
  if (entry == nullptr) return NotRanked();
  return entry->value;
}

absl::StatusOr<std::vector<v1::Match>> RankAgain(const v1::ShownList& list, ResourceKind subject,
                                                 ResourceKind rows, const Snapshot& world,
                                                 const Call& call) {
  RankQuery query;
  query.as_of = ToTime(list.as_of());
  query.sections.fill(true);
  query.limit = std::max(list.matches_size(), 1);
  query.cancelled = call.cancelled;
  const RuleSet& rules = world.rules().At(query.as_of);
  const Ranker& ranker = world.ranker();

  if (subject == ResourceKind::kCandidate) {
    BANSO_ASSIGN_OR_RETURN(const auto candidate, SubjectIn(world.candidates(), list.subject()));
    if (rows == ResourceKind::kInternship) {
      return Matches(ranker.RankInternships(*candidate, query),
                     [&](const Internship& internship, const Judgement& judgement) {
                       return ToMatch(candidate->id, internship.id, judgement,
                                      BandOf(judgement, rules), rules.version);
                     });
    }
    return Matches(ranker.RankAdvisors(*candidate, query),
                   [&](const Advisor& advisor, const Judgement& judgement) {
                     return ToMatch(candidate->id, advisor.id, judgement, rules.version);
                   });
  }
  if (subject == ResourceKind::kAdvisor) {
    BANSO_ASSIGN_OR_RETURN(const auto advisor, SubjectIn(world.advisors(), list.subject()));
    return Matches(ranker.RankCandidates(*advisor, query),
                   [&](const Candidate& candidate, const Judgement& judgement) {
                     return ToMatch(candidate.id, advisor->id, judgement, rules.version);
                   });
  }
  // Fewer showings come first inside a step: a row counts as shown as often as there were rows
  // before it.
  absl::flat_hash_map<CandidateId, int> showings;
  for (int i = 0; i < list.matches_size(); ++i) {
    showings.emplace(CandidateId(list.matches(i).name()), i);
  }
  query.showings = &showings;
  BANSO_ASSIGN_OR_RETURN(const auto internship, SubjectIn(world.internships(), list.subject()));
  return Matches(ranker.RankCandidates(*internship, query),
                 [&](const Candidate& candidate, const Judgement& judgement) {
                   return ToMatch(candidate.id, internship->id, judgement, BandOf(judgement, rules),
                                  rules.version);
                 });
}

// The half of a pair that the row of a list shows.
const std::string& ShownHalf(const v1::Match& match, ResourceKind rows) {
  switch (rows) {
    case ResourceKind::kInternship:
      return match.internship();
    case ResourceKind::kAdvisor:
      return match.advisor();
    default:
      return match.candidate();
  }
}

// Whether a row says again what was shown. Codes that were noted once for each reason count once.
bool SaysTheSame(const v1::ShownMatch& shown, const v1::ShownMatch& again) {
  std::vector<std::string> codes(shown.reason_codes().begin(), shown.reason_codes().end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  return shown.name() == again.name() && shown.has_raw() == again.has_raw() &&
         shown.raw() == again.raw() &&
         std::equal(codes.begin(), codes.end(), again.reason_codes().begin(),
                    again.reason_codes().end());
}

}  // namespace

v1::ShownMatch ToShownMatch(const v1::Match& match, std::string name, Revision item_revision) {
  v1::ShownMatch shown;
  shown.set_name(std::move(name));
  if (match.has_raw()) shown.set_raw(match.raw());
  shown.set_item_revision(item_revision);
  for (const v1::Reason& reason : match.reasons()) {
    // Reasons are sorted by code.
    const std::string& code = v1::Reason::Code_Name(reason.code());
    if (shown.reason_codes().empty() || *shown.reason_codes().rbegin() != code) {
      shown.add_reason_codes(code);
    }
  }
  return shown;
}

absl::StatusOr<v1::ReplayMatchesResponse> ReplayMatches(const ServiceContext& context,
                                                        const v1::ReplayMatchesRequest& request,
                                                        Call* call) {
  // What was shown just now may still wait to be written.
  BANSO_RETURN_IF_ERROR(context.audit_log->Flush(call->deadline));
  AuditQuery query;
  query.after = request.audit_number() - 1;
  query.limit = 1;
  BANSO_ASSIGN_OR_RETURN(const std::vector<AuditRow> rows,
                         context.store->ReadAudit(query, call->deadline));
  if (rows.empty() || rows[0].number != request.audit_number()) {
    return NoSuchResource(absl::StrCat("audit entry ", request.audit_number()));
  }
  BANSO_ASSIGN_OR_RETURN(const v1::AuditEntry entry, ToAuditEntry(rows[0]));
  if (!entry.has_shown_list()) {
    return WithErrorInfo(
        absl::FailedPreconditionError("no list of matches was shown then; name an entry of one"),
        "NOT_A_LIST", {{"number", absl::StrCat(entry.number())}});
  }
  return Replay(context, entry, call);
}

absl::StatusOr<v1::ReplayMatchesResponse> Replay(const ServiceContext& context,
                                                 const v1::AuditEntry& entry, Call* call) {
  const v1::ShownList& list = entry.shown_list();
  BANSO_ASSIGN_OR_RETURN(std::shared_ptr<const RuleBook> rules,
                         BookOf(*context.rules, list.rule_set_version()));
  BANSO_ASSIGN_OR_RETURN(const ResourceKind subject, KindOf(list.subject()));
  // An empty list shows nothing, of whichever kind.
  ResourceKind rows =
      subject == ResourceKind::kCandidate ? ResourceKind::kInternship : ResourceKind::kCandidate;
  if (!list.matches().empty()) {
    BANSO_ASSIGN_OR_RETURN(rows, KindOf(list.matches(0).name()));
  }
  if ((subject == ResourceKind::kCandidate) == (rows == ResourceKind::kCandidate)) {
    return NotRanked();
  }

  BANSO_ASSIGN_OR_RETURN(const auto now, SnapshotAt(context, entry.revision(), *call));
  call->audit.set_revision(entry.revision());
  PastWorld past(context, *now, entry.revision(), std::move(rules), *call);
  BANSO_RETURN_IF_ERROR(past.AddOlderTaxonomies());
  BANSO_RETURN_IF_ERROR(past.Add(subject, list.subject(), list.subject_revision()));
  std::set<std::string> candidates;
  if (subject == ResourceKind::kCandidate) candidates.insert(list.subject());
  for (const v1::ShownMatch& shown : list.matches()) {
    BANSO_ASSIGN_OR_RETURN(const ResourceKind kind, KindOf(shown.name()));
    if (kind != rows) return NotRanked();
    BANSO_RETURN_IF_ERROR(past.Add(kind, shown.name(), shown.item_revision()));
    if (kind == ResourceKind::kCandidate) candidates.insert(shown.name());
  }
  if (subject == ResourceKind::kAdvisor || rows == ResourceKind::kAdvisor) {
    BANSO_RETURN_IF_ERROR(past.AddApplications(candidates));
  }
  const std::shared_ptr<const Snapshot> world = std::move(past).Finish();
  std::vector<v1::Match> matches;
  if (!list.matches().empty()) {
    BANSO_ASSIGN_OR_RETURN(matches, RankAgain(list, subject, rows, *world, *call));
  }

  if (subject != ResourceKind::kInternship) call->audit.add_subjects(list.subject());
  for (const v1::ShownMatch& shown : list.matches()) {
    if (rows != ResourceKind::kInternship) call->audit.add_subjects(shown.name());
  }
  v1::ReplayMatchesResponse response;
  bool identical = static_cast<int>(matches.size()) == list.matches_size();
  for (int i = 0; i < static_cast<int>(matches.size()); ++i) {
    const v1::ShownMatch again = ToShownMatch(matches[i], ShownHalf(matches[i], rows), 0);
    identical = identical && SaysTheSame(list.matches(i), again);
    *response.add_matches() = std::move(matches[i]);
  }
  response.set_identical(identical);
  v1::RankingBasis* basis = response.mutable_basis();
  *basis->mutable_as_of() = list.as_of();
  basis->set_revision(entry.revision());
  basis->set_rule_set_version(list.rule_set_version());
  basis->set_time_zone_version(context.time_zone_version);
  *response.mutable_audit_entry() = entry;
  return response;
}

}  // namespace banso
