#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "banso/v1/advisor.pb.h"
#include "banso/v1/employer.pb.h"
#include "banso/v1/internship.pb.h"
#include "banso/v1/matching_service.pb.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/common.h"
#include "clients/cli/commands/insight_view.h"
#include "clients/cli/commands/list_view.h"
#include "clients/cli/commands/match_view.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/detail_view.h"
#include "clients/cli/display_width.h"
#include "clients/cli/table.h"
#include "clients/cli/typed_values.h"
#include "clients/cli/words.h"
#include "google/protobuf/timestamp.pb.h"

namespace banso {
namespace {

using ::google::protobuf::Message;
using Column = Table::Column;

constexpr Phrase kBullet = {"- ", "・"};

// Gets what the matches of a ranking name, each once.
class Lookup {
 public:
  explicit Lookup(Session& session) : session_(session) {}

  // Null if it cannot be got; the ranking is worth showing all the same.
  const Message* Get(const std::string& name) {
    const auto found = got_.find(name);
    if (found != got_.end()) return found->second.get();
    MessagePtr resource;
    const ResourceKind* kind = KindOfName(name);
    if (kind == nullptr || !GetResource(session_, *kind, name, &resource).ok()) resource.reset();
    if (resource != nullptr) session_.labels.Fetch(*resource);
    return got_.emplace(name, std::move(resource)).first->second.get();
  }

  std::string PersonName(const std::string& name) {
    const Message* resource = Get(name);
    if (resource == nullptr) return "";
    if (resource->GetDescriptor() == v1::Candidate::descriptor()) {
      return ShownName(static_cast<const v1::Candidate&>(*resource).person_name());
    }
    return ShownName(static_cast<const v1::Advisor&>(*resource).person_name());
  }

  std::string EmployerName(const std::string& internship) {
    const Message* employer = Get(internship.substr(0, internship.find("/internships/")));
    return employer == nullptr ? "" : GetString(*employer, "display_name");
  }

  // What a resource is called on screen.
  std::string Title(const std::string& name) {
    const ResourceKind* kind = KindOfName(name);
    if (kind != nullptr && kind->collection == "internships") {
      const Message* internship = Get(name);
      return internship == nullptr
                 ? ""
                 : absl::StrCat(GetString(*internship, "title"), " — ", EmployerName(name));
    }
    return PersonName(name);
  }

 private:
  Session& session_;
  std::map<std::string, MessagePtr> got_;
};

// The instant of --as-of. Nothing was given: unset. False if it cannot be read.
bool ReadAsOf(const std::string& text, std::optional<google::protobuf::Timestamp>* as_of) {
  if (text.empty()) return true;
  *as_of = ParseTimestamp(text);
  return as_of->has_value();
}

ExitCode WrongAsOf(Session& session) {
  constexpr Phrase kAsOf = {"--as-of wants an instant such as 2026-12-01T09:00:00+09:00",
                            "--as-of は 2026-12-01T09:00:00+09:00 のように書きます"};
  return session.WrongUsage(session.console.Say(kAsOf));
}

// Pages through a ranking. `Request` and `Response` are those of a Rank method.
template <typename Request, typename Response>
grpc::Status Rank(Session& session, const std::string& method, Request request, Response* whole) {
  constexpr int kDefaultTop = 20;
  constexpr int kLargestPage = 1000;
  const Arguments& arguments = session.arguments;
  for (const std::string& section : arguments.sections) {
    v1::Match::Verdict verdict;
    if (v1::Match::Verdict_Parse(absl::AsciiStrToUpper(section), &verdict)) {
      request.add_verdicts(verdict);
    }
  }
  const int top = arguments.top == 0 ? kDefaultTop : arguments.top;
  request.set_page_size(std::min(top, kLargestPage));
  request.set_with_removals(arguments.why);
  while (true) {
    Response page;
    grpc::Status status = session.connection.Call(method, request, &page);
    if (!status.ok()) return status;
    *whole->mutable_basis() = page.basis();
    whole->set_next_page_token(page.next_page_token());
    if (page.has_removals()) whole->mutable_removals()->Swap(page.mutable_removals());
    for (v1::Match& match : *page.mutable_matches()) {
      if (whole->matches_size() == top) return grpc::Status::OK;
      whole->add_matches()->Swap(&match);
    }
    if (page.next_page_token().empty() || whole->matches_size() >= top) return grpc::Status::OK;
    request.set_page_token(page.next_page_token());
  }
}

// The columns and cells that say whom or what a row is about.
struct Side {
  std::vector<Column> columns;
  std::vector<std::string> (*cells)(const v1::Match&, Lookup&, const Labels&, UiLanguage);
};

std::vector<std::string> InternshipCells(const v1::Match& match, Lookup& lookup,
                                         const Labels& labels, UiLanguage ui) {
  const std::string& name = match.internship();
  const Message* resource = lookup.Get(name);
  if (resource == nullptr) return {Word(match.band(), ui), "", "", "", "", name};
  const auto& internship = static_cast<const v1::Internship&>(*resource);
  constexpr Phrase kRemote = {"remote", "在宅可"};
  std::string place = internship.prefecture().empty()
                          ? ""
                          : labels.Of(v1::Term::PREFECTURE, internship.prefecture());
  if (internship.remote()) absl::StrAppend(&place, place.empty() ? "" : ", ", kRemote.In(ui));
  return {Word(match.band(), ui),
          internship.title(),
          lookup.EmployerName(name),
          labels.Of(v1::Term::INDUSTRY, internship.industry()),
          place,
          name};
}

std::vector<std::string> AdvisorCells(const v1::Match& match, Lookup& lookup, const Labels& labels,
                                      UiLanguage) {
  const std::string& name = match.advisor();
  const std::string start =
      match.has_first_common_start_time() ? InJapan(match.first_common_start_time()) : "–";
  const Message* resource = lookup.Get(name);
  if (resource == nullptr) return {"", "", start, name};
  const auto& advisor = static_cast<const v1::Advisor&>(*resource);
  std::string industries;
  for (const std::string& code : advisor.industries()) {
    absl::StrAppend(&industries, industries.empty() ? "" : ", ",
                    labels.Of(v1::Term::INDUSTRY, code));
  }
  return {ShownName(advisor.person_name()), industries, start, name};
}

std::vector<std::string> CandidateCells(const v1::Match& match, Lookup& lookup,
                                        const Labels& labels, UiLanguage ui) {
  const Message* resource = lookup.Get(match.candidate());
  if (resource == nullptr) return {Word(match.band(), ui), "", "", "", match.candidate()};
  const auto& candidate = static_cast<const v1::Candidate&>(*resource);
  return {Word(match.band(), ui), ShownName(candidate.person_name()),
          Word(candidate.case_().stage(), ui),
          candidate.home_prefecture().empty()
              ? ""
              : labels.Of(v1::Term::PREFECTURE, candidate.home_prefecture()),
          match.candidate()};
}

Side SideFor(const std::string& collection, UiLanguage ui) {
  const auto column = [ui](Phrase phrase, bool may_shrink = false) {
    return Column{phrase.In(ui), Table::Align::kLeft, may_shrink};
  };
  const Column name = column({"NAME", "名前"});
  if (collection == "internships") {
    return {{column({"FIT", "区分"}), column({"TITLE", "題名"}, true),
             column({"EMPLOYER", "企業"}, true), column({"INDUSTRY", "業種"}, true),
             column({"PLACE", "場所"}), name},
            InternshipCells};
  }
  if (collection == "advisors") {
    return {{column({"PERSON", "氏名"}, true), column({"INDUSTRIES", "業種"}, true),
             column({"FIRST COMMON START", "共通の最初の時間"}), name},
            AdvisorCells};
  }
  return {{column({"FIT", "区分"}), column({"PERSON", "氏名"}, true), column({"STAGE", "段階"}),
           column({"HOME", "居住地"}), name},
          CandidateCells};
}

void ShowRanking(Session& session, const std::string& target, const std::string& collection,
                 const Message& response) {
  Console& console = session.console;
  if (console.json()) {
    console.Print(absl::StrCat(ToJsonLine(response), "\n"));
    return;
  }
  const auto* reflection = response.GetReflection();
  const auto* field = response.GetDescriptor()->FindFieldByName("matches");
  const auto& basis = static_cast<const v1::RankingBasis&>(
      reflection->GetMessage(response, response.GetDescriptor()->FindFieldByName("basis")));
  const UiLanguage ui = console.language();
  Lookup lookup(session);
  session.labels.Fetch(response);

  console.Print(console.Bold(absl::StrCat(SafeCell(lookup.Title(target)), "  ", target)));
  console.Print(absl::StrCat("\n", BasisLine(basis, ui), "\n"));

  std::map<int, std::vector<const v1::Match*>> sections;
  for (int i = 0; i < reflection->FieldSize(response, field); ++i) {
    const auto& match =
        static_cast<const v1::Match&>(reflection->GetRepeatedMessage(response, field, i));
    sections[match.verdict()].push_back(&match);
  }
  if (sections.empty()) {
    constexpr Phrase kNone = {"\nnothing to show\n", "\n該当はありません\n"};
    constexpr Phrase kAsk = {"\nnothing to show; --why says what stands in the way\n",
                             "\n該当はありません。--why で理由を確かめられます\n"};
    console.Print(console.Say(session.arguments.why ? kNone : kAsk));
  }
  const Side side = SideFor(collection, ui);
  for (const auto& [verdict, matches] : sections) {
    console.Print(
        absl::StrCat("\n",
                     console.Bold(absl::StrCat(Word(static_cast<v1::Match::Verdict>(verdict), ui),
                                               " (", matches.size(), ")")),
                     "\n"));
    std::vector<Column> columns = {{"#", Table::Align::kRight},
                                   {Phrase{"SCORE", "点数"}.In(ui), Table::Align::kRight}};
    columns.insert(columns.end(), side.columns.begin(), side.columns.end());
    Table table(std::move(columns));
    int rank = 0;
    for (const v1::Match* match : matches) {
      std::vector<std::string> cells = {absl::StrCat(++rank), ShownScore(*match)};
      for (std::string& cell : side.cells(*match, lookup, session.labels, ui)) {
        cells.push_back(std::move(cell));
      }
      table.AddRow(std::move(cells));
      for (const std::string& line : PlainReasonLines(*match, ui)) {
        table.AddNote(absl::StrCat(kBullet.In(ui), line));
      }
      if (session.arguments.verbose) {
        table.AddNote(ComponentsInShort(*match, ui));
        for (const v1::Reason& reason : match->reasons()) {
          table.AddNote(ReasonLine(reason, session.labels, ui));
        }
      } else if (match->reasons_size() > 0) {
        std::string codes;
        for (const v1::Reason& reason : match->reasons()) {
          absl::StrAppend(&codes, codes.empty() ? "" : ", ", v1::Reason::Code_Name(reason.code()));
        }
        table.AddNote(absl::StrCat("[", codes, "]"));
      }
    }
    console.Print(table.Render(console.width(), console.heading_style(), console.style_end()));
  }
}

// Says what keeps rows out of a ranking, if it was asked for.
void ShowRemovals(Session& session, const v1::Removals& removals) {
  Console& console = session.console;
  if (!session.arguments.why || console.json()) return;
  constexpr Phrase kHeading = {"What stands in the way", "紹介できない理由"};
  console.Print(absl::StrCat("\n", console.Bold(console.Say(kHeading)), "\n",
                             SectionsLine(removals, console.language()), "\n"));
  const Table table = RulesTable(removals, console.language());
  if (!table.empty()) PrintTable(session, table);
}

template <typename Request, typename Response>
ExitCode RankForCandidate(Session& session, const std::string& method,
                          const std::optional<google::protobuf::Timestamp>& as_of) {
  const std::string& candidate = session.arguments.items[0];
  if (!IsA(candidate, "candidates")) {
    return WrongName(session, candidate, {"a candidate", "候補者"});
  }
  Request request;
  request.set_candidate(candidate);
  if (as_of.has_value()) *request.mutable_as_of() = *as_of;
  Response response;
  const grpc::Status status = Rank(session, method, std::move(request), &response);
  if (!status.ok()) return session.Refused(status);
  ShowRanking(session, candidate, session.arguments.command[1], response);
  ShowRemovals(session, response.removals());
  return ExitCode::kOk;
}

// Where a card says that the person lives.
std::string AreaOf(const v1::BlindedCandidate& card, const Labels& labels, UiLanguage ui) {
  if (!card.prefecture().empty()) return labels.Of(v1::Term::PREFECTURE, card.prefecture());
  if (card.region() != v1::BlindedCandidate::REGION_UNSPECIFIED) return Word(card.region(), ui);
  return Phrase{"Japan", "日本"}.In(ui);
}

// `月 午前・午後、火 夜`: the half days, joined by day.
std::string HalfDaysOf(const v1::BlindedCandidate& card, UiLanguage ui) {
  constexpr Phrase kBetweenDays = {"; ", "、"};
  constexpr Phrase kBetweenHalves = {", ", "・"};
  std::string line;
  v1::DayOfWeek last = v1::DAY_OF_WEEK_UNSPECIFIED;
  for (const v1::HalfDay& half_day : card.half_days()) {
    const bool same_day = half_day.day() == last;
    if (!line.empty()) line += (same_day ? kBetweenHalves : kBetweenDays).In(ui);
    if (!same_day) absl::StrAppend(&line, Word(half_day.day(), ui), " ");
    line += Word(half_day.half(), ui);
    last = half_day.day();
  }
  return line;
}

void ShowCards(Session& session, const v1::RankBlindedCandidatesResponse& response) {
  Console& console = session.console;
  if (console.json()) {
    console.Print(absl::StrCat(ToJsonLine(response), "\n"));
    return;
  }
  const UiLanguage ui = console.language();
  session.labels.Fetch(response);
  Table table({{"#", Table::Align::kRight},
               {console.Say({"FIT", "区分"})},
               {console.Say({"AREA", "地域"})},
               {console.Say({"LANGUAGES", "言語"}), Table::Align::kLeft, true},
               {console.Say({"NAME", "名前"})}});
  int rank = 0;
  for (const v1::BlindedCandidate& card : response.blinded_candidates()) {
    std::string languages;
    for (const v1::BlindedLanguage& language : card.languages()) {
      absl::StrAppend(&languages, languages.empty() ? "" : ", ", language.language(), " ",
                      Word(language.level(), ui));
    }
    table.AddRow({absl::StrCat(++rank), Word(card.band(), ui), AreaOf(card, session.labels, ui),
                  languages, card.name()});
    for (const v1::HeldSkill& skill : card.skills()) {
      table.AddNote(absl::StrCat(kBullet.In(ui), session.labels.Of(v1::Term::SKILL, skill.skill()),
                                 " ", skill.level()));
    }
    if (card.half_days_size() > 0) {
      table.AddNote(absl::StrCat(kBullet.In(ui), HalfDaysOf(card, ui)));
    }
  }
  if (table.empty()) {
    constexpr Phrase kNobody = {"nobody to show\n", "お見せできる人はいません\n"};
    console.Print(console.Say(kNobody));
  } else {
    PrintTable(session, table);
  }
  if (response.strict_requirements().empty()) return;
  constexpr Phrase kStrict = {"Stricter than most other openings of the industry",
                              "同じ業種の多くの募集より厳しい条件"};
  console.Print(absl::StrCat("\n", console.Bold(console.Say(kStrict)), "\n"));
  for (const v1::StrictRequirement& requirement : response.strict_requirements()) {
    console.Print(absl::StrCat(kBullet.In(ui), StrictLine(requirement, session.labels, ui), "\n"));
  }
}

// Shows the cards of an internship, or one card by its name.
ExitCode RankBlinded(Session& session) {
  constexpr int kDefaultTop = 20;
  constexpr int kLargestPage = 100;
  const std::string& target = session.arguments.items[0];
  v1::RankBlindedCandidatesResponse whole;
  if (absl::StrContains(target, "/blindedCandidates/")) {
    v1::GetBlindedCandidateRequest request;
    request.set_name(target);
    const grpc::Status status = session.connection.Call("MatchingService/GetBlindedCandidate",
                                                        request, whole.add_blinded_candidates());
    if (!status.ok()) return session.Refused(status);
    ShowCards(session, whole);
    return ExitCode::kOk;
  }
  if (!IsA(target, "internships")) {
    return WrongName(session, target,
                     {"an internship, or of a card of one", "募集または候補者カード"});
  }
  const int top = session.arguments.top == 0 ? kDefaultTop : session.arguments.top;
  v1::RankBlindedCandidatesRequest request;
  request.set_internship(target);
  request.set_page_size(std::min(top, kLargestPage));
  while (true) {
    v1::RankBlindedCandidatesResponse page;
    const grpc::Status status =
        session.connection.Call("MatchingService/RankBlindedCandidates", request, &page);
    if (!status.ok()) return session.Refused(status);
    whole.set_next_page_token(page.next_page_token());
    whole.mutable_strict_requirements()->MergeFrom(page.strict_requirements());
    for (v1::BlindedCandidate& card : *page.mutable_blinded_candidates()) {
      if (whole.blinded_candidates_size() == top) break;
      whole.add_blinded_candidates()->Swap(&card);
    }
    if (page.next_page_token().empty() || whole.blinded_candidates_size() >= top) break;
    request.set_page_token(page.next_page_token());
  }
  ShowCards(session, whole);
  return ExitCode::kOk;
}

}  // namespace

ExitCode RunRankCommand(Session& session) {
  if (session.arguments.command[1] == "blinded") return RankBlinded(session);
  std::optional<google::protobuf::Timestamp> as_of;
  if (!ReadAsOf(session.arguments.as_of, &as_of)) return WrongAsOf(session);
  const std::string& what = session.arguments.command[1];
  if (what == "internships") {
    return RankForCandidate<v1::RankInternshipsRequest, v1::RankInternshipsResponse>(
        session, "MatchingService/RankInternships", as_of);
  }
  if (what == "advisors") {
    return RankForCandidate<v1::RankAdvisorsRequest, v1::RankAdvisorsResponse>(
        session, "MatchingService/RankAdvisors", as_of);
  }
  const std::string& target = session.arguments.items[0];
  v1::RankCandidatesRequest request;
  if (IsA(target, "internships")) {
    request.set_internship(target);
  } else if (IsA(target, "advisors")) {
    request.set_advisor(target);
  } else {
    return WrongName(session, target, {"an internship or an advisor", "募集またはアドバイザー"});
  }
  if (as_of.has_value()) *request.mutable_as_of() = *as_of;
  v1::RankCandidatesResponse response;
  const grpc::Status status =
      Rank(session, "MatchingService/RankCandidates", std::move(request), &response);
  if (!status.ok()) return session.Refused(status);
  ShowRanking(session, target, "candidates", response);
  ShowRemovals(session, response.removals());
  return ExitCode::kOk;
}

ExitCode RunSuggestCommand(Session& session) {
  const std::string& candidate = session.arguments.items[0];
  if (!IsA(candidate, "candidates")) {
    return WrongName(session, candidate, {"a candidate", "候補者"});
  }
  v1::SuggestNextStepsRequest request;
  request.set_candidate(candidate);
  request.set_page_size(session.arguments.top);
  std::optional<google::protobuf::Timestamp> as_of;
  if (!ReadAsOf(session.arguments.as_of, &as_of)) return WrongAsOf(session);
  if (as_of.has_value()) *request.mutable_as_of() = *as_of;
  v1::SuggestNextStepsResponse response;
  const grpc::Status status =
      session.connection.Call("MatchingService/SuggestNextSteps", request, &response);
  if (!status.ok()) return session.Refused(status);
  Console& console = session.console;
  if (console.json()) {
    console.Print(absl::StrCat(ToJsonLine(response), "\n"));
    return ExitCode::kOk;
  }

  const UiLanguage ui = console.language();
  Lookup lookup(session);
  session.labels.Fetch(response);
  console.Print(console.Bold(absl::StrCat(SafeCell(lookup.Title(candidate)), "  ", candidate)));
  console.Print(absl::StrCat("\n", BasisLine(response.basis(), ui), "\n"));
  constexpr Phrase kNow = {"eligible now: $0; best: $1\n\n", "今、紹介できる: $0件、最高: $1\n\n"};
  const auto best = [&](const v1::BestInternship& internship) {
    return absl::StrCat(ShownScore(internship.raw()), "  ",
                        SafeCell(lookup.Title(internship.internship())));
  };
  console.Print(console.Say(kNow, response.eligible(),
                            response.has_best() ? best(response.best()) : std::string("–")));
  Table table({{"#", Table::Align::kRight},
               {console.Say({"CHANGE", "変えること"}), Table::Align::kLeft, true},
               {console.Say({"NEW", "増える"}), Table::Align::kRight},
               {console.Say({"RANK", "順位"}), Table::Align::kRight},
               {console.Say({"BEST THEN", "そのときの最高"}), Table::Align::kLeft, true}});
  int number = 0;
  for (const v1::NextStep& step : response.next_steps()) {
    table.AddRow({absl::StrCat(++number), ChangeWords(step, session.labels, ui),
                  absl::StrCat(step.becomes_eligible()),
                  step.best_new_rank() == 0 ? "–" : absl::StrCat(step.best_new_rank()),
                  step.has_best() ? best(step.best()) : "–"});
  }
  if (table.empty()) {
    constexpr Phrase kNone = {"no single change makes more possible\n",
                              "一つだけ変えても、増えるものはありません\n"};
    console.Print(console.Say(kNone));
    return ExitCode::kOk;
  }
  PrintTable(session, table);
  return ExitCode::kOk;
}

ExitCode RunExplainCommand(Session& session) {
  const std::string& candidate = session.arguments.items[0];
  const std::string& counterpart = session.arguments.items[1];
  v1::ExplainMatchRequest request;
  if (!IsA(candidate, "candidates")) {
    return WrongName(session, candidate, {"a candidate", "候補者"});
  }
  request.set_candidate(candidate);
  if (IsA(counterpart, "internships")) {
    request.set_internship(counterpart);
  } else if (IsA(counterpart, "advisors")) {
    request.set_advisor(counterpart);
  } else {
    return WrongName(session, counterpart,
                     {"an internship or an advisor", "募集またはアドバイザー"});
  }
  std::optional<google::protobuf::Timestamp> as_of;
  if (!ReadAsOf(session.arguments.as_of, &as_of)) return WrongAsOf(session);
  if (as_of.has_value()) *request.mutable_as_of() = *as_of;
  if (session.arguments.for_counterpart) {
    request.set_direction(v1::ExplainMatchRequest::FOR_COUNTERPART);
  }
  v1::ExplainMatchResponse response;
  const grpc::Status status =
      session.connection.Call("MatchingService/ExplainMatch", request, &response);
  if (!status.ok()) return session.Refused(status);
  Console& console = session.console;
  if (console.json()) {
    console.Print(absl::StrCat(ToJsonLine(response), "\n"));
    return ExitCode::kOk;
  }

  const UiLanguage ui = console.language();
  const v1::Match& match = response.match();
  Lookup lookup(session);
  session.labels.Fetch(response);
  Table heading(
      {{console.Bold(Word(match.verdict(), ui))},
       {absl::StrCat(ShownScore(match), "  ", match.has_advisor() ? "" : Word(match.band(), ui))}});
  heading.AddRow({candidate, lookup.Title(candidate)});
  heading.AddRow({counterpart, lookup.Title(counterpart)});
  console.Print(heading.Render(console.width(), console.heading_style(), console.style_end()));
  console.Print(absl::StrCat(BasisLine(response.basis(), ui), "\n\n"));
  if (match.has_first_common_start_time()) {
    constexpr Phrase kStart = {"first common start: $0\n\n", "共通の最初の時間: $0\n\n"};
    console.Print(console.Say(kStart, InJapan(match.first_common_start_time())));
  }

  for (const std::string& line : PlainReasonLines(match, ui)) {
    console.Print(absl::StrCat(kBullet.In(ui), SafeCell(line), "\n"));
  }
  if (match.components_size() > 0) {
    Table components({{console.Say({"COMPONENT", "項目"})},
                      {console.Say({"WEIGHT", "重み"}), Table::Align::kRight},
                      {console.Say({"VALUE", "値"}), Table::Align::kRight},
                      {console.Say({"WEIGHT×VALUE", "重み×値"}), Table::Align::kRight}});
    for (const v1::Component& component : match.components()) {
      components.AddRow({Word(component.kind(), ui), absl::StrCat(component.weight()),
                         absl::StrCat(component.value()),
                         absl::StrCat(component.weight() * component.value())});
    }
    components.AddRow({console.Say({"sum", "合計"}), "", "", absl::StrCat(match.component_sum())});
    if (match.cap_applied()) {
      components.AddRow({console.Say({"capped: outside every wish", "希望の外のため上限"}), "", "",
                         absl::StrCat(match.raw())});
    }
    console.Print(absl::StrCat(
        "\n", components.Render(console.width(), console.heading_style(), console.style_end())));
  }
  if (match.reasons_size() > 0) console.Print("\n");
  for (const v1::Reason& reason : match.reasons()) {
    console.Print(absl::StrCat(ReasonLine(reason, session.labels, ui), "\n"));
  }
  return ExitCode::kOk;
}

ExitCode RunReplayCommand(Session& session) {
  Console& console = session.console;
  v1::ReplayMatchesRequest request;
  int64_t number = 0;
  if (!absl::SimpleAtoi(session.arguments.items[0], &number) || number < 1) {
    constexpr Phrase kNumber = {"NUMBER is that of a row of `audit list`",
                                "NUMBER は `audit list` の行の番号です"};
    return session.WrongUsage(console.Say(kNumber));
  }
  request.set_audit_number(number);
  v1::ReplayMatchesResponse response;
  const grpc::Status status =
      session.connection.Call("MatchingService/ReplayMatches", request, &response);
  if (!status.ok()) return session.Refused(status);
  // A list for an internship or an advisor is one of candidates.
  const std::string& target = response.audit_entry().shown_list().subject();
  std::string collection = "candidates";
  if (IsA(target, "candidates") && response.matches_size() > 0) {
    collection = response.matches(0).has_advisor() ? "advisors" : "internships";
  }
  ShowRanking(session, target, collection, response);
  if (!console.json()) {
    constexpr Phrase kIdentical = {"\nnames, order, scores and reasons are those that were shown\n",
                                   "\n名前・順序・点数・理由は、表示されたものと同じです\n"};
    constexpr Phrase kDifferent = {"\nTHIS IS NOT WHAT WAS SHOWN\n",
                                   "\n表示されたものと一致しません\n"};
    console.Print(console.Say(response.identical() ? kIdentical : kDifferent));
  }
  return response.identical() ? ExitCode::kOk : ExitCode::kFailed;
}

}  // namespace banso
