#include "server/reports/report_figures.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "engine/disclosure/suppression.h"
#include "server/convert/calendar_convert.h"
#include "server/reports/fact_codes.h"

namespace banso {
namespace {

constexpr absl::string_view kStages[] = {"APPLIED",      "RECEIVED",  "FIRST_INTERVIEW", "PLANNED",
                                         "ACCOMPANYING", "APPLYING",  "IN_SELECTION",    "OFFERED",
                                         "EMPLOYED",     "FOLLOW_UP", "CLOSED"};
constexpr absl::string_view kEndings[] = {"WITHDRAWN", "REFERRED"};
constexpr absl::string_view kSessionStates[] = {"REQUESTED", "WAITLISTED", "CONFIRMED", "COMPLETED",
                                                "NO_SHOW",   "CANCELLED",  "DECLINED"};
constexpr absl::string_view kTopics[] = {
    "SELF_ANALYSIS",       "ES_REVIEW",        "INTERVIEW_PRACTICE", "INDUSTRY_RESEARCH",
    "JOB_SEARCH_STRATEGY", "BUSINESS_MANNERS", "SKILL_COACHING",     "WORKPLACE_FOLLOWUP"};
constexpr absl::string_view kTopicStates[] = {"COMPLETED", "NO_SHOW", "CANCELLED"};
constexpr absl::string_view kApplicationStates[] = {"INTERESTED",
                                                    "CONSENT_PENDING",
                                                    "APPLIED",
                                                    "SCREENING",
                                                    "INTERVIEW",
                                                    "ACCEPTED",
                                                    "IN_PROGRESS",
                                                    "COMPLETED",
                                                    "WITHDRAWN",
                                                    "REJECTED",
                                                    "CANCELLED_BY_EMPLOYER",
                                                    "ABORTED"};
constexpr absl::string_view kOfferStates[] = {
    "INFORMAL", "FORMAL",      "ACCEPTED",       "DECLINED",  "RESCINDED",
    "JOINED",   "RETAINED_6M", "LEFT_BEFORE_6M", "DISMISSED", "UNKNOWN_6M"};
constexpr absl::string_view kFollowUpStates[] = {"RETAINED_6M", "LEFT_BEFORE_6M", "DISMISSED",
                                                 "UNKNOWN_6M"};
constexpr absl::string_view kScopes[] = {"SERVICE",        "ADVISOR_NOTES", "EMPLOYER_BLINDED",
                                         "EMPLOYER_NAMED", "REFERRAL",      "FOLLOW_UP",
                                         "FAMILY_SHARE"};

constexpr absl::string_view kHeadlines = "HEADLINES/";

// Minutes of a cell that must not be told apart: three sessions of an hour.
constexpr int64_t kLeastMinutes = 180;
constexpr int64_t kTargetReviewDays = 7;

std::string CodeOr(const v1::CountedFact& fact, absl::string_view dimension,
                   absl::string_view otherwise) {
  const absl::string_view code = CodeOf(fact, dimension);
  return std::string(code.empty() ? otherwise : code);
}

// Numbers of which the middle and the largest are told.
std::string MedianText(std::vector<int64_t> values) {
  std::sort(values.begin(), values.end());
  const size_t half = values.size() / 2;
  if (values.size() % 2 == 1) return absl::StrCat(values[half]);
  const int64_t twice = values[half - 1] + values[half];
  return absl::StrCat(twice / 2, twice % 2 == 1 ? ".5" : "");
}

std::string MaximumText(const std::vector<int64_t>& values) {
  return absl::StrCat(*std::max_element(values.begin(), values.end()));
}

// Everything that is counted, by what it is counted under.
class Count {
 public:
  Count(const ReportPeriod& period, const ReportSources& sources) {
    for (const auto& [person, facts] : sources.facts) {
      for (const v1::CountedFact& fact : facts) {
        if (period.Contains(ToTime(fact.fact_time()))) Add(person, fact);
      }
      AddWait(period, person, facts);
    }
  }

  // The tally of a key such as "SESSION/COMPLETED"; an empty one if nothing was counted.
  Tally Of(absl::string_view key) const {
    const auto found = tallies_.find(key);
    return found == tallies_.end() ? Tally() : found->second;
  }

  // The last parts of the keys that begin with `prefix`, ascending.
  std::vector<std::string> Below(absl::string_view prefix) const {
    std::vector<std::string> parts;
    for (auto found = tallies_.lower_bound(prefix);
         found != tallies_.end() && absl::StartsWith(found->first, prefix); ++found) {
      parts.push_back(found->first.substr(prefix.size()));
    }
    return parts;
  }

  // The desk days on which sessions were counted.
  const std::set<std::string>& days() const { return days_; }
  const std::vector<int64_t>& waiting_days() const { return waiting_days_; }
  const std::set<std::string>& waited() const { return waited_; }
  const std::vector<int64_t>& review_days() const { return review_days_; }
  // The advisors behind the minutes of a division.
  std::set<std::string> AdvisorsOf(const std::string& division) const {
    const auto found = advisors_.find(division);
    return found == advisors_.end() ? std::set<std::string>() : found->second;
  }

 private:
  void Tell(const std::string& person, std::string key, int64_t amount = 1) {
    tallies_[std::move(key)].Add(person, amount);
  }

  void Add(const std::string& person, const v1::CountedFact& fact) {
    const std::string state(CodeOf(fact, "state"));
    if (fact.kind() == "STAGE") {
      const std::string key = absl::StrCat("STAGE/", CodeOf(fact, "stage"));
      // People, not steps: somebody may enter a stage again.
      if (tallies_[key].people.count(person) == 0) Tell(person, key);
    } else if (fact.kind() == "STATUS") {
      const std::string key = absl::StrCat("STATUS/", CodeOf(fact, "status"));
      if (tallies_[key].people.count(person) == 0) Tell(person, key);
    } else if (fact.kind() == "SESSION") {
      AddSession(person, state, fact);
    } else if (fact.kind() == "ENTRY_SHEET") {
      const std::string step(CodeOf(fact, "step"));
      Tell(person, absl::StrCat("ES/", step));
      if (step == "REVIEWED") {
        review_days_.push_back(fact.amount());
        Tell(person, fact.amount() <= kTargetReviewDays ? "ES/IN_TIME" : "ES/LATE");
      }
    } else if (fact.kind() == "APPLICATION") {
      Tell(person, absl::StrCat("APPLICATION/", state));
    } else if (fact.kind() == "OFFER") {
      Tell(person, absl::StrCat("OFFER/", state));
      for (const absl::string_view dimension : {"industry", "type", "japanese"}) {
        Tell(person, absl::StrCat("OFFER/", state, "/", dimension, "/",
                                  CodeOr(fact, dimension, "UNKNOWN")));
      }
    } else if (fact.kind() == "CONSENT") {
      Tell(person, absl::StrCat("CONSENT/", CodeOf(fact, "scope"), "/", CodeOf(fact, "event")));
    }
  }

  void AddSession(const std::string& person, const std::string& state,
                  const v1::CountedFact& fact) {
    const bool desk = CodeOf(fact, "kind") == "DESK";
    Tell(person, absl::StrCat("SESSION/", state));
    Tell(person, absl::StrCat("SESSION/", state, desk ? "/DESK" : "/MENTORING"));
    for (const std::string& code : fact.codes()) {
      if (absl::StartsWith(code, "topic:")) {
        Tell(person, absl::StrCat("TOPIC/", state));
        Tell(person, absl::StrCat("TOPIC/", state, "/", code.substr(6)));
      }
    }
    const bool completed = state == "COMPLETED";
    if (desk && (completed || state == "NO_SHOW" || state == "WAITLISTED")) {
      const std::string day = absl::StrCat("DAY/", CodeOr(fact, "desk_day", "UNKNOWN"), "/");
      Tell(person, absl::StrCat(day, state));
      if (state != "WAITLISTED") {
        const bool first = CodeOf(fact, "first_time") == "YES";
        Tell(person, absl::StrCat(day, "FILLED"));
        Tell(person, absl::StrCat(day, first ? "FIRST_TIME" : "RETURNING"));
        Tell(person, "DESK/FILLED");
        Tell(person, first ? "DESK/FIRST_TIME" : "DESK/RETURNING");
      }
      days_.insert(CodeOr(fact, "desk_day", "UNKNOWN"));
    }
    if (completed) {
      const std::string division = CodeOr(fact, "industry", "UNKNOWN");
      Tell(person, absl::StrCat("MINUTES/", division), fact.amount());
      Tell(person, "MINUTES", fact.amount());
      advisors_[division].insert(std::string(CodeOf(fact, "advisor")));
      advisors_[""].insert(std::string(CodeOf(fact, "advisor")));
    }
  }

  // From the first request to the first session, in days of Japan's calendar.
  void AddWait(const ReportPeriod& period, const std::string& person,
               const std::vector<v1::CountedFact>& facts) {
    std::optional<absl::Time> request;
    std::optional<absl::Time> session;
    std::optional<absl::Time> recorded;
    for (const v1::CountedFact& fact : facts) {
      if (fact.kind() != "SESSION") continue;
      const absl::Time time = ToTime(fact.fact_time());
      const absl::string_view state = CodeOf(fact, "state");
      if (state == "REQUESTED" && (!request || time < *request)) request = time;
      if (state != "COMPLETED") continue;
      // A session counts from when it was said to have taken place; it may have begun before.
      if (recorded && *recorded <= time) continue;
      recorded = time;
      absl::CivilDay date;
      session = absl::ParseCivilTime(CodeOf(fact, "date"), &date) ? JapanMidnight(date) : time;
    }
    if (!request || !recorded || !period.Contains(*recorded)) return;
    waiting_days_.push_back(std::max<int64_t>(0, JapanDate(*session) - JapanDate(*request)));
    waited_.insert(person);
  }

  std::map<std::string, Tally, std::less<>> tallies_;
  std::map<std::string, std::set<std::string>> advisors_;
  std::set<std::string> days_;
  std::vector<int64_t> waiting_days_;
  std::set<std::string> waited_;
  std::vector<int64_t> review_days_;
};

// Fills the sheet, table by table.
class Filler {
 public:
  // `with_breakdowns`: of offers and what came of them.
  Filler(const ReportPeriod& period, const ReportSources& sources, bool with_breakdowns)
      : sources_(sources), count_(period, sources), with_breakdowns_(with_breakdowns) {}

  FigureSheet Run() {
    AddHeadlines();
    AddFunnel();
    AddSessions();
    AddDesk();
    AddWaiting();
    AddHours();
    AddEntrySheets();
    AddApplications();
    AddOffers();
    AddExposure();
    AddConsents();
    return std::move(sheet_);
  }

 private:
  static Tally PeopleOf(std::set<std::string> people) {
    Tally tally;
    tally.count = static_cast<int64_t>(people.size());
    tally.people = std::move(people);
    return tally;
  }

  // A figure that counts people. The same people are the same figure, wherever they are counted.
  int AddPeople(const std::string& code, const std::set<std::string>& people) {
    if (people.empty()) return sheet_.Add(code, Tally());
    const auto [place, fresh] = same_people_.try_emplace(people, 0);
    if (fresh) place->second = sheet_.Add(code, PeopleOf(people));
    return place->second;
  }

  // The figure of a tally, which may count every person once.
  int AddTally(const std::string& code, const Tally& tally) {
    if (tally.count == static_cast<int64_t>(tally.people.size())) {
      return AddPeople(code, tally.people);
    }
    return sheet_.Add(code, tally);
  }

  void AddHeadlines() {
    const auto of = [&](absl::string_view key) { return count_.Of(key).people; };
    std::set<std::string> applicants = of("STAGE/APPLIED");
    applicants.merge(of("SESSION/REQUESTED"));
    std::set<std::string> offered = of("OFFER/INFORMAL");
    offered.merge(of("OFFER/FORMAL"));
    const std::pair<absl::string_view, std::set<std::string>> headlines[] = {
        {"APPLICANTS", std::move(applicants)},
        {"ADVISED", of("SESSION/COMPLETED")},
        {"OFFERED", std::move(offered)},
        {"EMPLOYED", of("OFFER/JOINED")},
        {"RETAINED_6M", of("OFFER/RETAINED_6M")}};
    const int table = sheet_.AddTable("HEADLINES", "HEADLINE", "", {});
    for (const auto& [code, people] : headlines) {
      const auto size = static_cast<int64_t>(people.size());
      const bool small = size > 0 && size < kFewestPrinted;
      const std::string name = absl::StrCat(kHeadlines, code);
      if (small && sources_.approved.count(std::string(code)) > 0) {
        sheet_.AddRow(table, std::string(code), {sheet_.AddOpen(name, size)});
      } else if (size < kFewestPrinted && IsApprovable(code) && MayTellASmallOne()) {
        sheet_.AddTextRow(table, std::string(code), std::string(kWithheldText));
      } else {
        sheet_.AddRow(table, std::string(code), {AddPeople(name, people)});
      }
    }
  }

  // Whether this report or the one before may show an outcome below five. Then what came of the
  // same people is told from five on only: who knows that one person found work would know from a
  // "<5", and from a 0, what became of that person.
  bool MayTellASmallOne() const { return !sources_.approved.empty() || sources_.approved_before; }

  static bool IsApprovable(absl::string_view headline) {
    return std::find(std::begin(kApprovableHeadlines), std::end(kApprovableHeadlines), headline) !=
           std::end(kApprovableHeadlines);
  }

  void AddFunnel() {
    int table = sheet_.AddTable("FUNNEL", "STAGE", "", {});
    for (const absl::string_view stage : kStages) {
      const std::string key = absl::StrCat("STAGE/", stage);
      const bool outcome = stage == "OFFERED" || stage == "EMPLOYED" || stage == "FOLLOW_UP";
      if (outcome && count_.Of(key).count < kFewestPrinted && MayTellASmallOne()) {
        sheet_.AddTextRow(table, std::string(stage), std::string(kWithheldText));
        continue;
      }
      sheet_.AddRow(table, std::string(stage), {AddPeople(key, count_.Of(key).people)});
    }
    table = sheet_.AddTable("ENDINGS", "STATUS", "", {});
    for (const absl::string_view status : kEndings) {
      const std::string key = absl::StrCat("STATUS/", status);
      sheet_.AddRow(table, std::string(status), {AddPeople(key, count_.Of(key).people)});
    }
  }

  void AddSessions() {
    const int table =
        sheet_.AddTable("SESSIONS", "SESSION_STATE", "SESSION_KIND", {"DESK", "MENTORING"});
    for (const absl::string_view state : kSessionStates) {
      const std::string key = absl::StrCat("SESSION/", state);
      const int desk = sheet_.Add(key + "/DESK", count_.Of(key + "/DESK"));
      const int mentoring = sheet_.Add(key + "/MENTORING", count_.Of(key + "/MENTORING"));
      const int total = sheet_.Add(key, count_.Of(key));
      sheet_.AddSum(total, {desk, mentoring});
      sheet_.AddRow(table, std::string(state), {desk, mentoring}, total);
      desk_[std::string(state)] = desk;
    }
    // A session may have several topics, or none: a column adds up to the topics that were named.
    const int topics = sheet_.AddTable("SESSION_TOPICS", "TOPIC", "SESSION_STATE",
                                       {std::begin(kTopicStates), std::end(kTopicStates)});
    std::map<std::string, std::vector<int>> named;
    for (const absl::string_view topic : kTopics) {
      std::vector<int> row;
      for (const absl::string_view state : kTopicStates) {
        const std::string key = absl::StrCat("TOPIC/", state, "/", topic);
        row.push_back(sheet_.Add(key, count_.Of(key)));
        named[std::string(state)].push_back(row.back());
      }
      sheet_.AddRow(topics, std::string(topic), row);
    }
    std::vector<int> totals;
    for (const absl::string_view state : kTopicStates) {
      const std::string key = absl::StrCat("TOPIC/", state);
      totals.push_back(sheet_.Add(key, count_.Of(key)));
      sheet_.AddSum(totals.back(), named[std::string(state)]);
    }
    sheet_.SetColumnTotals(topics, totals);
  }

  // The slots of every day are filled by people who came and people who did not, and by people for
  // whom it was the first time and others: two tables that share the filled slots of a day. The
  // totals of those who came and who did not are figures of SESSIONS.
  void AddDesk() {
    const int table = sheet_.AddTable("DESK_DAYS", "DESK_DAY", "DESK_USE",
                                      {"SLOTS", "FILLED", "NO_SHOW", "WAITLISTED", "FIRST_TIME"});
    std::map<std::string, int64_t> slots;
    for (const auto& [date, number] : sources_.desk_slots) {
      slots[absl::FormatCivilTime(date)] += number;
    }
    for (const std::string& day : count_.days()) slots.try_emplace(day, 0);
    std::map<absl::string_view, std::vector<int>> columns;
    int64_t all_slots = 0;
    for (const auto& [day, number] : slots) {
      const auto key = [day = day](absl::string_view what) {
        return absl::StrCat("DAY/", day, "/", what);
      };
      const auto add = [&](absl::string_view what) {
        columns[what].push_back(sheet_.Add(key(what), count_.Of(key(what))));
        return columns[what].back();
      };
      const auto add_unprinted = [&](absl::string_view what) {
        columns[what].push_back(sheet_.AddUnprinted(key(what), count_.Of(key(what))));
        return columns[what].back();
      };
      const int filled = add("FILLED");
      const int no_show = add("NO_SHOW");
      const int waitlisted = add("WAITLISTED");
      const int first = add("FIRST_TIME");
      sheet_.AddSum(filled, {add_unprinted("COMPLETED"), no_show});
      sheet_.AddSum(filled, {first, add_unprinted("RETURNING")});
      sheet_.AddRow(table, day,
                    {sheet_.AddOpen(key("SLOTS"), number), filled, no_show, waitlisted, first});
      all_slots += number;
    }
    const int filled = sheet_.Add("DESK/FILLED", count_.Of("DESK/FILLED"));
    const int first = sheet_.Add("DESK/FIRST_TIME", count_.Of("DESK/FIRST_TIME"));
    const int returning = sheet_.AddUnprinted("DESK/RETURNING", count_.Of("DESK/RETURNING"));
    sheet_.AddSum(desk_["COMPLETED"], columns["COMPLETED"]);
    sheet_.AddSum(desk_["NO_SHOW"], columns["NO_SHOW"]);
    sheet_.AddSum(desk_["WAITLISTED"], columns["WAITLISTED"]);
    sheet_.AddSum(first, columns["FIRST_TIME"]);
    sheet_.AddSum(returning, columns["RETURNING"]);
    // That the days' filled slots add up to these follows from the sums above.
    sheet_.AddSum(filled, {desk_["COMPLETED"], desk_["NO_SHOW"]});
    sheet_.AddSum(filled, {first, returning});
    sheet_.SetColumnTotals(table, {sheet_.AddOpen("DESK/SLOTS", all_slots), filled,
                                   desk_["NO_SHOW"], desk_["WAITLISTED"], first});
  }

  // Medians and largest values are of at least five people.
  void AddSpan(int table, const std::vector<int64_t>& values, size_t people) {
    const bool told = static_cast<int64_t>(people) >= kFewestPrinted;
    sheet_.AddTextRow(table, "MEDIAN_DAYS", told ? MedianText(values) : std::string(kWithheldText));
    sheet_.AddTextRow(table, "MAX_DAYS", told ? MaximumText(values) : std::string(kWithheldText));
  }

  void AddWaiting() {
    const int table = sheet_.AddTable("WAITING", "MEASURE", "", {});
    sheet_.AddRow(table, "PEOPLE", {AddPeople("WAITING/PEOPLE", count_.waited())});
    AddSpan(table, count_.waiting_days(), count_.waited().size());
    if (!sources_.waiting) return;
    sheet_.AddRow(table, "NO_SESSION_60_DAYS",
                  {AddPeople("WAITING/NO_SESSION_60_DAYS", *sources_.waiting)});
  }

  // As many people as there are on the side with fewer.
  Tally Minutes(const std::string& key, const std::string& division) const {
    Tally tally = count_.Of(key);
    std::set<std::string> advisors = count_.AdvisorsOf(division);
    if (advisors.size() < tally.people.size()) tally.people = std::move(advisors);
    return tally;
  }

  void AddHours() {
    const int table = sheet_.AddTable("ADVISOR_MINUTES", "INDUSTRY", "", {});
    std::vector<int> parts;
    for (const std::string& division : count_.Below("MINUTES/")) {
      const std::string key = absl::StrCat("MINUTES/", division);
      parts.push_back(sheet_.Add(key, Minutes(key, division), kLeastMinutes));
      sheet_.AddRow(table, division, {parts.back()});
    }
    const int total = sheet_.Add("MINUTES", Minutes("MINUTES", ""), kLeastMinutes);
    sheet_.AddSum(total, parts);
    sheet_.SetTotal(table, total);
  }

  void AddEntrySheets() {
    const int table = sheet_.AddTable("ENTRY_SHEETS", "MEASURE", "", {});
    const auto add = [&](const std::string& what) {
      return sheet_.Add(absl::StrCat("ES/", what), count_.Of(absl::StrCat("ES/", what)));
    };
    const int reviewed = add("REVIEWED");
    const int in_time = add("IN_TIME");
    sheet_.AddSum(reviewed, {in_time, sheet_.AddUnprinted("ES/LATE", count_.Of("ES/LATE"))});
    sheet_.AddRow(table, "SUBMITTED", {add("SUBMITTED")});
    sheet_.AddRow(table, "REVIEWED", {reviewed});
    sheet_.AddRow(table, "IN_TIME", {in_time});
    AddSpan(table, count_.review_days(), count_.Of("ES/REVIEWED").people.size());
    sheet_.AddRow(table, "SENT", {add("SENT")});
  }

  void AddApplications() {
    const int table = sheet_.AddTable("APPLICATIONS", "APPLICATION_STATE", "", {});
    for (const absl::string_view state : kApplicationStates) {
      const std::string key = absl::StrCat("APPLICATION/", state);
      sheet_.AddRow(table, std::string(state), {sheet_.Add(key, count_.Of(key))});
    }
  }

  void AddOffers() {
    const int table = sheet_.AddTable("OFFERS", "OFFER_STATE", "", {});
    std::map<std::string, int> totals;
    for (const absl::string_view state : kOfferStates) {
      if (IsFollowUp(state)) continue;
      const std::string key = absl::StrCat("OFFER/", state);
      if (static_cast<int64_t>(count_.Of(key).people.size()) < kFewestPrinted &&
          MayTellASmallOne()) {
        sheet_.AddTextRow(table, std::string(state), std::string(kWithheldText));
        continue;
      }
      const int figure = AddTally(key, count_.Of(key));
      totals[std::string(state)] = figure;
      sheet_.AddRow(table, std::string(state), {figure});
    }
    AddFollowUps(table, &totals);
    if (!with_breakdowns_) return;
    AddOffersBy("INDUSTRY", "industry", totals);
    AddOffersBy("PROGRAMME_TYPE", "type", totals);
    AddOffersBy("JAPANESE_STEP", "japanese", totals);
  }

  static bool IsFollowUp(absl::string_view state) {
    return std::find(std::begin(kFollowUpStates), std::end(kFollowUpStates), state) !=
           std::end(kFollowUpStates);
  }

  // Everybody who joined is asked half a year later how it went, so whoever has the report before
  // this one may know how many answers there are. From five on, their number is therefore taken as
  // known and shown; below five it is not known, unless it was approved for that report.
  void AddFollowUps(int table, std::map<std::string, int>* totals) {
    Tally all;
    int states = 0;
    for (const absl::string_view state : kFollowUpStates) {
      const Tally tally = count_.Of(absl::StrCat("OFFER/", state));
      all.count += tally.count;
      all.people.insert(tally.people.begin(), tally.people.end());
      if (tally.count > 0) ++states;
    }
    if (MayTellASmallOne() || (all.count > 0 && !with_breakdowns_)) {
      for (const absl::string_view state : kFollowUpStates) {
        sheet_.AddTextRow(table, std::string(state), std::string(kWithheldText));
      }
      return;
    }
    const bool known = all.count >= kFewestPrinted;
    if (all.count > 0 && !known) {
      // That all of them are about people who joined before would say too much of each.
      for (const absl::string_view state : kFollowUpStates) {
        sheet_.AddTextRow(table, std::string(state), std::string(kWithheldText));
      }
      sheet_.AddRow(table, "FOLLOWED_UP", {sheet_.Add("OFFER/FOLLOWED_UP", all)});
      return;
    }
    std::vector<int> parts;
    for (const absl::string_view state : kFollowUpStates) {
      const std::string key = absl::StrCat("OFFER/", state);
      const Tally tally = count_.Of(key);
      // The only answer that was given is as known as their number. Those who stayed are a
      // headline, too, and must not be told there while they are hidden here.
      const int figure = known && states == 1 && tally.count > 0 ? sheet_.AddOpen(key, tally.count)
                                                                 : AddTally(key, tally);
      parts.push_back(figure);
      (*totals)[std::string(state)] = figure;
      sheet_.AddRow(table, std::string(state), {figure});
    }
    const int total = known ? sheet_.AddOpen("OFFER/FOLLOWED_UP", all.count)
                            : sheet_.Add("OFFER/FOLLOWED_UP", all);
    sheet_.AddSum(total, parts);
    sheet_.AddRow(table, "FOLLOWED_UP", {total});
  }

  void AddOffersBy(const std::string& dimension, absl::string_view code,
                   const std::map<std::string, int>& totals) {
    std::vector<std::string> states;
    for (const absl::string_view state : kOfferStates) {
      if (totals.count(std::string(state)) > 0) states.emplace_back(state);
    }
    const int table =
        sheet_.AddTable(absl::StrCat("OFFERS_BY_", dimension), dimension, "OFFER_STATE", states);
    std::set<std::string> values;
    for (const std::string& state : states) {
      for (std::string& value : count_.Below(absl::StrCat("OFFER/", state, "/", code, "/"))) {
        values.insert(std::move(value));
      }
    }
    std::map<std::string, std::vector<int>> parts;
    for (const std::string& value : values) {
      std::vector<int> row;
      for (const std::string& state : states) {
        const std::string key = absl::StrCat("OFFER/", state, "/", code, "/", value);
        row.push_back(sheet_.Add(key, count_.Of(key)));
        parts[state].push_back(row.back());
      }
      sheet_.AddRow(table, value, row);
    }
    std::vector<int> columns;
    for (const std::string& state : states) {
      columns.push_back(totals.at(state));
      sheet_.AddSum(columns.back(), parts[state]);
    }
    sheet_.SetColumnTotals(table, columns);
  }

  void AddExposure() {
    if (!sources_.times_shown) return;
    const std::pair<absl::string_view, int64_t> bands[] = {
        {"1", 1}, {"2-4", 4}, {"5-9", 9}, {"10+", std::numeric_limits<int64_t>::max()}};
    const int table = sheet_.AddTable("EXPOSURE", "TIMES_SHOWN", "", {});
    std::map<absl::string_view, Tally> tallies;
    Tally all;
    for (const auto& [person, times] : *sources_.times_shown) {
      if (times <= 0) continue;
      all.Add(person);
      for (const auto& [band, most] : bands) {
        if (times > most) continue;
        tallies[band].Add(person);
        break;
      }
    }
    std::vector<int> parts;
    for (const auto& [band, most] : bands) {
      parts.push_back(sheet_.Add(absl::StrCat("EXPOSURE/", band), tallies[band]));
      sheet_.AddRow(table, std::string(band), {parts.back()});
    }
    const int total = sheet_.Add("EXPOSURE", all);
    sheet_.AddSum(total, parts);
    sheet_.SetTotal(table, total);
  }

  void AddConsents() {
    const int table =
        sheet_.AddTable("CONSENTS", "CONSENT_SCOPE", "CONSENT_EVENT", {"GRANTED", "WITHDRAWN"});
    for (const absl::string_view scope : kScopes) {
      std::vector<int> row;
      for (const absl::string_view event : {"GRANTED", "WITHDRAWN"}) {
        const std::string key = absl::StrCat("CONSENT/", scope, "/", event);
        row.push_back(sheet_.Add(key, count_.Of(key)));
      }
      sheet_.AddRow(table, std::string(scope), row);
    }
  }

  const ReportSources& sources_;
  const Count count_;
  FigureSheet sheet_;
  std::map<std::set<std::string>, int> same_people_;
  std::map<std::string, int> desk_;  // the desk's sessions by state
  const bool with_breakdowns_;
};

// Whether the breakdowns of outcomes can be printed: nothing that is always shown gives them away,
// which happens if one person has several offers, and they hide no headline of five or more. A
// headline is worth more than a breakdown of it, and the next report may have to tell how many of
// these people were asked again.
bool CanBreakDown(const FigureSheet& sheet) {
  const auto marks = Suppress(sheet.figures(), sheet.sums());
  if (!marks.ok()) return false;
  for (size_t i = 0; i < marks->size(); ++i) {
    const Figure& figure = sheet.figures()[i];
    if (absl::StartsWith(figure.code, kHeadlines) && (*marks)[i] != Mark::kShown &&
        figure.value >= kFewestPrinted) {
      return false;
    }
  }
  return true;
}

}  // namespace

FigureSheet FiguresOf(const ReportPeriod& period, const ReportSources& sources) {
  // A headline below five tells exactly what a breakdown would only hint at.
  if (sources.approved.empty() && !sources.approved_before) {
    FigureSheet sheet = Filler(period, sources, true).Run();
    if (CanBreakDown(sheet)) return sheet;
  }
  return Filler(period, sources, false).Run();
}

absl::StatusOr<std::vector<v1::ReportTable>> ReportTablesOf(const ReportPeriod& period,
                                                            const ReportSources& sources) {
  return FiguresOf(period, sources).Print();
}

}  // namespace banso
