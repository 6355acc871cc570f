// What the desk should do, worked out slowly and without any of the server's code: a list of people
// and a list of mentors, gone through from the top for every question.
#ifndef BANSO_TESTS_E2E_DESK_MODEL_H_
#define BANSO_TESTS_E2E_DESK_MODEL_H_

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/time/time.h"

namespace banso {

// Levels of languages on the common scale, 3 for B1, 6 for native.
using Levels = std::map<std::string, int>;

struct ModelMentor {
  std::string name;
  std::set<absl::Time> free;  // starts of slots, of any day
  int most = 4;               // sessions a day
  Levels levels;
  std::set<int> topics;
};

// Somebody's wish for an hour on one desk day, and what became of it.
struct ModelRequest {
  std::string session;
  std::string person;
  Levels levels;
  std::set<int> topics;
  std::vector<absl::Time> preferred;
  absl::Time asked;
  bool urgent = false;
  bool first_time = true;

  std::string state = "REQUESTED";
  absl::Time start = absl::InfinitePast();
  std::string mentor;
  absl::Time expires = absl::InfinitePast();
  std::set<absl::Time> offered_before;
  int lapses = 0;
  // Whether an offer ended in this step. What is free for the person then is kept, by whom and from
  // when, and offered in the next step.
  bool left_now = false;
  std::string kept_with;
  absl::Time kept_from = absl::InfinitePast();
  bool late = false;
  bool interpreter = false;

  bool holds_hour() const {
    return state == "CONFIRMED" || state == "OFFERED" || state == "COMPLETED" || state == "NO_SHOW";
  }
};

// One desk day. Every method is what happens at `now`.
class DeskModel {
 public:
  explicit DeskModel(std::vector<ModelMentor> mentors) : mentors_(std::move(mentors)) {}

  std::vector<ModelRequest>& requests() { return requests_; }
  bool allocated() const { return allocated_; }

  ModelRequest& Of(const std::string& session) {
    return *std::find_if(requests_.begin(), requests_.end(),
                         [&](const ModelRequest& request) { return request.session == session; });
  }

  void Ask(ModelRequest request, absl::Time now) {
    Keep(now);
    requests_.push_back(std::move(request));
    if (allocated_) {
      GiveFirstFree(now, &requests_.back());
      Offer(now);
    }
  }

  void Allocate(absl::Time now) {
    for (ModelRequest* request : InOrder("REQUESTED")) GiveFirstFree(now, request);
    allocated_ = true;
    Offer(now);
  }

  // Lapsed offers pass on, and what is free is offered.
  void Keep(absl::Time now) {
    if (!allocated_) return;
    for (ModelRequest& request : requests_) {
      request.left_now = false;
      request.kept_with.clear();
      if (request.state != "OFFERED" || now < request.expires) continue;
      TakeBack(&request);
      if (++request.lapses == 2) request.state = "CANCELLED";
    }
    Offer(now);
  }

  void Cancel(const std::string& session, absl::Time now) {
    Keep(now);
    ModelRequest& request = Of(session);
    if (request.state == "CONFIRMED") request.late = request.start - now < absl::Hours(24);
    if (request.state == "OFFERED") TakeBack(&request);
    request.state = "CANCELLED";
    Offer(now);
  }

  void Accept(const std::string& session, absl::Time now) {
    Keep(now);
    Of(session).state = "CONFIRMED";
    Offer(now);
  }
  void Pass(const std::string& session, absl::Time now) {
    Keep(now);
    TakeBack(&Of(session));
    Offer(now);
  }

  // The day is over: nobody waits for it any more.
  void End() {
    for (ModelRequest& request : requests_) {
      if (request.state == "WAITLISTED") request.state = "DECLINED";
    }
  }

  // Whether there is an hour among those wished for, if the one that is held is given up.
  bool CanMove(const std::string& session, const std::vector<absl::Time>& preferred,
               absl::Time now) const {
    DeskModel copy = *this;
    copy.Move(session, "new", preferred, now);
    return copy.requests_.back().state == "CONFIRMED";
  }
  void Move(const std::string& session, const std::string& renamed,
            const std::vector<absl::Time>& preferred, absl::Time now) {
    Keep(now);
    ModelRequest& old = Of(session);
    old.late = old.start - now < absl::Hours(24);
    old.state = "CANCELLED";
    ModelRequest moved;
    moved.session = renamed;
    moved.person = old.person;
    moved.levels = old.levels;
    moved.topics = old.topics;
    moved.urgent = old.urgent;
    moved.first_time = old.first_time;
    moved.preferred = preferred;
    moved.asked = now;
    requests_.push_back(std::move(moved));
    GiveFirstFree(now, &requests_.back());
    Offer(now);
  }

  void Attend(const std::string& session, bool came, absl::Time now) {
    Keep(now);
    Of(session).state = came ? "COMPLETED" : "NO_SHOW";
    Offer(now);
  }

 private:
  void TakeBack(ModelRequest* request) {
    request->offered_before.insert(request->start);
    request->left_now = true;
    request->state = "WAITLISTED";
    request->start = absl::InfinitePast();
    request->mentor.clear();
  }

  std::vector<ModelRequest*> InOrder(const std::string& state) {
    std::vector<ModelRequest*> found;
    for (ModelRequest& request : requests_) {
      if (request.state == state) found.push_back(&request);
    }
    std::sort(found.begin(), found.end(), [](const ModelRequest* a, const ModelRequest* b) {
      return std::tuple(!a->urgent, !a->first_time, a->asked, a->session) <
             std::tuple(!b->urgent, !b->first_time, b->asked, b->session);
    });
    return found;
  }

  static int SharedLevel(const ModelRequest& request, const ModelMentor& mentor) {
    int best = 0;
    for (const auto& [language, level] : request.levels) {
      const auto found = mentor.levels.find(language);
      if (found != mentor.levels.end()) best = std::max(best, std::min(level, found->second));
    }
    return best;
  }

  // What the rubric gives for topics and language; the rest is alike for all mentors here.
  static int Fit(const ModelRequest& request, const ModelMentor& mentor) {
    int topics = 1000;
    if (!request.topics.empty()) {
      int shared = 0;
      for (const int topic : request.topics) shared += mentor.topics.count(topic);
      topics = 1000 * shared / static_cast<int>(request.topics.size());
    }
    const int level = SharedLevel(request, mentor);
    const int language = level >= 5 ? 1000 : level == 4 ? 900 : level == 3 ? 700 : 400;
    return 20 * topics + 10 * language;
  }

  int SessionsOf(const ModelMentor& mentor) const {
    return static_cast<int>(
        std::count_if(requests_.begin(), requests_.end(), [&](const ModelRequest& request) {
          return (request.holds_hour() && request.mentor == mentor.name) ||
                 request.kept_with == mentor.name;
        }));
  }
  bool IsTaken(const ModelMentor& mentor, absl::Time start) const {
    return std::any_of(requests_.begin(), requests_.end(), [&](const ModelRequest& request) {
      return (request.holds_hour() && request.mentor == mentor.name && request.start == start) ||
             (request.kept_with == mentor.name && request.kept_from == start);
    });
  }
  bool HoldsOne(const std::string& person) const {
    return std::any_of(requests_.begin(), requests_.end(), [&](const ModelRequest& request) {
      return (request.holds_hour() || !request.kept_with.empty()) && request.person == person;
    });
  }

  const ModelMentor* BestFor(const ModelRequest& request, absl::Time start) const {
    const ModelMentor* best = nullptr;
    const auto rank = [&](const ModelMentor& mentor) {
      return std::tuple(-Fit(request, mentor), SessionsOf(mentor), mentor.name);
    };
    for (const ModelMentor& mentor : mentors_) {
      if (SharedLevel(request, mentor) < 2 || mentor.free.count(start) == 0 ||
          SessionsOf(mentor) >= mentor.most || IsTaken(mentor, start)) {
        continue;
      }
      if (best == nullptr || rank(mentor) < rank(*best)) best = &mentor;
    }
    return best;
  }

  void GiveFirstFree(absl::Time now, ModelRequest* request) {
    request->interpreter =
        std::none_of(mentors_.begin(), mentors_.end(),
                     [&](const ModelMentor& mentor) { return SharedLevel(*request, mentor) >= 2; });
    request->state = "WAITLISTED";
    if (HoldsOne(request->person)) return;
    for (const absl::Time start : request->preferred) {
      const ModelMentor* mentor = now < start ? BestFor(*request, start) : nullptr;
      if (mentor == nullptr) continue;
      request->state = "CONFIRMED";
      request->start = start;
      request->mentor = mentor->name;
      return;
    }
  }

  void Offer(absl::Time now) {
    if (!allocated_) return;
    for (ModelRequest* request : InOrder("WAITLISTED")) {
      if (HoldsOne(request->person)) continue;
      for (const absl::Time start : request->preferred) {
        const absl::Time expires = std::min(now + absl::Hours(24), start - absl::Hours(12));
        if (expires <= now || request->offered_before.count(start) > 0) continue;
        const ModelMentor* mentor = BestFor(*request, start);
        if (mentor == nullptr) continue;
        if (request->left_now) {
          request->kept_with = mentor->name;
          request->kept_from = start;
          break;
        }
        request->state = "OFFERED";
        request->start = start;
        request->mentor = mentor->name;
        request->expires = expires;
        break;
      }
    }
  }

  std::vector<ModelMentor> mentors_;
  std::vector<ModelRequest> requests_;
  bool allocated_ = false;
};

}  // namespace banso

#endif  // BANSO_TESTS_E2E_DESK_MODEL_H_
