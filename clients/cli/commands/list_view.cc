#include "clients/cli/commands/list_view.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "banso/v1/application.pb.h"
#include "banso/v1/desk_day.pb.h"
#include "banso/v1/employer.pb.h"
#include "banso/v1/engagement.pb.h"
#include "banso/v1/entry_sheet.pb.h"
#include "banso/v1/internship.pb.h"
#include "banso/v1/message.pb.h"
#include "banso/v1/offer.pb.h"
#include "banso/v1/principal.pb.h"
#include "banso/v1/privacy_record.pb.h"
#include "banso/v1/report.pb.h"
#include "banso/v1/session.pb.h"
#include "clients/cli/detail_view.h"
#include "clients/cli/words.h"

namespace banso {
namespace {

using ::google::protobuf::Message;
using ::google::protobuf::RepeatedPtrField;
using Resources = std::vector<std::unique_ptr<Message>>;
using Column = Table::Column;

constexpr Phrase kName = {"NAME", "名前"};
constexpr Phrase kPerson = {"PERSON", "氏名"};
constexpr Phrase kState = {"STATE", "状態"};
constexpr Phrase kPlace = {"PLACE", "場所"};
constexpr Phrase kIndustry = {"INDUSTRY", "業種"};
constexpr Phrase kLanguages = {"LANGUAGES", "言語"};

Column Fixed(const Phrase& phrase, UiLanguage language) { return {phrase.In(language)}; }
Column Shrinking(const Phrase& phrase, UiLanguage language) {
  return {phrase.In(language), Table::Align::kLeft, true};
}
Column Number(const Phrase& phrase, UiLanguage language) {
  return {phrase.In(language), Table::Align::kRight};
}

std::string LabelsOf(const RepeatedPtrField<std::string>& codes, v1::Term::Kind kind,
                     const Labels& labels) {
  std::vector<std::string> words;
  for (const std::string& code : codes) words.push_back(labels.Of(kind, code));
  return absl::StrJoin(words, ", ");
}

std::string Prefecture(const std::string& code, const Labels& labels) {
  return code.empty() ? "" : labels.Of(v1::Term::PREFECTURE, code);
}

Table Candidates(const Resources& resources, const Labels& labels, UiLanguage ui) {
  Table table({Fixed(kName, ui), Shrinking(kPerson, ui), Fixed({"STAGE", "段階"}, ui),
               Fixed({"STATUS", "状況"}, ui), Fixed({"HOME", "居住地"}, ui),
               Shrinking({"WISHES", "希望"}, ui), Shrinking(kLanguages, ui)});
  for (const auto& resource : resources) {
    const auto& candidate = static_cast<const v1::Candidate&>(*resource);
    std::vector<std::string> wishes;
    if (candidate.industry_wishes_size() > 0) {
      wishes.push_back(LabelsOf(candidate.industry_wishes(), v1::Term::INDUSTRY, labels));
    }
    if (candidate.occupation_wishes_size() > 0) {
      wishes.push_back(LabelsOf(candidate.occupation_wishes(), v1::Term::OCCUPATION, labels));
    }
    table.AddRow({candidate.name(), ShownName(candidate.person_name()),
                  Word(candidate.case_().stage(), ui), Word(candidate.case_().status(), ui),
                  Prefecture(candidate.home_prefecture(), labels), absl::StrJoin(wishes, "; "),
                  LanguagesInShort(candidate.languages())});
  }
  return table;
}

Table Employers(const Resources& resources, const Labels& labels, UiLanguage ui) {
  Table table({Fixed(kName, ui), Shrinking({"ORGANISATION", "企業名"}, ui), Fixed(kState, ui),
               Shrinking(kIndustry, ui), Fixed(kPlace, ui)});
  for (const auto& resource : resources) {
    const auto& employer = static_cast<const v1::Employer&>(*resource);
    table.AddRow({employer.name(), employer.display_name(), Word(employer.state(), ui),
                  labels.Of(v1::Term::INDUSTRY, employer.industry()),
                  Prefecture(employer.prefecture(), labels)});
  }
  return table;
}

Table Internships(const Resources& resources, const Labels& labels, UiLanguage ui) {
  constexpr Phrase kRemote = {"remote", "在宅可"};
  Table table({Fixed(kName, ui), Shrinking({"TITLE", "題名"}, ui), Fixed(kState, ui),
               Shrinking({"TYPE", "種類"}, ui), Shrinking(kIndustry, ui), Fixed(kPlace, ui),
               Number({"SEATS", "定員"}, ui), Fixed({"DEADLINE", "締切"}, ui)});
  for (const auto& resource : resources) {
    const auto& internship = static_cast<const v1::Internship&>(*resource);
    std::string place = Prefecture(internship.prefecture(), labels);
    if (internship.remote()) absl::StrAppend(&place, place.empty() ? "" : ", ", kRemote.In(ui));
    table.AddRow({internship.name(), internship.title(), Word(internship.state(), ui),
                  Word(internship.programme_type(), ui),
                  labels.Of(v1::Term::INDUSTRY, internship.industry()), place,
                  absl::StrCat(internship.seats_taken(), "/", internship.seats()),
                  internship.has_application_deadline_time()
                      ? InJapan(internship.application_deadline_time())
                      : "–"});
  }
  return table;
}

Table Advisors(const Resources& resources, const Labels& labels, UiLanguage ui) {
  Table table({Fixed(kName, ui), Shrinking(kPerson, ui), Fixed(kState, ui),
               Shrinking(kIndustry, ui), Shrinking({"TOPICS", "相談内容"}, ui),
               Shrinking(kLanguages, ui), Number({"LOAD", "担当"}, ui)});
  for (const auto& resource : resources) {
    const auto& advisor = static_cast<const v1::Advisor&>(*resource);
    std::vector<std::string> topics;
    for (const int topic : advisor.topics()) {
      topics.push_back(Word(static_cast<v1::Topic>(topic), ui));
    }
    table.AddRow({advisor.name(), ShownName(advisor.person_name()), Word(advisor.state(), ui),
                  LabelsOf(advisor.industries(), v1::Term::INDUSTRY, labels),
                  absl::StrJoin(topics, ", "), LanguagesInShort(advisor.languages()),
                  absl::StrCat(advisor.active_candidates(), "/", advisor.max_active_candidates())});
  }
  return table;
}

// An instant, or a dash.
template <typename Message>
std::string TimeOr(const Message& message, bool has,
                   const google::protobuf::Timestamp& (Message::*time)() const) {
  return has ? InJapan((message.*time)()) : "–";
}

constexpr Phrase kCandidate = {"CANDIDATE", "候補者"};
constexpr Phrase kInternship = {"INTERNSHIP", "募集"};
constexpr Phrase kRecipient = {"RECIPIENT", "相手"};
constexpr Phrase kExpires = {"EXPIRES", "期限"};
constexpr Phrase kDue = {"DUE", "期限"};

Table Engagements(const Resources& resources, const Labels&, UiLanguage ui) {
  Table table({Fixed(kName, ui), Fixed(kCandidate, ui), Fixed({"ADVISOR", "アドバイザー"}, ui),
               Fixed({"BEGAN", "開始"}, ui), Fixed({"ENDED", "終了"}, ui)});
  for (const auto& resource : resources) {
    const auto& engagement = static_cast<const v1::Engagement&>(*resource);
    table.AddRow({engagement.name(), engagement.candidate(), engagement.advisor(),
                  InJapan(engagement.start_time()),
                  TimeOr(engagement, engagement.has_end_time(), &v1::Engagement::end_time)});
  }
  return table;
}

Table Consents(const Resources& resources, const Labels&, UiLanguage ui) {
  Table table({Fixed(kName, ui), Fixed({"SCOPE", "範囲"}, ui), Shrinking(kRecipient, ui),
               Fixed(kState, ui), Fixed({"GRANTED", "同意"}, ui), Fixed(kExpires, ui),
               Fixed({"ENDED", "終了"}, ui)});
  for (const auto& resource : resources) {
    const auto& consent = static_cast<const v1::Consent&>(*resource);
    const v1::Consent::State state =
        consent.state() == v1::Consent::STATE_UNSPECIFIED ? v1::Consent::GRANTED : consent.state();
    table.AddRow({consent.name(), Word(consent.scope(), ui), consent.recipient(), Word(state, ui),
                  TimeOr(consent, consent.has_grant_time(), &v1::Consent::grant_time),
                  TimeOr(consent, consent.has_expire_time(), &v1::Consent::expire_time),
                  TimeOr(consent, consent.has_end_time(), &v1::Consent::end_time)});
  }
  return table;
}

Table Applications(const Resources& resources, const Labels&, UiLanguage ui) {
  Table table({Fixed(kName, ui), Fixed(kState, ui), Fixed(kInternship, ui),
               // Employers are told the card only, everybody else the person.
               Fixed({"CANDIDATE OR CARD", "候補者またはカード"}, ui),
               Fixed({"CHANGED", "更新"}, ui)});
  for (const auto& resource : resources) {
    const auto& application = static_cast<const v1::Application&>(*resource);
    table.AddRow({application.name(), Word(application.state(), ui), application.internship(),
                  application.candidate().empty() ? application.blinded_candidate()
                                                  : application.candidate(),
                  InJapan(application.update_time())});
  }
  return table;
}

Table Offers(const Resources& resources, const Labels&, UiLanguage ui) {
  Table table({Fixed(kName, ui), Fixed(kState, ui), Fixed(kInternship, ui),
               Fixed({"CANDIDATE", "候補者"}, ui), Fixed({"FOLLOW-UP", "フォロー"}, ui),
               Fixed({"CHANGED", "更新"}, ui)});
  for (const auto& resource : resources) {
    const auto& offer = static_cast<const v1::Offer&>(*resource);
    const v1::Date& due = offer.follow_up_date();
    table.AddRow({offer.name(), Word(offer.state(), ui), offer.internship(), offer.candidate(),
                  offer.has_follow_up_date()
                      ? absl::StrFormat("%04d-%02d-%02d", due.year(), due.month(), due.day())
                      : "",
                  InJapan(offer.update_time())});
  }
  return table;
}

Table DeskDays(const Resources& resources, const Labels&, UiLanguage ui) {
  Table table({Fixed(kName, ui), Fixed({"DATE", "日付"}, ui), Fixed({"OPEN", "時間"}, ui),
               Fixed(kState, ui), Shrinking({"ADVISORS", "アドバイザー"}, ui)});
  for (const auto& resource : resources) {
    const auto& day = static_cast<const v1::DeskDay&>(*resource);
    std::vector<std::string> advisors;
    for (const v1::DeskAdvisor& advisor : day.advisors()) advisors.push_back(advisor.advisor());
    table.AddRow(
        {day.name(),
         absl::StrFormat("%04d-%02d-%02d", day.date().year(), day.date().month(), day.date().day()),
         absl::StrFormat("%02d:%02d–%02d:%02d", day.start().hours(), day.start().minutes(),
                         day.end().hours(), day.end().minutes()),
         Word(day.state(), ui), absl::StrJoin(advisors, ", ")});
  }
  return table;
}

Table Sessions(const Resources& resources, const Labels&, UiLanguage ui) {
  Table table({Fixed(kName, ui), Fixed(kState, ui), Fixed({"STARTS", "開始"}, ui),
               Fixed({"CANDIDATE", "候補者"}, ui), Fixed({"ADVISOR", "アドバイザー"}, ui),
               Fixed({"ASKED FOR", "申込時刻"}, ui)});
  for (const auto& resource : resources) {
    const auto& session = static_cast<const v1::Session&>(*resource);
    table.AddRow({session.name(), Word(session.state(), ui),
                  TimeOr(session, session.has_start_time(), &v1::Session::start_time),
                  session.candidate(), session.advisor(),
                  TimeOr(session, session.has_request_time(), &v1::Session::request_time)});
  }
  return table;
}

Table Reports(const Resources& resources, const Labels&, UiLanguage ui) {
  const auto date = [](const v1::Date& day) {
    return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
  };
  Table table({Fixed(kName, ui), Fixed({"FROM", "初日"}, ui), Fixed({"TO", "末日"}, ui),
               Fixed({"PUBLISHED", "公表"}, ui)});
  for (const auto& resource : resources) {
    const auto& report = static_cast<const v1::Report&>(*resource);
    table.AddRow({report.name(), date(report.start_date()), date(report.end_date()),
                  TimeOr(report, report.has_publish_time(), &v1::Report::publish_time)});
  }
  return table;
}

Table EntrySheets(const Resources& resources, const Labels&, UiLanguage ui) {
  Table table({Fixed(kName, ui), Shrinking({"TITLE", "題名"}, ui), Fixed(kState, ui),
               Number({"VERSION", "版"}, ui), Fixed(kCandidate, ui),
               Fixed({"REVIEWER", "添削者"}, ui), Fixed(kDue, ui)});
  for (const auto& resource : resources) {
    const auto& sheet = static_cast<const v1::EntrySheet&>(*resource);
    table.AddRow({sheet.name(), sheet.title(), Word(sheet.state(), ui),
                  absl::StrCat(sheet.versions_size()), sheet.candidate(), sheet.reviewer(),
                  TimeOr(sheet, sheet.has_review_due_time(), &v1::EntrySheet::review_due_time)});
  }
  return table;
}

Table Principals(const Resources& resources, const Labels&, UiLanguage ui) {
  constexpr Phrase kDisabled = {"disabled", "停止"};
  Table table({Fixed(kName, ui), Fixed({"ROLE", "役割"}, ui), Shrinking({"KNOWN AS", "呼び名"}, ui),
               Fixed({"STANDS FOR", "本人・所属"}, ui), Fixed(kState, ui)});
  for (const auto& resource : resources) {
    const auto& principal = static_cast<const v1::Principal&>(*resource);
    table.AddRow({principal.name(), Word(principal.role(), ui), principal.display_name(),
                  // At most one of them is set.
                  absl::StrCat(principal.candidate(), principal.advisor(), principal.employer()),
                  principal.disabled() ? kDisabled.In(ui) : ""});
  }
  return table;
}

Table Tokens(const Resources& resources, const Labels&, UiLanguage ui) {
  Table table({Fixed(kName, ui), Shrinking({"LABEL", "用途"}, ui), Fixed(kExpires, ui),
               Fixed({"LAST USED", "最後の使用"}, ui), Fixed({"REVOKED", "取り消し"}, ui)});
  for (const auto& resource : resources) {
    const auto& token = static_cast<const v1::Token&>(*resource);
    table.AddRow({token.name(), token.label(), InJapan(token.expire_time()),
                  TimeOr(token, token.has_last_use_time(), &v1::Token::last_use_time),
                  TimeOr(token, token.has_revoke_time(), &v1::Token::revoke_time)});
  }
  return table;
}

Table ProvisionRecords(const Resources& resources, const Labels&, UiLanguage ui) {
  Table table({Fixed(kName, ui), Fixed(kCandidate, ui), Fixed(kRecipient, ui),
               Shrinking({"ITEMS", "項目"}, ui), Fixed({"TOLD LAST", "最後の提供"}, ui),
               Fixed({"KEPT UNTIL", "保管期限"}, ui)});
  for (const auto& resource : resources) {
    const auto& record = static_cast<const v1::ProvisionRecord&>(*resource);
    table.AddRow({record.name(), record.candidate(), record.recipient(),
                  absl::StrJoin(record.items(), ", "), InJapan(record.provide_time()),
                  InJapan(record.keep_until_time())});
  }
  return table;
}

Table DeletionRequests(const Resources& resources, const Labels&, UiLanguage ui) {
  Table table({Fixed(kName, ui), Fixed(kRecipient, ui), Fixed({"CARD", "カード"}, ui),
               Fixed(kDue, ui), Fixed({"CONFIRMED", "確認"}, ui)});
  for (const auto& resource : resources) {
    const auto& request = static_cast<const v1::DeletionRequest&>(*resource);
    table.AddRow({request.name(), request.recipient(), request.blinded_candidate(),
                  InJapan(request.due_time()),
                  TimeOr(request, request.has_confirm_time(), &v1::DeletionRequest::confirm_time)});
  }
  return table;
}

Table RightsRequests(const Resources& resources, const Labels&, UiLanguage ui) {
  Table table({Fixed(kName, ui), Fixed(kCandidate, ui), Fixed({"ASKS", "請求"}, ui),
               Fixed(kDue, ui), Fixed({"ANSWERED", "回答"}, ui)});
  for (const auto& resource : resources) {
    const auto& request = static_cast<const v1::RightsRequest&>(*resource);
    table.AddRow({request.name(), request.candidate(), Word(request.kind(), ui),
                  InJapan(request.due_time()),
                  TimeOr(request, request.has_answer_time(), &v1::RightsRequest::answer_time)});
  }
  return table;
}

Table Messages(const Resources& resources, const Labels&, UiLanguage ui) {
  Table table({Fixed(kName, ui), Fixed(kState, ui), Fixed({"MESSAGE", "内容"}, ui),
               Fixed({"TO", "宛先"}, ui), Fixed({"NOT BEFORE", "送信時刻"}, ui),
               Fixed({"TRIES", "試行"}, ui), Fixed({"LAST ERROR", "エラー"}, ui)});
  for (const auto& resource : resources) {
    const auto& message = static_cast<const v1::Message&>(*resource);
    constexpr Phrase kTeam = {"the team", "コーディネーター"};
    const std::string to = message.coordinators()      ? kTeam.In(ui)
                           : message.advisor().empty() ? message.candidate()
                                                       : message.advisor();
    table.AddRow({message.name(), Word(message.state(), ui), message.template_code(), to,
                  InJapan(message.not_before_time()), absl::StrCat(message.attempts()),
                  message.last_error()});
  }
  return table;
}

using MakeTable = Table (*)(const Resources&, const Labels&, UiLanguage);

constexpr std::pair<const char*, MakeTable> kTables[] = {
    {"candidates", Candidates},
    {"employers", Employers},
    {"internships", Internships},
    {"advisors", Advisors},
    {"deskDays", DeskDays},
    {"sessions", Sessions},
    {"messages", Messages},
    {"reports", Reports},
    {"engagements", Engagements},
    {"entrySheets", EntrySheets},
    {"consents", Consents},
    {"applications", Applications},
    {"offers", Offers},
    {"principals", Principals},
    {"tokens", Tokens},
    {"provisionRecords", ProvisionRecords},
    {"deletionRequests", DeletionRequests},
    {"rightsRequests", RightsRequests},
};

}  // namespace

Table MakeListTable(const ResourceKind& kind, const Resources& resources, const Labels& labels,
                    UiLanguage language) {
  for (const auto& [collection, make] : kTables) {
    if (kind.collection == collection) return make(resources, labels, language);
  }
  // A kind without a table of its own still has names.
  Table table({Fixed(kName, language)});
  for (const auto& resource : resources) table.AddRow({GetString(*resource, "name")});
  return table;
}

std::string ShownName(const v1::PersonName& name) {
  if (name.latin_name().empty() || name.latin_name() == name.full_name()) return name.full_name();
  return absl::StrCat(name.full_name(), " (", name.latin_name(), ")");
}

std::string LanguagesInShort(const RepeatedPtrField<v1::LanguageSkill>& languages) {
  std::vector<std::string> words;
  for (const v1::LanguageSkill& skill : languages) {
    std::string level;
    if (skill.native()) {
      level = "★";
    } else if (skill.jlpt_level() != 0) {
      level = v1::JlptLevel_Name(skill.jlpt_level());
    } else if (skill.cefr_certificate() != 0) {
      level = v1::CefrLevel_Name(skill.cefr_certificate());
    } else if (skill.has_bjt_score()) {
      level = absl::StrCat("BJT ", skill.bjt_score());
    } else if (skill.self_assessed() != 0) {
      level = absl::StrCat("(", v1::CefrLevel_Name(skill.self_assessed()), ")");
    }
    words.push_back(absl::StrCat(skill.language(), level.empty() ? "" : " ", level));
  }
  return absl::StrJoin(words, ", ");
}

}  // namespace banso
