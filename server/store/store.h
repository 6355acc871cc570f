// The port to what is kept: a revisioned set of resources with compare-and-set and a change feed.
#ifndef BANSO_SERVER_STORE_STORE_H_
#define BANSO_SERVER_STORE_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace banso {

// A number that every commit which writes gets of its own. They rise, with gaps: a later commit has
// a larger one than every commit that it could know of. 0 is the empty store.
using Revision = int64_t;

enum class ResourceKind {
  kCandidate,
  kEmployer,
  kInternship,
  kAdvisor,
  kTaxonomy,
  kPrincipal,
  kToken,
  kEngagement,
  kApplication,
  kProvisionRecord,
  kDeletionRequest,
  kRightsRequest,
  kTombstone,
  kSettings,
  kDeskDay,
  kSession,
  kSupportPlan,
  kEntrySheet,
  kOffer,
  kMessage,
  kMatchEvent,
  kReport,
};

// A resource as it is kept. `message` is the deterministic serialisation of its contract message
// (for kTaxonomy: of the server's own), without `etag` and `revision`, which follow from
// `revision`. A store of databases keeps what is private in `sealed` and only the rest in
// `message`; a sealing store (seal/sealed_store.h) joins both, so that above it `sealed` is empty.
struct Resource {
  ResourceKind kind = ResourceKind::kCandidate;
  std::string name;
  Revision revision = 0;  // of the commit that wrote it
  std::string message;
  std::string sealed = {};

  friend bool operator==(const Resource&, const Resource&) = default;
};

// One write. Exactly one of put and delete: `message` is set or not.
struct Write {
  ResourceKind kind = ResourceKind::kCandidate;
  std::string name;
  std::optional<std::string> message;  // none: delete
  // The revision that the resource must have. 0: it must not exist. None: whatever is there (but a
  // delete needs it to exist).
  std::optional<Revision> expected;
  std::string sealed = {};  // as in Resource
};

// A row of the audit log. The log has no gaps: rows are numbered from 1, those of a batch in its
// order. A number that was lost when a commit failed gets a row that says so (audit_void.h).
struct AuditRow {
  int64_t number = 0;                 // set by the store
  absl::Time time;                    // whole microseconds
  std::string principal;              // resource name; empty: a caller without proof, or a job
  std::vector<std::string> subjects;  // resource names, distinct
  std::string entry;                  // deterministic bytes of an AuditEntry without its number
  std::string chain;                  // keyed MAC over the rows so far; empty until it is chained

  friend bool operator==(const AuditRow&, const AuditRow&) = default;
};

// Which rows of the audit log are asked for. Empty parts do not limit.
struct AuditQuery {
  std::string subject;
  std::string principal;
  absl::Time start = absl::InfinitePast();  // included
  absl::Time end = absl::InfiniteFuture();  // not included
  int64_t after = 0;                        // only rows with larger numbers
  int limit = 1000;                         // from 1
};

// A unique key that belongs to a resource until it is released or the resource is deleted. The
// value is free for the owner's use.
struct Claim {
  std::string key;    // bytes
  std::string owner;  // resource name
  std::string value;  // bytes
};

// Makes a batch repeatable: a second commit with the same id does nothing and gives back the first
// `response`, if `digest` is the same.
struct IdempotencyKey {
  std::string id;         // unique per caller's write
  std::string digest;     // of the request, to tell a repetition from a mistake
  std::string response;   // bytes to give back; emptied when `owner` is deleted
  absl::Time time;        // when it was first used; kept for 7 days from here
  std::string owner;      // resource name whose content the response holds; empty: none
  Revision revision = 0;  // of the first commit; set by FindRequest, ignored by Commit
};

// What happens together or not at all: releases, then writes, then claims, then audit rows.
struct Batch {
  std::vector<Write> writes;          // distinct names
  std::vector<Claim> claims;          // taken; one with the same owner may be taken again
  std::vector<std::string> releases;  // keys given up, before `claims` are taken
  std::optional<IdempotencyKey> request;
  std::vector<AuditRow> audit;  // appended in order; not if the request id was seen before
};

struct CommitResult {
  Revision revision = 0;
  int64_t last_audit_number = 0;  // of the rows appended; 0 if none was
  // Set if the request id was seen before: the response of then. `revision` is the one of then.
  std::optional<std::string> repeated_response;
};

// A change of one resource, without its content.
struct Change {
  Revision revision = 0;
  ResourceKind kind = ResourceKind::kCandidate;
  std::string name;
  bool deleted = false;

  friend bool operator==(const Change&, const Change&) = default;
};

// Thread safety: every method may run on any number of threads at once.
// Errors of every method: UNAVAILABLE while the store is away, DEADLINE_EXCEEDED at `deadline`.
// A deadline of absl::InfiniteFuture() waits without bound.
class Store {
 public:
  virtual ~Store() = default;

  // Applies the batch atomically and durably: once this returns OK, a killed process or machine
  // does not lose it. Commits that write, claim or request nothing in common may run side by side;
  // of two that do, or of which one refers to what the other writes, the later has the larger
  // revision. A batch without writes gets a revision that no commit acknowledged before exceeds. A
  // request first seen more than 7 days before `request->time` is as one that was never seen.
  // Errors: ABORTED if an expected revision differs; ALREADY_EXISTS if a claim belongs to another
  // owner, a resource that must not exist does, or a session that is OFFERED or CONFIRMED overlaps
  // another such session of its advisor or candidate (writes of a kind happen in the batch's
  // order); NOT_FOUND if a resource to delete, or one that a column refers to, does not exist;
  // FAILED_PRECONDITION if others refer to a resource to delete; INVALID_ARGUMENT if the request id
  // was used with another digest, a message cannot be kept (it does not parse, or breaks a rule of
  // the tables such as seats taken beyond seats), a name does not fit its kind, or the batch
  // contradicts itself; UNKNOWN if the commit may or may not have happened. Nothing is written on
  // any error but UNKNOWN.
  virtual absl::StatusOr<CommitResult> Commit(const Batch& batch, absl::Time deadline) = 0;

  // Returns a resource. NOT_FOUND if there is none.
  virtual absl::StatusOr<Resource> Get(ResourceKind kind, absl::string_view name,
                                       absl::Time deadline) = 0;

  // Returns a resource as it was at `revision`: as its last write up to there left it.
  // NOT_FOUND if there was none, or it was deleted since: with a resource its past goes.
  virtual absl::StatusOr<Resource> GetVersion(ResourceKind kind, absl::string_view name,
                                              Revision revision, absl::Time deadline) = 0;

  // Returns up to `limit` (from 1) resources of a kind with names after `after`, by name, compared
  // byte by byte. `after` may be empty.
  virtual absl::StatusOr<std::vector<Resource>> Scan(ResourceKind kind, absl::string_view after,
                                                     int limit, absl::Time deadline) = 0;

  // Returns a claim, or none.
  virtual absl::StatusOr<std::optional<Claim>> FindClaim(absl::string_view key,
                                                         absl::Time deadline) = 0;

  // Returns the response kept for a request id, with its digest, or none.
  virtual absl::StatusOr<std::optional<IdempotencyKey>> FindRequest(absl::string_view id,
                                                                    absl::Time deadline) = 0;

  // Returns changes after revision `since`, oldest first, whole commits only: at least one commit
  // if there is any, and no further one once `limit` changes are reached. Never skips a commit: one
  // that is under way holds back those with larger revisions, for as long as the database lets a
  // transaction stand idle at most.
  // Errors: OUT_OF_RANGE if changes after `since` are forgotten (Trim): whoever follows has to read
  // everything anew.
  virtual absl::StatusOr<std::vector<Change>> Changes(Revision since, int limit,
                                                      absl::Time deadline) = 0;

  // Returns rows of the audit log, by number, their subjects ascending.
  virtual absl::StatusOr<std::vector<AuditRow>> ReadAudit(const AuditQuery& query,
                                                          absl::Time deadline) = 0;

  // Sets the chain of rows, numbers rising. FAILED_PRECONDITION, and nothing is set, if one of
  // them does not exist or is chained already.
  virtual absl::Status ChainAudit(const std::vector<AuditRow>& rows, absl::Time deadline) = 0;

  // Deletes the rows up to `number`, included. The numbers of later rows go on.
  virtual absl::Status ForgetAudit(int64_t number, absl::Time deadline) = 0;

  // Returns the number of the newest row that was ever appended, whether or not it is still there;
  // 0 if none was. A log that ends before it was cut off.
  virtual absl::StatusOr<int64_t> LastAuditNumber(absl::Time deadline) = 0;

  // Replaces `message` and `sealed` of resources that have the revisions given, and of these
  // versions, without a new revision: for sealing what was kept in plain. What they say must stay
  // the same. One that has another revision by now, or is gone, is left alone.
  virtual absl::Status Reseal(const std::vector<Resource>& resources, absl::Time deadline) = 0;

  // Forgets changes up to a revision, included, and requests first seen before a time: bit by bit,
  // so that no commit waits for long. What was forgotten before an error stays so; call it again.
  virtual absl::Status Trim(Revision changes_up_to, absl::Time requests_before,
                            absl::Time deadline) = 0;

  // Returns a revision that no commit acknowledged before exceeds, once the feed tells of all up to
  // there: it waits for those under way, as Changes does not.
  virtual absl::StatusOr<Revision> CurrentRevision(absl::Time deadline) = 0;

  // Waits until the feed is complete up to a revision after `since` and returns the newest such.
  // DEADLINE_EXCEEDED if there is none by `deadline`; CANCELLED after CancelWaits().
  virtual absl::StatusOr<Revision> Wait(Revision since, absl::Time deadline) = 0;

  // Ends every Wait, present and future. For stopping.
  virtual void CancelWaits() = 0;

  // A secret of 32 random bytes, made when the store was made, for keyed hashes of claims.
  virtual absl::StatusOr<std::string> Secret(absl::Time deadline) = 0;

  // "sqlite" or "postgres".
  virtual absl::string_view kind() const = 0;
};

// The collection of a kind as names begin with or end in, such as "candidates".
absl::string_view CollectionOf(ResourceKind kind);

}  // namespace banso

#endif  // BANSO_SERVER_STORE_STORE_H_
