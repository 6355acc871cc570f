#include "engine/explain/texts.h"

#include <algorithm>
#include <iterator>

namespace banso {
namespace {

// What clears several codes alike.
constexpr Text kNewPapers = {"新しい書類を確認できると、この理由はなくなります。",
                             "新（あたら）しい書類（しょるい）があれば、見（み）せてください。",
                             "Seeing new papers would clear this."};
constexpr Text kPapersOrCheck = {
    "新しい書類が届くか、コーディネーターが確認すると、この理由はなくなります。",
    "新（あたら）しい書類（しょるい）があれば、見（み）せてください。"
    "担当（たんとう）の人（ひと）と相談（そうだん）もできます。",
    "New papers, or a check by the coordinator, would clear this."};
constexpr Text kHoursOrPermission = {
    "時間を減らすか、個別の許可があると、この理由はなくなります。",
    "時間（じかん）を短（みじか）くすると、この理由（りゆう）はなくなります。"
    "特別（とくべつ）な許可（きょか）があるときも、なくなります。",
    "Fewer hours, or an individual permission for this work, would clear this."};
constexpr Text kHoursOrCheck = {
    "時間を減らすか、コーディネーターが確認すると、この理由はなくなります。",
    "時間（じかん）を短（みじか）くすると、この理由（りゆう）はなくなります。"
    "担当（たんとう）の人（ひと）と相談（そうだん）もできます。",
    "Fewer hours, or a check by the coordinator, would clear this."};
constexpr Text kFreePlace = {"空きができると、この理由はなくなります。",
                             "空（あ）きができると、この理由（りゆう）はなくなります。",
                             "A free place would clear this."};

// In the order of ReasonCode, which is that of the names.
constexpr ReasonText kReasonTexts[] = {
    {.code = ReasonCode::kAdvisorFull,
     .fact = {"このアドバイザーは、今は新しい人を受け入れていません。",
              "このアドバイザーは、今（いま）、空（あ）きがありません。",
              "This advisor has no free place at the moment."},
     .numbers = NumbersKind::kCapacity,
     .fact_with_numbers = {"このアドバイザーが担当できるのは$1までで、今は$0を担当しています。",
                           "このアドバイザーは、$0を手伝（てつだ）っています。"
                           "手伝（てつだ）えるのは、$1までです。",
                           "This advisor has room for $1 and is accompanying $0 now."},
     .remedy = kFreePlace},
    {.code = ReasonCode::kAdvisorInactive,
     .fact = {"このアドバイザーは、今は活動していません。",
              "このアドバイザーは、今（いま）、活動（かつどう）していません。",
              "This advisor is not active at the moment."},
     .remedy = {"活動が始まると、この理由はなくなります。",
                "活動（かつどう）が始（はじ）まると、この理由（りゆう）はなくなります。",
                "This clears when the advisor is active."}},
    {.code = ReasonCode::kAuthExpired,
     .fact = {"働く許可の期間が、仕事の始まる前に終わります。",
              "働（はたら）く許可（きょか）が、仕事（しごと）の前（まえ）に終（お）わります。",
              "The work permission ends before the work starts."},
     .numbers = NumbersKind::kValidity,
     .fact_with_numbers = {"働く許可は$0までで、仕事は$1に始まります。$3",
                           "働（はたら）く許可（きょか）は、$0までです。"
                           "仕事（しごと）は、$1に始（はじ）まります。$3",
                           "The work permission runs to $0; the work starts on $1.$3"},
     .remedy = kNewPapers},
    {.code = ReasonCode::kAuthExpiresDuring,
     .fact =
         {"働く許可の期間が、仕事の途中で終わります。",
          "働（はたら）く許可（きょか）が、仕事（しごと）の途中（とちゅう）で終（お）わります。",
          "The work permission ends during the work."},
     .numbers = NumbersKind::kValidity,
     .fact_with_numbers = {"働く許可は$0までで、仕事は$2まで続きます。$3",
                           "働（はたら）く許可（きょか）は、$0までです。"
                           "仕事（しごと）は、$2までです。$3",
                           "The work permission runs to $0; the work goes on to $2.$3"},
     .remedy = kPapersOrCheck},
    {.code = ReasonCode::kAuthRenewalPending,
     .fact = {"働く許可の更新を待っているところです。",
              "今（いま）、働（はたら）く許可（きょか）の更新（こうしん）を待（ま）っています。",
              "The renewal of the work permission is being decided."},
     .numbers = NumbersKind::kValidity,
     .fact_with_numbers =
         {"働く許可は$0までで、更新を待っているところです。仕事は$2まで続きます。$3",
          "働（はたら）く許可（きょか）は、$0までです。"
          "今（いま）、更新（こうしん）を待（ま）っています。仕事（しごと）は、$2までです。$3",
          "The work permission runs to $0 and its renewal is being decided; the work goes on to "
          "$2.$3"},
     .remedy = kPapersOrCheck},
    {.code = ReasonCode::kBoundaryWeek,
     .fact = {"授業の期間と休みの期間にまたがる7日間で、仕事の時間が上限より長いです。",
              "長（なが）い休（やす）みの前（まえ）か後（あと）の週（しゅう）です。"
              "仕事（しごと）の時間（じかん）が、長（なが）いです。",
              "In 7 days that lie partly in term and partly in vacation, the hours are over the "
              "limit."},
     .numbers = NumbersKind::kHours,
     .fact_with_numbers =
         {"$0からの7日間は授業の期間と休みの期間にまたがり、合わせて$1の仕事になります。"
          "授業の期間の上限は$2で、それより$3長いです。",
          "$0から7日間（なのかかん）を見（み）ました。"
          "学校（がっこう）がある日（ひ）と、休（やす）みの日（ひ）があります。"
          "仕事（しごと）は、合（あ）わせて$1です。ふつうは、$2までです。"
          "$3、長（なが）いです。",
          "The 7 days from $0 lie partly in term and partly in vacation and hold $1 of paid work "
          "in all; the limit in term is $2, so this is $3 over."},
     .remedy = kHoursOrCheck},
    {.code = ReasonCode::kCaseNotActive,
     .fact = {"今は紹介をお休みしています。",
              "今（いま）は、紹介（しょうかい）を休（やす）んでいます。",
              "Support is not running at the moment."},
     .remedy = {"紹介が始まると、この理由はなくなります。",
                "紹介（しょうかい）が始（はじ）まると、この理由（りゆう）はなくなります。",
                "This clears when the support runs again."}},
    {.code = ReasonCode::kConflictOfInterest,
     .fact = {"応募中の会社や同じ家での暮らしなど、このアドバイザーと近い関係があるため、"
              "今はほかのアドバイザーを紹介します。",
              "このアドバイザーとは、近（ちか）い関係（かんけい）があります。"
              "応募（おうぼ）した会社（かいしゃ）や、家（いえ）の関係（かんけい）です。"
              "今（いま）は、ほかのアドバイザーを紹介（しょうかい）します。",
              "This advisor is connected through an open application or a shared household, so "
              "another advisor is the better choice for now."},
     .remedy = {"その関係がなくなると、この理由はなくなります。",
                "関係（かんけい）がなくなると、この理由（りゆう）はなくなります。",
                "The end of that connection would clear this."}},
    {.code = ReasonCode::kConsentMissing,
     .fact = {"必要な同意を、まだ確認できていません。",
              "必要（ひつよう）な同意（どうい）が、まだありません。",
              "The agreement that is needed has not been given yet."},
     .remedy =
         {"同意するかどうかは、ご本人だけが決められます。同意があると、この理由はなくなります。",
          "同意（どうい）は、本人（ほんにん）だけが決（き）められます。"
          "同意（どうい）があると、この理由（りゆう）はなくなります。",
          "Only the person concerned can decide that; an agreement would clear this."}},
    {.code = ReasonCode::kContractTypeNotPermitted,
     .fact =
         {"今の働く許可には、この種類の契約が入っていません。",
          "今（いま）の働（はたら）く許可（きょか）は、この契約（けいやく）に合（あ）いません。",
          "The work permission does not cover this kind of contract."},
     .remedy = kNewPapers},
    {.code = ReasonCode::kDailyHoursOverCap,
     .fact = {"1日の仕事の時間が、上限より長いです。",
              "1日（いちにち）の仕事（しごと）の時間（じかん）が、長（なが）いです。",
              "The hours of a day are over the limit."},
     .numbers = NumbersKind::kHours,
     .fact_with_numbers =
         {"$0は、合わせて$1の仕事になります。1日の上限は$2で、それより$3長いです。",
          "$0を見（み）ました。仕事（しごと）は、合（あ）わせて$1です。"
          "決（き）まりは、$2までです。$3、長（なが）いです。",
          "$0 holds $1 of paid work in all; the limit for a day is $2, so this is $3 over."},
     .remedy = kHoursOrPermission},
    {.code = ReasonCode::kDeadlinePassed,
     .fact = {"応募の締め切りを過ぎています。",
              "応募（おうぼ）の受付（うけつけ）は、終（お）わりました。",
              "Applications have closed."},
     .numbers = NumbersKind::kDeadline,
     .fact_with_numbers = {"応募の締め切りは$0（日本時間）でした。",
                           "応募（おうぼ）の受付（うけつけ）は、終（お）わりました。"
                           "締（し）め切（き）りは、$0でした。"
                           "これは、日本（にほん）の時間（じかん）です。",
                           "Applications closed on $0, Japan time."},
     .remedy = {"締め切りが延びると、この理由はなくなります。",
                "締（し）め切（き）りがのびると、この理由（りゆう）はなくなります。",
                "A later deadline would clear this."}},
    {.code = ReasonCode::kDoNotMatch,
     .fact = {"どちらかの方の希望により、この組み合わせは紹介しません。",
              "希望（きぼう）があったので、この二人（ふたり）は紹介（しょうかい）しません。",
              "One of the two asked not to be brought together here."},
     .remedy = {"希望は、そのご本人だけが変えられます。",
                "希望（きぼう）は、本人（ほんにん）だけが変（か）えられます。",
                "Only that person can change it."}},
    {.code = ReasonCode::kEmployerBlocked,
     .fact =
         {"ご本人の希望により、この会社は紹介しません。",
          "本人（ほんにん）の希望（きぼう）で、この会社（かいしゃ）は紹介（しょうかい）しません。",
          "The candidate asked not to be introduced to this employer."},
     .remedy = {"希望は、ご本人だけが変えられます。",
                "希望（きぼう）は、本人（ほんにん）だけが変（か）えられます。",
                "Only the candidate can change that."}},
    {.code = ReasonCode::kEmployerNotPermitted,
     .fact = {"今の働く許可には、この会社が入っていません。",
              "今（いま）の働（はたら）く許可（きょか）は、この会社（かいしゃ）の仕事（しごと）に"
              "合（あ）いません。",
              "The work permission does not cover work for this employer."},
     .remedy = kNewPapers},
    {.code = ReasonCode::kEmployerNotVerified,
     .fact = {"この会社の確認が、まだ終わっていません。",
              "この会社（かいしゃ）の確認（かくにん）が、まだ終（お）わっていません。",
              "The check of this employer is not finished yet."},
     .remedy = {"確認が終わると、この理由はなくなります。",
                "確認（かくにん）が終（お）わると、この理由（りゆう）はなくなります。",
                "This clears when the check is done."}},
    {.code = ReasonCode::kFieldNotPermitted,
     .fact = {"今の働く許可には、この分野の仕事が入っていません。",
              "今（いま）の働（はたら）く許可（きょか）は、この分野（ぶんや）の仕事（しごと）に"
              "合（あ）いません。",
              "The work permission does not cover work of this field."},
     .remedy = kNewPapers},
    {.code = ReasonCode::kHardSkillMissing,
     .fact = {"この仕事に必要な資格や免許が、まだ登録されていません。",
              "この仕事（しごと）には、資格（しかく）や免許（めんきょ）が必要（ひつよう）です。"
              "まだ登録（とうろく）がありません。",
              "A licence or certificate that this work needs is not on record yet."},
     .numbers = NumbersKind::kSkill,
     .fact_with_numbers =
         {"この仕事に必要な資格や免許（$0）が、まだ登録されていません。",
          "この仕事（しごと）には、資格（しかく）や免許（めんきょ）が必要（ひつよう）です。$0"
          "まだ登録（とうろく）がありません。",
          "A licence or certificate that this work needs ($0) is not on record yet."},
     .remedy = {"登録されるか、募集の条件が変わると、この理由はなくなります。",
                "資格（しかく）や免許（めんきょ）があれば、教（おし）えてください。",
                "Putting it on record, or a change of the opening, would clear this."}},
    {.code = ReasonCode::kHoursOverCap,
     .fact = {"7日間の仕事の時間が、上限より長いです。",
              "7日間（なのかかん）の仕事（しごと）の時間（じかん）が、長（なが）いです。",
              "The hours of 7 days are over the limit."},
     .numbers = NumbersKind::kHours,
     .fact_with_numbers =
         {"$0からの7日間で、合わせて$1の仕事になります。上限は$2で、それより$3長いです。",
          "$0から7日間（なのかかん）を見（み）ました。仕事（しごと）は、合（あ）わせて$1です。"
          "決（き）まりは、$2までです。$3、長（なが）いです。",
          "The 7 days from $0 hold $1 of paid work in all; the limit is $2, so this is $3 over."},
     .remedy = kHoursOrPermission},
    {.code = ReasonCode::kIncomeCeilingUnchecked,
     .fact = {"収入の上限を、まだ確認していません。",
              "給料（きゅうりょう）の上限（じょうげん）を、まだ確認（かくにん）していません。",
              "The income ceiling has not been checked yet."},
     .remedy = {"コーディネーターが確認すると、この理由はなくなります。",
                "担当（たんとう）の人（ひと）が、確認（かくにん）します。",
                "A check by the coordinator would clear this."}},
    {.code = ReasonCode::kIndividualPermissionPossible,
     .fact = {"学生の場合、この仕事のための個別の許可を申請できることがあります。",
              "学生（がくせい）は、特別（とくべつ）な許可（きょか）が取（と）れることがあります。",
              "A student may be able to apply for an individual permission for this work."},
     .remedy = {"学校かコーディネーターに相談できます。",
                "学校（がっこう）か担当（たんとう）の人（ひと）に、相談（そうだん）できます。",
                "The school or the coordinator can help with that."}},
    {.code = ReasonCode::kLabourOver40h,
     .fact = {"1週間の仕事の時間が、上限より長いです。",
              "週（しゅう）の仕事（しごと）の時間（じかん）が、長（なが）いです。",
              "The hours of a week are over the limit."},
     .numbers = NumbersKind::kHours,
     .fact_with_numbers =
         {"$0からの1週間で、合わせて$1の仕事になります。週の上限は$2で、それより$3長いです。",
          "$0からの週（しゅう）を見（み）ました。仕事（しごと）は、合（あ）わせて$1です。"
          "決（き）まりは、$2までです。$3、長（なが）いです。",
          "The week from $0 holds $1 of work in all; the limit for a week is $2, so this is $3 "
          "over."},
     .remedy = kHoursOrCheck},
    {.code = ReasonCode::kLanguageBelowRequired,
     .fact = {"求められている言葉のレベルに、まだ届いていません。",
              "言葉（ことば）のレベルが、まだ足（た）りません。",
              "A language level that is asked for is not on record yet."},
     .numbers = NumbersKind::kLanguageGap,
     .fact_with_numbers =
         {"$0は$1が求められています。今の記録は$2。あと$3です。",
          "この仕事（しごと）には、$0の$1が必要（ひつよう）です。今（いま）の記録（きろく）は、$2。"
          "あと$3、上（うえ）のレベルです。",
          "$0 is asked for at $1; on record now: $2. That is $3 short."},
     .remedy = {"新しい合格やレベルの記録、または募集の条件の変更で、この理由はなくなります。",
                "新（あたら）しい記録（きろく）があれば、教（おし）えてください。",
                "A new result, or a change of the opening, would clear this."}},
    {.code = ReasonCode::kLanguageOneStepShort,
     .fact = {"求められている言葉のレベルに、あと少しです。",
              "言葉（ことば）のレベルは、あと少（すこ）しです。",
              "A language level that is asked for is nearly reached."},
     .numbers = NumbersKind::kLanguageGap,
     .fact_with_numbers =
         {"$0は$1が求められています。今の記録は$2。あと$3です。",
          "この仕事（しごと）には、$0の$1が必要（ひつよう）です。今（いま）の記録（きろく）は、$2。"
          "あと$3、上（うえ）のレベルです。",
          "$0 is asked for at $1; on record now: $2. That is only $3 short."},
     .remedy = {"新しい合格の記録か、コーディネーターの確認で、この理由はなくなります。",
                "新（あたら）しい記録（きろく）があれば、教（おし）えてください。"
                "担当（たんとう）の人（ひと）と相談（そうだん）もできます。",
                "A new result, or a check by the coordinator, would clear this."}},
    {.code = ReasonCode::kLanguageUnverified,
     .fact = {"求められている言葉のレベルを、証明書ではまだ確認していません。",
              "言葉（ことば）の証明書（しょうめいしょ）を、まだ見（み）ていません。",
              "No certificate has been seen yet for a language level that is asked for."},
     .numbers = NumbersKind::kLanguageGap,
     .fact_with_numbers =
         {"$0は$"
          "1が求められています。レベルは届いているようですが、証明書ではまだ確認していません。",
          "この仕事（しごと）には、$0の$1が必要（ひつよう）です。"
          "証明書（しょうめいしょ）は、まだ見（み）ていません。",
          "$0 is asked for at $1. The level seems to be reached, but no certificate has been seen "
          "yet."},
     .remedy = {"証明書か、コーディネーターの確認で、この理由はなくなります。",
                "証明書（しょうめいしょ）があれば、見（み）せてください。"
                "担当（たんとう）の人（ひと）と相談（そうだん）もできます。",
                "A certificate, or a check by the coordinator, would clear this."}},
    {.code = ReasonCode::kLocationNotAccepted,
     .fact = {"仕事の場所が、今の希望の場所に入っていません。",
              "仕事（しごと）の場所（ばしょ）が、今（いま）の希望（きぼう）とちがいます。",
              "The place of work is not among the accepted ones."},
     .numbers = NumbersKind::kPlace,
     .fact_with_numbers = {"仕事の場所は$0で、今の希望の場所に入っていません。",
                           "仕事（しごと）の場所（ばしょ）は、$0です。"
                           "今（いま）の希望（きぼう）の場所（ばしょ）とちがいます。",
                           "The work is in $0, which is not among the accepted places."},
     .remedy = {"希望の場所を増やすか、仕事の場所が変わると、この理由はなくなります。",
                "希望（きぼう）の場所（ばしょ）が増（ふ）えたら、教（おし）えてください。",
                "More accepted places, or another place of work, would clear this."}},
    {.code = ReasonCode::kMinorLateNight,
     .fact = {"年齢の決まりで、今はまだ深夜に働けませんが、この仕事は深夜の時間にかかります。",
              "年齢（ねんれい）の決（き）まりで、夜（よる）おそくは働（はたら）けません。"
              "この仕事（しごと）は、夜（よる）おそい時間（じかん）があります。",
              "The rules for young people allow no work late at night, and this work touches those "
              "hours."},
     .remedy = {"時間を変えると、この理由はなくなります。",
                "時間（じかん）を変（か）えると、この理由（りゆう）はなくなります。",
                "Other hours would clear this."}},
    {.code = ReasonCode::kMinorOverHours,
     .fact =
         {"年齢の決まりよりも、仕事の時間が長いです。",
          "年齢（ねんれい）の決（き）まりより、仕事（しごと）の時間（じかん）が長（なが）いです。",
          "The hours are over the limit for young people."},
     .numbers = NumbersKind::kHours,
     .fact_with_numbers =
         {"$4、合わせて$1の仕事になります。若い人の上限は$2で、それより$3長いです。",
          "$4を見（み）ました。仕事（しごと）は、合（あ）わせて$1です。"
          "年齢（ねんれい）の決（き）まりは、$2までです。$3、長（なが）いです。",
          "The work comes to $1 in all $4; the limit for young people is $2, so this is $3 over."},
     .remedy = {"時間や日を変えると、この理由はなくなります。",
                "時間（じかん）を短（みじか）くすると、この理由（りゆう）はなくなります。",
                "Other hours or dates would clear this."}},
    {.code = ReasonCode::kMinorUnderMinAge,
     .fact = {"年齢の決まりで、今はまだ働けません。",
              "年齢（ねんれい）の決（き）まりで、まだ働（はたら）けません。",
              "The rules for young people do not allow work yet."},
     .numbers = NumbersKind::kValidity,
     .fact_with_numbers =
         {"年齢の決まりで、働けるのは$0からです。この仕事は$1に始まります。",
          "年齢（ねんれい）の決（き）まりがあります。働（はたら）けるのは、$0からです。"
          "仕事（しごと）は、$1に始（はじ）まります。",
          "The rules for young people allow work from $0; this work starts on $1."},
     .remedy = {"始まる日を変えると、この理由はなくなります。",
                "始（はじ）まる日（ひ）を変（か）えると、この理由（りゆう）はなくなります。",
                "A later start would clear this."}},
    {.code = ReasonCode::kNeedPreferenceUnmet,
     .fact = {"希望の条件の一つに合っていません。", "希望（きぼう）とちがうところがあります。",
              "One of the preferences is not met."},
     .numbers = NumbersKind::kNeed,
     .fact_with_numbers = {"希望の「$0」には、今は合っていません。",
                           "「$0」が希望（きぼう）です。今（いま）は、合（あ）っていません。",
                           "Preferred, but not met now: $0."},
     .remedy = {"点数は変わりません。必要なら相談できます。",
                "点数（てんすう）は、変（か）わりません。"
                "担当（たんとう）の人（ひと）と相談（そうだん）もできます。",
                "The score stays the same; the coordinator can ask about it."}},
    {.code = ReasonCode::kNeedUnconfirmed,
     .fact = {"必要な条件に合うかどうか、まだ分かっていません。",
              "必要（ひつよう）なことに合（あ）うか、まだ聞（き）いていません。",
              "It is not known yet whether everything needed is there."},
     .numbers = NumbersKind::kNeed,
     .fact_with_numbers = {"必要な「$0」に合うかどうか、まだ分かっていません。",
                           "「$0」が必要（ひつよう）です。まだ聞（き）いていません。",
                           "Needed, and not known yet: $0."},
     .remedy = {"返事が分かるか、コーディネーターが確認すると、この理由はなくなります。",
                "担当（たんとう）の人（ひと）が、確認（かくにん）します。",
                "An answer, or a check by the coordinator, would clear this."}},
    {.code = ReasonCode::kNeedUnmet,
     .fact = {"必要な条件が、今はそろっていません。",
              "必要（ひつよう）なことに、今（いま）は合（あ）っていません。",
              "Something that is needed is not there now."},
     .numbers = NumbersKind::kNeed,
     .fact_with_numbers = {"必要な「$0」が、今はそろっていません。",
                           "「$0」が必要（ひつよう）です。今（いま）は、合（あ）っていません。",
                           "Needed, but not there now: $0."},
     .remedy = {"条件がそろうか、必要なことが変わると、この理由はなくなります。",
                "必要（ひつよう）なことが変（か）わったら、教（おし）えてください。",
                "Providing it, or a change of what is needed, would clear this."}},
    {.code = ReasonCode::kNoCommonLanguage,
     .fact = {"二人が十分に話せる共通の言葉が、まだありません。",
              "二人（ふたり）が話（はな）せる同（おな）じ言葉（ことば）が、まだありません。",
              "There is no language yet that both know well enough."},
     .numbers = NumbersKind::kSharedLanguage,
     .fact_with_numbers =
         {"二人に共通の言葉は$0で、二人とも$1以上です。紹介には$2以上が必要です。",
          "二人（ふたり）が話（はな）せる言葉（ことば）は、$0です。"
          "レベルは、$1です。$2が必要（ひつよう）です。",
          "The best shared language is $0, at $1 or above for both; $2 is needed."},
     .remedy = {"言葉やレベルの記録が増えると、この理由はなくなります。",
                "話（はな）せる言葉（ことば）が増（ふ）えたら、教（おし）えてください。",
                "Another language or a higher level on record would clear this."}},
    {.code = ReasonCode::kNoCommonSlot,
     .fact = {"二人の時間が合うところが、まだありません。",
              "二人（ふたり）が会（あ）える時間（じかん）が、まだありません。",
              "There is no time yet that suits both."},
     .numbers = NumbersKind::kTimeFit,
     .fact_with_numbers =
         {"二人の時間が続けて合うのは、いちばん長くて$0です。面談には$1が必要です。$2",
          "二人（ふたり）が会（あ）える時間（じかん）は、$0までです。"
          "話（はな）すには、$1必要（ひつよう）です。$2",
          "The longest time that suits both is $0; a meeting needs $1.$2"},
     .remedy = {"空いている時間が増えると、この理由はなくなります。",
                "空（あ）いている時間（じかん）が増（ふ）えたら、教（おし）えてください。",
                "More free time on either side would clear this."}},
    {.code = ReasonCode::kNoWish,
     .fact = {"希望の業種や職種を、まだ聞いていません。",
              "希望（きぼう）の仕事（しごと）を、まだ聞（き）いていません。",
              "No wish for an industry or occupation is on record yet."},
     .remedy = {"希望が決まると、もっと合う紹介ができます。",
                "これから、いっしょに考（かんが）えましょう。",
                "With a wish, better suggestions are possible."}},
    {.code = ReasonCode::kOpeningNotPublished,
     .fact = {"この募集は、今は公開されていません。",
              "この募集（ぼしゅう）は、今（いま）、出（で）ていません。",
              "This opening is not published at the moment."},
     .remedy = {"公開されると、この理由はなくなります。",
                "募集（ぼしゅう）が出（で）ると、この理由（りゆう）はなくなります。",
                "This clears when the opening is published."}},
    {.code = ReasonCode::kRollingCapAtRisk,
     .fact = {"働く日の選び方によっては、7日間の上限を超えることがあります。",
              "働（はたら）く日（ひ）の選（えら）び方（かた）に、注意（ちゅうい）してください。",
              "Depending on the days chosen, 7 days could hold more work than the limit."},
     .numbers = NumbersKind::kHours,
     .fact_with_numbers =
         {"働く日の選び方によっては、$0からの7日間で$1の仕事になることがあります。上限は$2です。",
          "$0から7日間（なのかかん）を見（み）ました。仕事（しごと）は、$1になることがあります。"
          "決（き）まりは、$2までです。",
          "Depending on the days chosen, the 7 days from $0 could hold $1 of paid work; the limit "
          "is $2."},
     .remedy = {"日を分けて選ぶと、上限の中に入ります。",
                "働（はたら）く日（ひ）を、いっしょに選（えら）びましょう。",
                "Days chosen further apart stay within it."}},
    {.code = ReasonCode::kSafeguardingMissing,
     .fact = {"このアドバイザーは、若い人を支援するための研修がまだ終わっていません。",
              "若（わか）い人（ひと）のための研修（けんしゅう）があります。"
              "このアドバイザーは、研修（けんしゅう）がまだです。",
              "This advisor has not finished the training for working with young people yet."},
     .remedy = {"研修が終わると、この理由はなくなります。",
                "研修（けんしゅう）が終（お）わると、この理由（りゆう）はなくなります。",
                "This clears when the training is done."}},
    {.code = ReasonCode::kScheduleConflict,
     .fact = {"仕事の時間が、空いている時間に合っていません。",
              "仕事（しごと）の時間（じかん）が、合（あ）っていません。",
              "The hours do not fit the free time yet."},
     .numbers = NumbersKind::kTimeFit,
     .fact_with_numbers =
         {"この仕事には$1が必要で、都合が合うのは$0です。$2",
          "この仕事（しごと）は、$1必要（ひつよう）です。空（あ）いているのは、$0です。$2",
          "This work takes $1; the free time covers $0 of it.$2"},
     .remedy = {"空いている時間か仕事の時間が変わると、この理由はなくなります。",
                "空（あ）いている時間（じかん）が増（ふ）えたら、教（おし）えてください。",
                "More free time, or other hours of work, would clear this."}},
    {.code = ReasonCode::kSeatsFull,
     .fact = {"この募集は、今は空きがありません。",
              "この募集（ぼしゅう）は、今（いま）、空（あ）きがありません。",
              "This opening has no free place at the moment."},
     .numbers = NumbersKind::kCapacity,
     .fact_with_numbers = {"この募集は$1までで、$0が決まっています。",
                           "この募集（ぼしゅう）は、$1までです。もう、$0決（き）まりました。",
                           "This opening has room for $1, and $0 have a place already."},
     .remedy = kFreePlace},
    {.code = ReasonCode::kSectorExcluded,
     .fact = {"今の働く許可には、この種類の店での仕事が入っていません。",
              "今（いま）の働（はたら）く許可（きょか）は、この店（みせ）に合（あ）いません。",
              "The work permission does not cover this kind of premises."},
     .remedy = kNewPapers},
    {.code = ReasonCode::kSkillsNotAssessed,
     .fact = {"スキルを、まだいっしょに確認していません。",
              "できることを、まだいっしょに確認（かくにん）していません。",
              "The skills have not been gone through together yet."},
     .remedy = {"確認すると、もっと合う紹介ができます。",
                "担当（たんとう）の人（ひと）と、これから確認（かくにん）しましょう。",
                "After that, better suggestions are possible."}},
    {.code = ReasonCode::kTargetMismatch,
     .fact = {"この募集は対象の学年や課程が決まっていて、今の記録はその中に入っていません。",
              "この募集（ぼしゅう）は、学年（がくねん）などが決（き）まっています。"
              "今（いま）の記録（きろく）と、ちがいます。",
              "This opening is for certain years or programmes of study, and the record does not "
              "show one of them."},
     .remedy = {"学年や課程の記録か、募集の対象が変わると、この理由はなくなります。",
                "記録（きろく）が変（か）わったら、教（おし）えてください。",
                "A change of the record or of the opening would clear this."}},
    {.code = ReasonCode::kWorkAuthUnverified,
     .fact = {"働く許可の書類を、まだ確認していません。",
              "働（はたら）く許可（きょか）の書類（しょるい）を、まだ見（み）ていません。",
              "The papers about the work permission have not been seen yet."},
     .remedy = {"書類を見るか、コーディネーターが確認すると、この理由はなくなります。",
                "書類（しょるい）があれば、見（み）せてください。"
                "担当（たんとう）の人（ひと）と相談（そうだん）もできます。",
                "Seeing the papers, or a check by the coordinator, would clear this."}},
    {.code = ReasonCode::kWorkNotPermitted,
     .fact = {"今の記録では、給料のある仕事をする許可がまだありません。",
              "給料（きゅうりょう）がある仕事（しごと）の許可（きょか）が、まだありません。",
              "There is no permission for paid work on record yet."},
     .remedy = kNewPapers},
};
static_assert(std::size(kReasonTexts) == kReasonCodeCount);
static_assert([] {
  for (int i = 0; i < kReasonCodeCount; ++i) {
    if (static_cast<int>(kReasonTexts[i].code) != i) return false;
  }
  return true;
}());

// The middle texts of wishes and skills also hold for those who have said nothing yet, whose value
// is in the middle; the low text of the schedule for work whose hours are not known.
constexpr ComponentText kComponentTexts[] = {
    {ComponentKind::kIndustry,
     {"業種が希望によく合っています",
      "仕事（しごと）の分野（ぶんや）が、希望（きぼう）に合（あ）っています",
      "The industry fits the wishes well"},
     {"業種は希望から大きく外れていません",
      "仕事（しごと）の分野（ぶんや）は、希望（きぼう）と大（おお）きくちがいません",
      "The industry is not far from the wishes"},
     {"業種は希望から離れています", "仕事（しごと）の分野（ぶんや）は、希望（きぼう）とちがいます",
      "The industry is away from the wishes"}},
    {ComponentKind::kOccupation,
     {"職種が希望によく合っています",
      "仕事（しごと）の種類（しゅるい）が、希望（きぼう）に合（あ）っています",
      "The occupation fits the wishes well"},
     {"職種は希望から大きく外れていません",
      "仕事（しごと）の種類（しゅるい）は、希望（きぼう）と大（おお）きくちがいません",
      "The occupation is not far from the wishes"},
     {"職種は希望から離れています",
      "仕事（しごと）の種類（しゅるい）は、希望（きぼう）とちがいます",
      "The occupation is away from the wishes"}},
    {ComponentKind::kTopics,
     {"相談したいことに、よく応えられます",
      "相談（そうだん）したいことを、よく手伝（てつだ）えます",
      "Most of the support asked for is offered"},
     {"相談したいことの一部に応えられます",
      "相談（そうだん）したいことを、少（すこ）し手伝（てつだ）えます",
      "Part of the support asked for is offered"},
     {"相談したいことに応えられる部分は少なめです",
      "相談（そうだん）で手伝（てつだ）えることは、少（すく）ないです",
      "Little of the support asked for is offered"}},
    {ComponentKind::kAvailability,
     {"二人の時間が合う日が多いです", "二人（ふたり）が会（あ）える日（ひ）が、多（おお）いです",
      "Both have time on many days"},
     {"二人の時間が合う日が何日かあります",
      "二人（ふたり）が会（あ）える日（ひ）が、いくつかあります", "Both have time on some days"},
     {"二人の時間が合う日は少なめです",
      "二人（ふたり）が会（あ）える日（ひ）は、少（すく）ないです", "Both have time on few days"}},
    {ComponentKind::kLanguage,
     {"言葉がよく合っています", "言葉（ことば）が、よく合（あ）っています",
      "The languages fit well"},
     {"言葉はある程度合っています", "言葉（ことば）は、だいたい合（あ）っています",
      "The languages fit in part"},
     {"言葉が合う部分は、まだ少なめです",
      "言葉（ことば）が合（あ）うところは、まだ少（すく）ないです",
      "The languages fit only a little so far"}},
    {ComponentKind::kLoad,
     {"アドバイザーに余裕があります", "アドバイザーは、時間（じかん）がたくさんあります",
      "The advisor has plenty of room"},
     {"アドバイザーに少し余裕があります", "アドバイザーは、時間（じかん）が少（すこ）しあります",
      "The advisor has some room"},
     {"アドバイザーの余裕は少なめです", "アドバイザーの時間（じかん）は、少（すく）ないです",
      "The advisor has little room"}},
    {ComponentKind::kSkills,
     {"スキルがよく合っています", "できることが、仕事（しごと）によく合（あ）っています",
      "The skills fit well"},
     {"スキルには、これから確かめたり伸ばしたりできる部分があります",
      "できることを、これから確認（かくにん）したり増（ふ）やしたりできます",
      "Some of the skills asked for can still be gone through or learned"},
     {"求められるスキルには、これから身につける部分が多めです",
      "これから覚（おぼ）えることが、多（おお）いです",
      "Many of the skills asked for are still to be learned"}},
    {ComponentKind::kSchedule,
     {"仕事の時間が、空いている時間によく合っています",
      "仕事（しごと）の時間（じかん）が、よく合（あ）っています",
      "The hours fit the free time well"},
     {"仕事の時間の一部が、空いている時間に合っています",
      "仕事（しごと）の時間（じかん）が、少（すこ）し合（あ）っています",
      "The hours fit the free time in part"},
     {"仕事の時間が空いている時間に合うかは、これから確認が必要です",
      "仕事（しごと）の時間（じかん）は、これから確認（かくにん）します",
      "Whether the hours fit the free time still needs a look"}},
    {ComponentKind::kLocation,
     {"場所がよく合っています", "場所（ばしょ）が、よく合（あ）っています", "The place fits well"},
     {"場所は、希望に入れている場所の一つです",
      "場所（ばしょ）は、希望（きぼう）の場所（ばしょ）の中（なか）にあります",
      "The place is one of the accepted ones"},
     {"場所は、今の希望の場所に入っていません",
      "場所（ばしょ）は、今（いま）の希望（きぼう）とちがいます",
      "The place is not among the accepted ones"}},
};
static_assert(std::size(kComponentTexts) == static_cast<size_t>(ComponentKind::kLocation) + 1);
static_assert([] {
  for (size_t i = 0; i < std::size(kComponentTexts); ++i) {
    if (static_cast<size_t>(kComponentTexts[i].kind) != i) return false;
  }
  return true;
}());

}  // namespace

constexpr Text kRenewalFiled = {
    "更新の結果が出るまで、長くて$0まで続きます。",
    "更新（こうしん）を待（ま）つ間（あいだ）は、長（なが）くて$0までです。",
    " The renewal that was filed extends this to $0 at the latest."};
constexpr Text kLeastThatFits = {"少なくとも$0の都合が合う必要があります。",
                                 "少（すく）なくとも$0、空（あ）きが必要（ひつよう）です。",
                                 " At least $0 must fit."};
constexpr Text kStartsOnTheGrid = {"面談は、10:00や10:30のように、ちょうどか30分に始まります。",
                                   "始（はじ）まる時間（じかん）は、10:00や10:30です。",
                                   " Meetings start on the hour or half past."};
constexpr Text kSkillCode = {"$0", "コード：$0。", "$0"};

const ReasonText& TextOf(ReasonCode code) { return kReasonTexts[static_cast<int>(code)]; }

const ComponentText& TextOf(ComponentKind kind) { return kComponentTexts[static_cast<int>(kind)]; }

}  // namespace banso
