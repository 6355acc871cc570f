// What the server does by itself, and in which order.
#ifndef BANSO_SERVER_JOBS_H_
#define BANSO_SERVER_JOBS_H_

#include <vector>

#include "server/base/ticker.h"

namespace banso {

class ConsentService;
class ConsultationService;
class Eraser;
class InternshipService;
class OutboxDispatcher;
class PlacementService;
class PrincipalAuthenticator;
class Reminders;
class Replica;
class Retention;
struct ServiceContext;

// Who does the jobs. What is pointed to outlives them.
struct JobDoers {
  const ServiceContext* context = nullptr;
  Eraser* eraser = nullptr;
  ConsultationService* consultation = nullptr;
  Reminders* reminders = nullptr;
  InternshipService* internships = nullptr;
  PrincipalAuthenticator* authenticator = nullptr;
  ConsentService* consents = nullptr;
  PlacementService* placement = nullptr;
  Retention* retention = nullptr;
  OutboxDispatcher* dispatcher = nullptr;
  const Replica* replica = nullptr;  // null: the only server of its store
};

// A job that does not go well is logged as `{name}_delayed` and tried again in the next round; it
// keeps no other waiting for longer than its time. Of several servers of a store one does the jobs
// (Replica::DoesJobs), but for `last_use`, which writes what each server alone has seen. What a
// server had begun when its lease lapsed does no harm: every job decides in the commit of what it
// does, by the revisions that it saw.

// Every minute or so. What people may rely on comes first: erasures, what others are to delete, the
// desk. Five seconds each, less than the usual grace at a stop.
std::vector<PeriodicJob> FrequentJobs(const JobDoers& doers);
// Once a day. Consents expire before anybody is written to or asked; what has been kept for long
// enough is forgotten at last. Ten minutes each.
std::vector<PeriodicJob> DailyJobs(const JobDoers& doers);
// Deliveries, which are to have a thread of their own: a slow mail server keeps nothing else
// waiting. Two minutes a round; a server that does not answer takes 30 seconds of it for each try.
std::vector<PeriodicJob> OutboxJobs(const JobDoers& doers);

}  // namespace banso

#endif  // BANSO_SERVER_JOBS_H_
