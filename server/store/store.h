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

// A number that every commit raises. 0 is the empty store.
using Revision = int64_t;

enum class ResourceKind { kCandidate, kEmployer, kInternship, kAdvisor, kTaxonomy };

// A resource as it is kept. `message` is the deterministic serialisation of its contract message
// (for kTaxonomy: of the server's own), without `etag` and `revision`, which follow from
// `revision`.
struct Resource {
  ResourceKind kind = ResourceKind::kCandidate;
  std::string name;
  Revision revision = 0;  // of the commit that wrote it
  std::string message;

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

// What happens together or not at all: releases, then writes, then claims.
struct Batch {
  std::vector<Write> writes;          // distinct names
  std::vector<Claim> claims;          // taken; one with the same owner may be taken again
  std::vector<std::string> releases;  // keys given up, before `claims` are taken
  std::optional<IdempotencyKey> request;
};

struct CommitResult {
  Revision revision = 0;
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
  // does not lose it. Revisions of commits rise without gaps in the order of the feed; a batch
  // without writes keeps the revision, so every revision has its change. Requests older than 7
  // days, seen from `request->time`, are forgotten first.
  // Errors: ABORTED if an expected revision differs; ALREADY_EXISTS if a claim belongs to another
  // owner or a resource that must not exist does; NOT_FOUND if a resource to delete, or one that
  // a column refers to, does not exist; FAILED_PRECONDITION if others refer to a resource to
  // delete; INVALID_ARGUMENT if the request id was used with another digest, a message cannot be
  // kept (it does not parse, or breaks a rule of the tables such as seats taken beyond seats), a
  // name does not fit its kind, or the batch contradicts itself; UNKNOWN if the commit may or may
  // not have happened. Nothing is written on any error but UNKNOWN.
  virtual absl::StatusOr<CommitResult> Commit(const Batch& batch, absl::Time deadline) = 0;

  // Returns a resource. NOT_FOUND if there is none.
  virtual absl::StatusOr<Resource> Get(ResourceKind kind, absl::string_view name,
                                       absl::Time deadline) = 0;

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
  // if there is any, and no further one once `limit` changes are reached. Never skips a commit.
  virtual absl::StatusOr<std::vector<Change>> Changes(Revision since, int limit,
                                                      absl::Time deadline) = 0;

  // Returns the newest revision.
  virtual absl::StatusOr<Revision> CurrentRevision(absl::Time deadline) = 0;

  // Waits until there is a revision after `since` and returns the newest. DEADLINE_EXCEEDED if
  // there is none by `deadline`; CANCELLED after CancelWaits().
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
