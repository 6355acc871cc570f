#include "server/outbox/templates.h"

#include <array>
#include <cstddef>

namespace banso {
namespace {

using enum MessageField;

constexpr MessageField kCalendarFields[] = {kStart, kEnd, kSession, kSequence, kCalendar};
constexpr MessageField kOfferFields[] = {kStart, kOfferExpire};
constexpr MessageField kLinkField[] = {kLink};
constexpr MessageField kDateField[] = {kDate};
constexpr MessageField kStartField[] = {kStart};
constexpr MessageField kCaseField[] = {kCase};
constexpr MessageField kAboutField[] = {kAbout};
constexpr MessageField kCaseAndAbout[] = {kCase, kAbout};
constexpr MessageField kStartAndSession[] = {kStart, kSession};

constexpr MessageTemplateSpec kTemplates[] = {
    // --- To a candidate, about sessions ---
    {.id = MessageTemplate::kSessionRequested,
     .code = "SESSION_REQUESTED",
     .recipient = Party::kCandidate,
     .fields = kLinkField,
     .subject = {"お申し込みを受け付けました", "申（もう）し込（こ）みを受（う）けつけました。",
                 "We have your request"},
     .body = {"お申し込みを受け付けました。時間が決まりましたら、お知らせします。\n"
              "次のリンクから、予約の確認、変更、取り消しができます。このリンクは、ほかの人に"
              "見せないでください。\n{link}",
              "申（もう）し込（こ）みを受（う）けつけました。"
              "時間（じかん）が決（き）まったら、お知（し）らせします。\n"
              "下（した）のリンクで、予約（よやく）を見（み）ることができます。"
              "変（か）えることや、やめることもできます。"
              "リンクは、ほかの人（ひと）に見（み）せないでください。\n{link}",
              "We have your request. We will tell you when a time is set.\n"
              "With this link you can see, move or cancel it. Please show the link to nobody "
              "else.\n{link}"},
     .body_is_neutral = true},
    {.id = MessageTemplate::kSessionConfirmed,
     .code = "SESSION_CONFIRMED",
     .recipient = Party::kCandidate,
     .fields = kCalendarFields,
     .calendar = CalendarPart::kConfirmed,
     .subject = {"予約が確定しました", "予約（よやく）が決（き）まりました。",
                 "Your appointment is confirmed"},
     .body = {"予約が確定しました。\n日時（日本時間）：{start}から",
              "予約（よやく）が決（き）まりました。\n{start}からです。"
              "これは日本（にほん）の時間（じかん）です。",
              "Your appointment is confirmed.\nIt begins on {start} (Japan time)."},
     .body_is_neutral = true},
    {.id = MessageTemplate::kSessionWaitlisted,
     .code = "SESSION_WAITLISTED",
     .recipient = Party::kCandidate,
     .fields = {},
     .subject = {"順番をお待ちください", "順番（じゅんばん）を待（ま）ってください。",
                 "You are on the waiting list"},
     .body = {"ご希望の時間は、今は空いていません。順番をお待ちいただいています。"
              "空きが出ましたら、お知らせします。",
              "今（いま）は、空（あ）いている時間（じかん）がありません。"
              "順番（じゅんばん）を待（ま）ってください。"
              "空（あ）いたら、お知（し）らせします。",
              "The times you asked for are taken at the moment. You are on the waiting list, and "
              "we will tell you when one becomes free."},
     .body_is_neutral = true},
    {.id = MessageTemplate::kSlotOffered,
     .code = "SLOT_OFFERED",
     .recipient = Party::kCandidate,
     .fields = kOfferFields,
     .subject = {"空きが出ました", "時間（じかん）が空（あ）きました。", "A time became free"},
     .body = {"空きが出ました。\n日時（日本時間）：{start}から\n"
              "{offer_expire}までに、お返事をください。それまで、この時間をお取りしておきます。",
              "時間（じかん）が空（あ）きました。\n{start}からです。\n"
              "{offer_expire}までに、返事（へんじ）をください。"
              "それまで、待（ま）っています。",
              "A time became free: {start} (Japan time).\nIt is held for you until {offer_expire}. "
              "Please answer before that."},
     .body_is_neutral = true},
    {.id = MessageTemplate::kSlotOfferLapsed,
     .code = "SLOT_OFFER_LAPSED",
     .recipient = Party::kCandidate,
     .fields = kStartField,
     .subject = {"お返事の期限が過ぎました", "返事（へんじ）の時間（じかん）が終（お）わりました。",
                 "A held time has lapsed"},
     .body = {"{start}の時間は、お返事の期限が過ぎたため、ほかの方にご案内しました。",
              "{start}の時間（じかん）の話（はなし）です。"
              "返事（へんじ）の時間（じかん）が終（お）わりました。"
              "この時間（じかん）は、もう使（つか）えません。",
              "The time of {start} was held for you and has lapsed; it goes to somebody else."},
     .body_is_neutral = true},
    {.id = MessageTemplate::kSessionDeclined,
     .code = "SESSION_DECLINED",
     .recipient = Party::kCandidate,
     .fields = {},
     .subject = {"時間をご用意できませんでした", "時間（じかん）がありませんでした。",
                 "We have no time for you this time"},
     .body = {"今回は、時間をご用意できませんでした。申し訳ありません。もう一度お申し込みいただけ"
              "ます。",
              "今回（こんかい）は、時間（じかん）がありませんでした。"
              "ごめんなさい。もう一度（いちど）、申（もう）し込（こ）むことができます。",
              "We are sorry: we had no time for you this time. You are welcome to ask again."},
     .body_is_neutral = true},
    {.id = MessageTemplate::kSessionMoved,
     .code = "SESSION_MOVED",
     .recipient = Party::kCandidate,
     .fields = kCalendarFields,
     .calendar = CalendarPart::kConfirmed,
     .subject = {"予約の時間が変わりました", "予約（よやく）の時間（じかん）が変（か）わりました。",
                 "Your appointment was moved"},
     .body = {"予約の時間が変わりました。\n新しい日時（日本時間）：{start}から",
              "予約（よやく）の時間（じかん）が変（か）わりました。\n"
              "新（あたら）しい時間（じかん）は、次（つぎ）のとおりです。\n{start}からです。",
              "Your appointment was moved.\nIt now begins on {start} (Japan time)."},
     .body_is_neutral = true},
    {.id = MessageTemplate::kSessionCancelled,
     .code = "SESSION_CANCELLED",
     .recipient = Party::kCandidate,
     .fields = kCalendarFields,
     .calendar = CalendarPart::kCancelled,
     .subject = {"予約が取り消されました", "予約（よやく）がなくなりました。",
                 "Your appointment was cancelled"},
     .body = {"{start}の予約が取り消されました。",
              "予約（よやく）がなくなりました。\n{start}の予約（よやく）です。",
              "Your appointment of {start} (Japan time) was cancelled."},
     .body_is_neutral = true},
    {.id = MessageTemplate::kSessionReminder,
     .code = "SESSION_REMINDER",
     .recipient = Party::kCandidate,
     .fields = kStartField,
     .subject = {"もうすぐ予約の時間です", "もうすぐ予約（よやく）の時間（じかん）です。",
                 "Your appointment is soon"},
     .body = {"予約の時間が近づいています。\n日時（日本時間）：{start}から\n"
              "都合が悪くなったときは、早めにお知らせください。",
              "もうすぐ予約（よやく）の時間（じかん）です。\n{start}からです。\n"
              "来（く）ることができないときは、教（おし）えてください。",
              "Your appointment is soon.\nIt begins on {start} (Japan time).\n"
              "If you cannot come, please tell us as early as you can."},
     .body_is_neutral = true},

    // --- To a candidate, about the rest of the way ---
    {.id = MessageTemplate::kAdvisorAssigned,
     .code = "ADVISOR_ASSIGNED",
     .recipient = Party::kCandidate,
     .fields = {},
     .subject = {"担当のアドバイザーが決まりました",
                 "担当（たんとう）のアドバイザーが決（き）まりました。", "You have an advisor"},
     .body = {"担当のアドバイザーが決まりました。これから一緒に進めていきます。",
              "担当（たんとう）のアドバイザーが決（き）まりました。"
              "これから、一緒（いっしょ）に進（すす）みます。",
              "You have an advisor, who will accompany you from now on."}},
    {.id = MessageTemplate::kAdvisorChanged,
     .code = "ADVISOR_CHANGED",
     .recipient = Party::kCandidate,
     .fields = {},
     .subject = {"担当のアドバイザーが代わりました",
                 "担当（たんとう）のアドバイザーが代（か）わりました。", "You have a new advisor"},
     .body = {"担当のアドバイザーが代わりました。これまでの記録は引き継がれています。"
              "気になることがあれば、いつでもお知らせください。",
              "担当（たんとう）のアドバイザーが代（か）わりました。"
              "次（つぎ）の人（ひと）は、今（いま）までのことを知（し）っています。"
              "心配（しんぱい）なことは、教（おし）えてください。",
              "You have a new advisor, who knows what was done so far. Please tell us if anything "
              "worries you."}},
    {.id = MessageTemplate::kEntrySheetCommented,
     .code = "ENTRY_SHEET_COMMENTED",
     .recipient = Party::kCandidate,
     .fields = {},
     .subject = {"エントリーシートにコメントが付きました",
                 "エントリーシートにコメントがつきました。", "Your entry sheet has comments"},
     .body = {"エントリーシートにコメントが付きました。",
              "エントリーシートにコメントがつきました。見（み）てください。",
              "Your entry sheet was read, and has comments."}},
    {.id = MessageTemplate::kEntrySheetFinal,
     .code = "ENTRY_SHEET_FINAL",
     .recipient = Party::kCandidate,
     .fields = {},
     .subject = {"エントリーシートが完成しました", "エントリーシートが完成（かんせい）しました。",
                 "Your entry sheet is final"},
     .body = {"エントリーシートが完成しました。", "エントリーシートが完成（かんせい）しました。",
              "Your entry sheet is final."}},
    {.id = MessageTemplate::kIntroductionAsked,
     .code = "INTRODUCTION_ASKED",
     .recipient = Party::kCandidate,
     .fields = {},
     .subject = {"ご紹介についてのおたずね", "紹介（しょうかい）について、聞（き）きたいです。",
                 "May we introduce you?"},
     .body = {"企業へのご紹介について、ご意向をうかがいたいことがあります。あなたが同意するまで、"
              "お名前は伝わりません。",
              "会社（かいしゃ）に、あなたを紹介（しょうかい）したいです。"
              "あなたが「はい」と言（い）うまで、名前（なまえ）は伝（つた）えません。",
              "We would like to introduce you to an employer. Your name is told to nobody unless "
              "you agree."}},
    {.id = MessageTemplate::kApplicationStep,
     .code = "APPLICATION_STEP",
     .recipient = Party::kCandidate,
     .fields = {},
     .subject = {"応募について動きがありました", "応募（おうぼ）について、お知（し）らせです。",
                 "News about your application"},
     .body = {"応募について動きがありました。",
              "あなたの応募（おうぼ）について、お知（し）らせがあります。",
              "There is news about your application."}},
    {.id = MessageTemplate::kOfferStep,
     .code = "OFFER_STEP",
     .recipient = Party::kCandidate,
     .fields = {},
     .subject = {"内定について動きがありました", "内定（ないてい）について、お知（し）らせです。",
                 "News about your offer"},
     .body = {"内定について動きがありました。",
              "あなたの内定（ないてい）について、お知（し）らせがあります。",
              "There is news about your offer."}},
    {.id = MessageTemplate::kFollowUpDue,
     .code = "FOLLOW_UP_DUE",
     .recipient = Party::kCandidate,
     .fields = {},
     .subject = {"お仕事はいかがですか", "仕事（しごと）は、どうですか。", "How is work?"},
     .body = {"働き始めてしばらくたちました。お仕事はいかがですか。様子をお聞かせください。",
              "仕事（しごと）を始（はじ）めて、しばらくたちました。"
              "仕事（しごと）は、どうですか。話（はなし）を聞（き）かせてください。",
              "You have been at work for a while. How is it going? We would be glad to hear."}},
    {.id = MessageTemplate::kConsentLapsing,
     .code = "CONSENT_LAPSING",
     .recipient = Party::kCandidate,
     .fields = kDateField,
     .subject = {"同意の期限が近づいています", "同意（どうい）が、もうすぐ終（お）わります。",
                 "A consent of yours is about to lapse"},
     .body = {"あなたの同意は、{date}に期限を迎えます。続けるかどうかは、あなたが決められます。",
              "あなたの同意（どうい）は、もうすぐ終（お）わります。\n"
              "終（お）わりの日（ひ）は、{date}です。\n"
              "続（つづ）けるかどうかは、あなたが決（き）めます。",
              "A consent of yours lapses on {date}. Whether it goes on is yours to decide."}},
    {.id = MessageTemplate::kCardExpiring,
     .code = "CARD_EXPIRING",
     .recipient = Party::kCandidate,
     .fields = kDateField,
     .subject = {"書類の期限が近づいています",
                 "書類（しょるい）の期限（きげん）が近（ちか）いです。",
                 "A paper of yours is about to expire"},
     .body = {"働く許可についての書類の期限は、{date}です。更新の手続きは、期限の3か月前から"
              "できます。手続きをしたら、お知らせください。",
              "働（はたら）く許可（きょか）の書類（しょるい）の話（はなし）です。\n"
              "期限（きげん）は、{date}です。\n"
              "手続（てつづ）きは、3か月（げつ）前（まえ）からできます。"
              "手続（てつづ）きをしたら、教（おし）えてください。",
              "The paper about your permission to work expires on {date}. Renewal can be filed "
              "from three months before. Please tell us when you have filed it."}},
    {.id = MessageTemplate::kProfileConfirm,
     .code = "PROFILE_CONFIRM",
     .recipient = Party::kCandidate,
     .fields = {},
     .subject = {"登録内容をご確認ください",
                 "あなたのことを、もう一度（いちど）見（み）てください。",
                 "Is your profile still right?"},
     .body = {"登録内容に変わりがないか、ご確認ください。",
              "書（か）いてあることを、もう一度（いちど）見（み）てください。"
              "変（か）わったことがあれば、教（おし）えてください。",
              "Please look whether your profile is still right."}},

    // --- To an advisor ---
    {.id = MessageTemplate::kAdvisorSessionConfirmed,
     .code = "ADVISOR_SESSION_CONFIRMED",
     .recipient = Party::kAdvisor,
     .fields = kCalendarFields,
     .calendar = CalendarPart::kConfirmed,
     .subject = {"予約が入りました", "予約（よやく）が入（はい）りました。", "A session is booked"},
     .body = {"予約が入りました。\n日時（日本時間）：{start}から\n{session}",
              "予約（よやく）が入（はい）りました。\n{start}からです。\n{session}",
              "A session is booked.\nIt begins on {start} (Japan time).\n{session}"},
     .body_is_neutral = true},
    {.id = MessageTemplate::kAdvisorSessionMoved,
     .code = "ADVISOR_SESSION_MOVED",
     .recipient = Party::kAdvisor,
     .fields = kCalendarFields,
     .calendar = CalendarPart::kConfirmed,
     .subject = {"予約の時間が変わりました", "予約（よやく）の時間（じかん）が変（か）わりました。",
                 "A session was moved"},
     .body = {"予約の時間が変わりました。\n新しい日時（日本時間）：{start}から\n{session}",
              "予約（よやく）の時間（じかん）が変（か）わりました。\n{start}からです。\n{session}",
              "A session was moved.\nIt now begins on {start} (Japan time).\n{session}"},
     .body_is_neutral = true},
    {.id = MessageTemplate::kAdvisorSessionCancelled,
     .code = "ADVISOR_SESSION_CANCELLED",
     .recipient = Party::kAdvisor,
     .fields = kCalendarFields,
     .calendar = CalendarPart::kCancelled,
     .subject = {"予約が取り消されました", "予約（よやく）がなくなりました。",
                 "A session was cancelled"},
     .body = {"{start}の予約が取り消されました。\n{session}",
              "予約（よやく）がなくなりました。\n{start}の予約（よやく）です。\n{session}",
              "The session of {start} (Japan time) was cancelled.\n{session}"},
     .body_is_neutral = true},
    {.id = MessageTemplate::kAdvisorSessionReminder,
     .code = "ADVISOR_SESSION_REMINDER",
     .recipient = Party::kAdvisor,
     .fields = kStartAndSession,
     .subject = {"もうすぐ予約の時間です", "もうすぐ予約（よやく）の時間（じかん）です。",
                 "A session is soon"},
     .body = {"予約の時間が近づいています。\n日時（日本時間）：{start}から\n{session}",
              "もうすぐ予約（よやく）の時間（じかん）です。\n{start}からです。\n{session}",
              "A session is soon.\nIt begins on {start} (Japan time).\n{session}"},
     .body_is_neutral = true},
    {.id = MessageTemplate::kAdvisorCaseAssigned,
     .code = "ADVISOR_CASE_ASSIGNED",
     .recipient = Party::kAdvisor,
     .fields = kCaseField,
     .subject = {"新しい方を担当することになりました",
                 "新（あたら）しい人（ひと）の担当（たんとう）になりました。",
                 "You accompany somebody new"},
     .body = {"新しい方を担当することになりました。\n{case}",
              "新（あたら）しい人（ひと）の担当（たんとう）になりました。\n{case}",
              "You accompany somebody new.\n{case}"}},
    {.id = MessageTemplate::kAdvisorCaseEnded,
     .code = "ADVISOR_CASE_ENDED",
     .recipient = Party::kAdvisor,
     .fields = kCaseField,
     .subject = {"担当が終わりました", "担当（たんとう）が終（お）わりました。",
                 "You no longer accompany somebody"},
     .body = {"担当が終わりました。ありがとうございました。\n{case}",
              "担当（たんとう）が終（お）わりました。ありがとうございました。\n{case}",
              "You no longer accompany this person. Thank you.\n{case}"}},
    {.id = MessageTemplate::kAdvisorEntrySheetSubmitted,
     .code = "ADVISOR_ENTRY_SHEET_SUBMITTED",
     .recipient = Party::kAdvisor,
     .fields = kAboutField,
     .subject = {"エントリーシートが届きました", "エントリーシートが届（とど）きました。",
                 "An entry sheet waits for you"},
     .body = {"添削を待っているエントリーシートがあります。\n{about}",
              "エントリーシートが届（とど）きました。見（み）てください。\n{about}",
              "An entry sheet waits for your comments.\n{about}"}},
    {.id = MessageTemplate::kAdvisorTaskDue,
     .code = "ADVISOR_TASK_DUE",
     .recipient = Party::kAdvisor,
     .fields = kCaseField,
     .subject = {"期限が近い課題があります", "もうすぐ期限（きげん）の課題（かだい）があります。",
                 "A task is due"},
     .body = {"支援計画に、期限が近い課題があります。\n{case}",
              "もうすぐ期限（きげん）の課題（かだい）があります。\n{case}",
              "A task of a support plan is due.\n{case}"}},

    // --- To the coordinators ---
    {.id = MessageTemplate::kCoordinatorRequestReceived,
     .code = "COORDINATOR_REQUEST_RECEIVED",
     .recipient = Party::kCoordinators,
     .fields = kCaseAndAbout,
     .subject = {"新しい申し込み", "新（あたら）しい申（もう）し込（こ）みです。", "A new request"},
     .body = {"新しい申し込みがありました。\n{case}\n{about}",
              "新（あたら）しい申（もう）し込（こ）みです。\n{case}\n{about}",
              "There is a new request.\n{case}\n{about}"}},
    {.id = MessageTemplate::kCoordinatorPossibleDuplicate,
     .code = "COORDINATOR_POSSIBLE_DUPLICATE",
     .recipient = Party::kCoordinators,
     .fields = kCaseAndAbout,
     .subject = {"同じ人かもしれない記録", "同（おな）じ人（ひと）かもしれません。",
                 "Two records may be one person"},
     .body = {"次の2つの記録は、同じ人かもしれません。\n{case}\n{about}",
              "同（おな）じ人（ひと）かもしれません。\n{case}\n{about}",
              "These two records may be one person.\n{case}\n{about}"}},
    {.id = MessageTemplate::kCoordinatorSessionLate,
     .code = "COORDINATOR_SESSION_LATE",
     .recipient = Party::kCoordinators,
     .fields = kStartAndSession,
     .subject = {"直前の取り消し", "予約（よやく）がなくなりました。", "A late cancellation"},
     .body = {"{start}の予約が、直前に取り消されました。\n{session}",
              "予約（よやく）がなくなりました。\n{start}の予約（よやく）です。\n{session}",
              "The session of {start} was cancelled late.\n{session}"}},
    {.id = MessageTemplate::kCoordinatorWaitingEnded,
     .code = "COORDINATOR_WAITING_ENDED",
     .recipient = Party::kCoordinators,
     .fields = kCaseAndAbout,
     .subject = {"順番待ちの終了", "順番（じゅんばん）を待（ま）つ人（ひと）のことです。",
                 "A waiting person was dropped"},
     .body = {"返事がないまま期限が2回過ぎ、順番待ちが終わりました。電話で確かめてください。\n"
              "{case}\n{about}",
              "2回（かい）、返事（へんじ）がありませんでした。"
              "電話（でんわ）をしてください。\n{case}\n{about}",
              "Two offers lapsed, which ends the waiting. Please call the person.\n"
              "{case}\n{about}"}},
    {.id = MessageTemplate::kCoordinatorDeskDayMissing,
     .code = "COORDINATOR_DESK_DAY_MISSING",
     .recipient = Party::kCoordinators,
     .fields = {},
     .subject = {"窓口の日が足りません", "窓口（まどぐち）の日（ひ）が足（た）りません。",
                 "A desk day is missing"},
     .body = {"来月の窓口の日が、2日に足りません。",
              "来月（らいげつ）の窓口（まどぐち）の日（ひ）が、足（た）りません。",
              "The coming month has fewer than two desk days."}},
    {.id = MessageTemplate::kCoordinatorHandOverNeeded,
     .code = "COORDINATOR_HAND_OVER_NEEDED",
     .recipient = Party::kCoordinators,
     .fields = kAboutField,
     .subject = {"引き継ぎが必要です", "引（ひ）き継（つ）ぎをしてください。",
                 "A hand-over is needed"},
     .body = {"アドバイザーの担当を引き継ぐ必要があります。\n{about}",
              "アドバイザーの担当（たんとう）を、引（ひ）き継（つ）いでください。\n{about}",
              "The cases of an advisor need new advisors.\n{about}"}},
    {.id = MessageTemplate::kCoordinatorApplicationStep,
     .code = "COORDINATOR_APPLICATION_STEP",
     .recipient = Party::kCoordinators,
     .fields = kAboutField,
     .subject = {"応募の動き", "応募（おうぼ）のお知（し）らせです。", "An application moved"},
     .body = {"応募について動きがありました。\n{about}",
              "応募（おうぼ）について、お知（し）らせがあります。\n{about}",
              "An application moved.\n{about}"}},
    {.id = MessageTemplate::kCoordinatorFollowUpDue,
     .code = "COORDINATOR_FOLLOW_UP_DUE",
     .recipient = Party::kCoordinators,
     .fields = kAboutField,
     .subject = {"6か月のフォロー", "6か月（げつ）のフォローです。", "A follow-up is due"},
     .body = {"就職から6か月になります。様子を確かめてください。\n{about}",
              "就職（しゅうしょく）から6か月（げつ）です。"
              "話（はなし）を聞（き）いてください。\n{about}",
              "Six months at work are about to be over. Please ask how it went.\n{about}"}},
    {.id = MessageTemplate::kCoordinatorCardExpiring,
     .code = "COORDINATOR_CARD_EXPIRING",
     .recipient = Party::kCoordinators,
     .fields = kCaseField,
     .subject = {"書類の期限", "書類（しょるい）の期限（きげん）です。",
                 "A paper is about to expire"},
     .body = {"書類の期限が近い方がいます。\n{case}",
              "書類（しょるい）の期限（きげん）が近（ちか）い人（ひと）がいます。\n{case}",
              "Somebody's paper is about to expire.\n{case}"}},
    {.id = MessageTemplate::kCoordinatorConsentLapsing,
     .code = "COORDINATOR_CONSENT_LAPSING",
     .recipient = Party::kCoordinators,
     .fields = kCaseField,
     .subject = {"同意の期限", "同意（どうい）の期限（きげん）です。",
                 "A consent is about to lapse"},
     .body = {"同意の期限が近い方がいます。\n{case}",
              "同意（どうい）の期限（きげん）が近（ちか）い人（ひと）がいます。\n{case}",
              "A consent is about to lapse.\n{case}"}},
    {.id = MessageTemplate::kCoordinatorCaseSilent,
     .code = "COORDINATOR_CASE_SILENT",
     .recipient = Party::kCoordinators,
     .fields = kCaseField,
     .subject = {"しばらく動きがありません", "しばらく、何（なに）もありません。", "A silent case"},
     .body = {"しばらく動きがない方がいます。\n{case}",
              "しばらく何（なに）もない人（ひと）がいます。\n{case}",
              "Nobody has acted on this case for a while.\n{case}"}},
    {.id = MessageTemplate::kCoordinatorPersonToCall,
     .code = "COORDINATOR_PERSON_TO_CALL",
     .recipient = Party::kCoordinators,
     .fields = kAboutField,
     .subject = {"電話での連絡が必要です", "電話（でんわ）をしてください。",
                 "Somebody is to be called"},
     .body = {"メールで連絡できない方へのお知らせがあります。電話などで伝えてください。\n{about}",
              "メールで連絡（れんらく）できない人（ひと）がいます。"
              "電話（でんわ）をしてください。\n{about}",
              "There is a message for somebody who has no mail. Please call.\n{about}"}},
    {.id = MessageTemplate::kCoordinatorInterpreterNeeded,
     .code = "COORDINATOR_INTERPRETER_NEEDED",
     .recipient = Party::kCoordinators,
     .fields = kCaseAndAbout,
     .subject = {"通訳が必要です", "通訳（つうやく）がいります。", "An interpreter is needed"},
     .body = {"窓口の日に、同じ言語を話すアドバイザーがいません。通訳を探してください。\n{case}\n{"
              "about}",
              "同（おな）じことばを話（はな）す人（ひと）がいません。"
              "通訳（つうやく）を探（さが）してください。\n{case}\n{about}",
              "No advisor of the desk day shares a language with this person. Please look for an "
              "interpreter.\n{case}\n{about}"}},
};

// --- What the compiler checks ---

constexpr int Count(MessageField field, std::span<const MessageField> fields) {
  int count = 0;
  for (const MessageField f : fields) count += f == field ? 1 : 0;
  return count;
}

constexpr bool Same(absl::string_view a, absl::string_view b, size_t from) {
  if (from + b.size() > a.size()) return false;
  for (size_t i = 0; i < b.size(); ++i) {
    if (a[from + i] != b[i]) return false;
  }
  return true;
}

// Whether every {name} of the text is a field that is given.
constexpr bool NamesOnly(std::span<const MessageField> fields, absl::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '{') continue;
    bool known = false;
    for (const MessageField field : fields) {
      const absl::string_view name = SpecOf(field).name;
      known = known || (Same(text, name, i + 1) && i + 1 + name.size() < text.size() &&
                        text[i + 1 + name.size()] == '}');
    }
    if (!known) return false;
  }
  return true;
}

constexpr bool NamesOnly(std::span<const MessageField> fields, const Text& text) {
  return NamesOnly(fields, text.ja) && NamesOnly(fields, text.ja_easy) &&
         NamesOnly(fields, text.en);
}

constexpr bool FieldsAreInOrder() {
  for (size_t i = 0; i < std::size(kMessageFields); ++i) {
    if (kMessageFields[i].field != static_cast<MessageField>(i)) return false;
  }
  return true;
}

constexpr bool TemplatesAreInOrder() {
  for (size_t i = 0; i < std::size(kTemplates); ++i) {
    if (kTemplates[i].id != static_cast<MessageTemplate>(i)) return false;
  }
  return std::size(kTemplates) == kMessageTemplates;
}

constexpr bool PrivateValuesGoToTheirOwners() {
  for (const MessageTemplateSpec& each : kTemplates) {
    if (!TellsOwnersOnly(each)) return false;
  }
  return true;
}

constexpr bool WordsNameOnlyTheirFields() {
  for (const MessageTemplateSpec& each : kTemplates) {
    if (!NamesOnly({}, each.subject) || !NamesOnly(each.fields, each.body)) return false;
    for (const MessageField field : each.fields) {
      if (Count(field, each.fields) != 1) return false;
    }
  }
  return true;
}

constexpr bool CalendarPartsHaveWhatTheyNeed() {
  for (const MessageTemplateSpec& each : kTemplates) {
    if (each.calendar == CalendarPart::kNone) continue;
    for (const MessageField field : kCalendarFields) {
      if (Count(field, each.fields) != 1) return false;
    }
  }
  return true;
}

static_assert(FieldsAreInOrder());
static_assert(TemplatesAreInOrder());
static_assert(PrivateValuesGoToTheirOwners());
static_assert(WordsNameOnlyTheirFields());
static_assert(CalendarPartsHaveWhatTheyNeed());

}  // namespace

const Text kProgrammeName = {"キャリアサポート相談窓口",
                             "キャリアサポート相談窓口（そうだんまどぐち）", "Career Support Desk"};
const Text kNeutralSubject = {"お知らせ", "お知（し）らせ", "A message for you"};
const Text kNeutralBody = {"お知らせがあります。", "お知（し）らせがあります。見（み）てください。",
                           "There is news for you."};
const Text kIgnoreIfNotForYou = {"お心当たりのない場合は、このメールを削除してください。",
                                 "知（し）らない人（ひと）は、このメールを消（け）してください。",
                                 "If this is not for you, please delete it."};
const Text kPage = {"次のページで確認できます。",
                    "次（つぎ）のページで、見（み）ることができます。",
                    "You can see it on this page."};
const Text kCalendarSummary = {"予定", "予定（よてい）", "Appointment"};

std::optional<MessageField> MessageFieldNamed(absl::string_view name) {
  for (const MessageFieldSpec& spec : kMessageFields) {
    if (spec.name == name) return spec.field;
  }
  return std::nullopt;
}

const MessageTemplateSpec& SpecOf(MessageTemplate id) {
  return kTemplates[static_cast<size_t>(id)];
}

std::optional<MessageTemplate> MessageTemplateOf(absl::string_view code) {
  for (const MessageTemplateSpec& spec : kTemplates) {
    if (spec.code == code) return spec.id;
  }
  return std::nullopt;
}

}  // namespace banso
