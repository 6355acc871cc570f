#include "server/text/fair_hiring.h"

#include <algorithm>
#include <string>
#include <tuple>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "server/text/text_fold.h"

namespace banso {
namespace {

constexpr int kHarmless = 0;

// Words of each matter, separated by commas; `*` at the end of an English word lets it go on. A
// word of two kana or less would be part of too many others, so that there are none. Harmless words
// contain one of the others and are about something else.
struct Words {
  int matter;
  absl::string_view words;
};
constexpr Words kWords[] = {
    {kHarmless,
     "母語,母校,母体,父母会,家庭教師,家庭科,家庭用,家庭料理,子供服,家電,尊敬語,信念を持って働,"
     "新聞学,新聞社,思想史,宗教学,宗教史,政治学,政治経済学,雑誌社,健康食品,健康産業,健康保険組合,"
     "協同組合,事業協同組合,避難訓練,避難経路,避難所運営,住宅業界,住宅メーカー,住宅設備,賃貸業,"
     "賃貸管理,不動産賃貸,戦争史,生活環境学,family restaurant,familiar*,family mart,"
     "european union,union bank,union find,health care,healthcare,healthy eating industry,"
     "newspaper company,reference book*,political science,war room,church street,"
     "parental control*,parent company,parent class*,religious studies,party planning"},
    {1,
     "本籍,出生地,出身地,生まれた国,生まれた町,生まれた村,生まれた場所,生まれ故郷,故郷,ふるさと,"
     "原籍,戸籍,birthplace,place of birth,born in,was born,hometown,home town,native village,"
     "where i was born,domicile"},
    {2,
     "家族,両親,父親,母親,お父さん,お母さん,父は,父が,父の,父と,母は,母が,母の,母と,兄弟,姉妹,"
     "兄は,兄が,弟は,弟が,姉は,姉が,妹は,妹が,祖父,祖母,子供,子ども,息子,娘は,娘が,配偶者,夫は,"
     "夫が,妻は,妻が,親戚,親族,家庭,続柄,親の職業,family,families,father*,mother*,parent,parents,"
     "brother*,sister*,sibling*,husband*,wife,wives,my son,my daughter*,my child,my children,"
     "grandfather*,grandmother*,grandparent*,relatives,my kids"},
    {3,
     "住居,住宅,持ち家,借家,賃貸,間取り,住まい,自宅,部屋の広さ,家賃,社宅,公営住宅,housing,"
     "my apartment,my house,my flat,rented room,my rent,landlord*"},
    {4,
     "生活環境,家庭環境,育った環境,生い立ち,近所,最寄り駅,地域の環境,貧しい家,貧困,living "
     "environment,"
     "neighbourhood*,neighborhood*,i grew up,was raised,upbringing,poverty,poor famil*"},
    {5,
     "宗教,信仰,信者,入信,教会,寺院,モスク,礼拝,お祈り,祈り,断食,ラマダン,ハラール,ハラル,イスラム,"
     "イスラーム,ムスリム,キリスト教,カトリック,プロテスタント,仏教,ヒンドゥー,ヒンズー,ユダヤ教,"
     "聖書,"
     "コーラン,クルアーン,神様,religio*,faith,worship*,pray,prays,prayer*,praying,church*,mosque*,"
     "temple*,islam*,muslim*,christian*,catholic*,protestant*,buddhis*,hindu*,jewish,judaism,bible,"
     "quran*,koran*,ramadan*,halal,god,allah,hijab*"},
    {6,
     "政党,支持政党,党員,与党,野党,選挙,投票,政治,政権,大統領,独裁,political,politic*,election*,"
     "vote,voted,voting,democrat*,republican*,communis*,regime*,president of my country,"
     "government of my country"},
    {7,
     "人生観,生活信条,信条,座右の銘,信念,人生の目的,生きる意味,生き方,価値観,view of life,"
     "philosophy of life,my motto,life motto,my belief*,i believe in,meaning of life,purpose of "
     "life"},
    {8,
     "尊敬する人,尊敬している人,尊敬する人物,尊敬して,尊敬する,憧れの人,respected person*,"
     "person i respect*,person i admire*,i respect my,i admire my,my hero,my role model*"},
    {9,
     "思想,主義,イデオロギー,世界観,社会主義,共産主義,民主主義,ideolog*,socialis*,my thoughts on "
     "society,world view*,worldview*,feminis*"},
    {10,
     "労働組合,組合活動,組合員,学生運動,社会運動,市民運動,消費者運動,デモ行進,デモ活動,デモに参加,"
     "抗議活動,抗議デモ,活動家,ストライキ,union*,trade union*,labour union*,labor union*,activis*,"
     "protest*,demonstration*,rally,rallies,student movement*,social movement*,on strike"},
    {11,
     "愛読書,愛読,購読,新聞,雑誌,好きな本,favourite book*,favorite book*,newspaper*,magazine*,"
     "i subscribe*,books i read,books i love"},
    {12,
     "身元調査,身辺調査,身元保証,素行,前科,逮捕,犯罪歴,background check*,background investigation*,"
     "criminal record*,arrest*,reference check*,guarantor*"},
    {13,
     "年齢,歳です,才です,生年月日,誕生日,性別,男性です,女性です,独身,既婚,結婚,離婚,婚約,妊娠,出産,"
     "身長,体重,血液型,星座,顔写真,容姿,スリーサイズ,years old,my age,date of "
     "birth,birthday*,gender,"
     "i am a man,i am a woman,married,unmarried,single mother*,single father*,divorce*,pregnan*,"
     "blood type*,my height,my weight,my photo*,marital status,engaged to"},
    {14,
     "健康状態,健康診断,持病,既往症,既往歴,病歴,病気,障害者,障がい者,障害が,障がいが,通院,入院,"
     "手術,"
     "服薬,うつ病,精神科,PTSD,トラウマ,色覚,感染症,hiv,肝炎,health condition*,my health,health "
     "check*,"
     "medical "
     "history,illness*,disease*,disabilit*,disabled,hospitali*,surgery,depression,ptsd,trauma*,"
     "medication*,mental health,wounded,injur*"},
    {15,
     "国籍,無国籍,母国,祖国,民族,人種,部族,在留資格,在留カード,在留期間,特定活動,定住者,永住者,"
     "永住権,"
     "家族滞在,技人国,資格外活動,ビザ,パスポート,旅券,外国人登録,帰化,nationalit*,stateless*,"
     "citizenship*,"
     "my country,home country,homeland*,ethnic*,tribe*,tribal,my race,residence status*,"
     "residence card*,status of residence,visa*,passport*,permanent resident*,naturali*"},
    {16,
     "難民,避難,亡命,迫害,紛争,内戦,戦争,戦火,空爆,爆撃,爆弾,弾圧,虐殺,拷問,強制送還,仮放免,"
     "監理措置,"
     "収容所,収容され,入管,逃げて,逃げた,逃げ出,逃れて,逃れた,命の危険,命を狙,殺され,脅迫,"
     "クーデター,"
     "軍事政権,第三国定住,補完的保護,refuge*,asylum*,fled,flee,flees,fleeing,escaped,escape from,"
     "persecut*,civil war*,war,wars,warzone*,conflict zone*,armed "
     "conflict*,bomb*,massacre*,genocide*,"
     "tortur*,deport*,detention*,detained,displaced,displacement,evacuee*,evacuat*,my life was in "
     "danger,"
     "threatened,taliban*,coup,junta*,unhcr,resettle*,complementary protection,smuggl*"},
};

struct Word {
  int matter = kHarmless;
  std::string key;       // folded
  bool latin = false;    // begins at the beginning of a word
  bool goes_on = false;  // need not end at the end of one
};

const std::vector<Word>& AllWords() {
  static const auto* const words = [] {
    auto* made = new std::vector<Word>();
    for (const Words& group : kWords) {
      for (absl::string_view text : absl::StrSplit(group.words, ',')) {
        Word word;
        word.matter = group.matter;
        word.goes_on = absl::ConsumeSuffix(&text, "*");
        word.key = FoldForSearch(text);
        word.latin = absl::ascii_isalnum(static_cast<unsigned char>(text.front()));
        made->push_back(std::move(word));
      }
    }
    return made;
  }();
  return *words;
}

// How many bytes the code point that begins here has; 1 for what begins none.
size_t LengthAt(absl::string_view text, size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const size_t length = lead < 0x80    ? 1
                        : lead >= 0xF0 ? 4
                        : lead >= 0xE0 ? 3
                        : lead >= 0xC0 ? 2
                                       : 1;
  return std::min(length, text.size() - at);
}

// Marks that belong to the letter before them: accents, and the voicing marks of kana of half
// width.
bool JoinsBefore(absl::string_view code_point) {
  if (code_point.size() == 2) {
    const auto lead = static_cast<unsigned char>(code_point[0]);
    const auto next = static_cast<unsigned char>(code_point[1]);
    return lead == 0xCC || (lead == 0xCD && next < 0xB0);  // U+0300 to U+036F
  }
  return code_point == "\u3099" || code_point == "\u309A" || code_point == "\uFF9E" ||
         code_point == "\uFF9F";
}

bool IsLatinLetter(absl::string_view folded) {
  return !folded.empty() && absl::ascii_isalnum(static_cast<unsigned char>(folded.front()));
}

// A text as its search key, and where each byte of the key comes from.
struct Folded {
  explicit Folded(absl::string_view text) {
    int code_point = 0;
    for (size_t at = 0; at < text.size();) {
      size_t end = at + LengthAt(text, at);
      int end_point = code_point + 1;
      while (end < text.size() && JoinsBefore(text.substr(end, LengthAt(text, end)))) {
        end += LengthAt(text, end);
        ++end_point;
      }
      const std::string folded = FoldForSearch(text.substr(at, end - at));
      key += folded;
      letters.push_back(IsLatinLetter(folded));
      pieces.resize(key.size(), static_cast<int>(starts.size()));
      starts.push_back(code_point);
      ends.push_back(end_point);
      at = end;
      code_point = end_point;
    }
  }

  std::string key;
  std::vector<int> pieces;  // by byte of the key: the letter with its marks that it comes from
  std::vector<int> starts;  // by piece: code points
  std::vector<int> ends;
  std::vector<bool> letters;  // by piece: whether it is a letter or digit of the Latin alphabet
};

struct Found {
  int matter;
  int first_piece;
  int last_piece;
};

}  // namespace

std::vector<PrivateSpan> FindPrivateMatters(absl::string_view utf8) {
  const Folded text(utf8);
  std::vector<Found> found;
  for (const Word& word : AllWords()) {
    for (size_t at = text.key.find(word.key); at != std::string::npos;
         at = text.key.find(word.key, at + 1)) {
      const int first = text.pieces[at];
      int last = text.pieces[at + word.key.size() - 1];
      if (at > 0 && text.pieces[at - 1] == first) continue;  // in the midst of a letter
      if (word.latin) {
        if (first > 0 && text.letters[first - 1]) continue;
        const auto goes_on = [&] {
          return last + 1 < static_cast<int>(text.letters.size()) && text.letters[last + 1];
        };
        if (!word.goes_on && goes_on()) continue;
        while (goes_on()) ++last;
      }
      found.push_back({word.matter, first, last});
    }
  }
  // Of words within each other the longest counts.
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    return std::tuple(a.first_piece, -a.last_piece, a.matter) <
           std::tuple(b.first_piece, -b.last_piece, b.matter);
  });
  std::vector<PrivateSpan> spans;
  int covered = -1;  // the last piece of a word that began before
  for (const Found& word : found) {
    if (word.last_piece <= covered) continue;
    covered = word.last_piece;
    if (word.matter == kHarmless) continue;
    spans.push_back({static_cast<PrivateMatter>(word.matter), text.starts[word.first_piece],
                     text.ends[word.last_piece]});
  }
  return spans;
}

}  // namespace banso
