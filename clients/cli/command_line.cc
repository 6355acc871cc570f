#include "clients/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <cstring>
#include <functional>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"
#include "clients/cli/resource_kind.h"

namespace banso {
namespace {

constexpr Phrase kExitCodes = {
    "Exit codes: 0 done; 1 refused or failed; 2 wrong usage; 3 some rows of an import were "
    "refused; "
    "4 no server answers.",
    "終了コード: 0 完了、1 拒否または失敗、2 使い方の誤り、3 取り込みで一部の行が不可、"
    "4 サーバーが応答しない。"};

constexpr Phrase kTokenAsFlag = {
    "a token is never taken from the command line, where every user of the machine and the "
    "history of the shell would see it; keep it in a file for --token-file",
    "トークンはコマンドラインでは受け取りません(他の利用者や履歴から見えるため)。"
    "ファイルに置いて --token-file で指定してください"};

// A token was typed. What was typed is not repeated.
class TokenOnTheCommandLine : public CLI::ParseError {
 public:
  explicit TokenOnTheCommandLine(const std::string& what)
      : CLI::ParseError("TokenOnTheCommandLine", what, CLI::ExitCodes::ValidationError) {}
};

// Builds the tree of commands. Options write into `arguments`; the command that was chosen writes
// its words there.
class Grammar {
 public:
  Grammar(Arguments& arguments, UiLanguage language)
      : arguments_(arguments),
        language_(language),
        app_(In({"Banso at the command line: candidates, employers, internships, advisors, and how "
                 "they fit together.",
                 "伴走のコマンドライン: 候補者、受入企業、募集、アドバイザーと、その組み合わせ。"}),
             "banso") {
    app_.require_subcommand(1);
    app_.footer(In(kExitCodes));  // Commands inherit it.
    app_.fallthrough();           // Global options may stand after the command.
    AddGlobalOptions();
    for (const ResourceKind& kind : ResourceKinds()) AddCollection(kind);
    AddMatching();
    AddTaxonomy();
    AddDuplicates();
    AddEngagements();
    AddDesk();
    AddCalendar();
    AddOutbox();
    AddSheets();
    AddCases();
    AddConsents();
    AddApplications();
    AddOffers();
    AddReports();
    AddPrivacy();
    AddAccess();
    AddAudit();
    Leaf(app_, "status", {"What the server runs on and how much it holds", "サーバーの状態"});
    Leaf(app_, "verify",
         {"Compare what the server holds in memory with its store",
          "サーバーの記憶と保管を照らし合わせる"});
    auto* completion =
        Leaf(app_, "completion",
             {"Print a completion script: banso completion bash", "補完スクリプトを出力する"});
    completion->add_option("shell", arguments_.items, "bash, zsh, fish")
        ->required()
        ->expected(1)
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    Leaf(app_, "version", {"Print the version", "版を出力する"});
  }

  CLI::App& app() { return app_; }

 private:
  std::string In(const Phrase& phrase) const { return phrase.In(language_); }

  void AddGlobalOptions() {
    app_.add_option("--server", arguments_.server,
                    In({"Where the server is, HOST:PORT", "サーバーの場所 HOST:PORT"}))
        ->envname("BANSO_SERVER")
        ->capture_default_str();
    app_.add_option("--token-file", arguments_.token_file,
                    In({"File that holds your token and that only you can read; otherwise "
                        "BANSO_TOKEN, BANSO_TOKEN_FILE or ~/.config/banso/token",
                        "自分だけが読めるトークンのファイル。指定がなければ BANSO_TOKEN、"
                        "BANSO_TOKEN_FILE、~/.config/banso/token"}));
    // Only there to say why it is not: what is typed is in the history of the shell, and every user
    // of the machine can see it in the list of processes.
    app_.add_option_function<std::string>(
            "--token",
            [this](const std::string&) { throw TokenOnTheCommandLine(In(kTokenAsFlag)); }, "")
        ->group("");
    app_.add_option("--tls-ca", arguments_.tls_ca,
                    In({"File of certificates to trust (those that this machine trusts)",
                        "信頼する証明書のファイル(既定はこの機械が信頼するもの)"}))
        ->envname("BANSO_TLS_CA");
    app_.add_option("--tls-cert", arguments_.tls_cert,
                    In({"File of the certificate that you prove yourself with",
                        "自分を証明する証明書のファイル"}))
        ->envname("BANSO_TLS_CERT");
    app_.add_option("--tls-key", arguments_.tls_key,
                    In({"File of its key, that only you can read",
                        "その鍵のファイル(自分だけが読めるもの)"}))
        ->envname("BANSO_TLS_KEY");
    app_.add_flag("--json", arguments_.json,
                  In({"Print contract JSON: an object, or one a line for lists",
                      "契約の JSON を出力する(一覧は 1 行に 1 件)"}));
    app_.add_option_function<std::string>(
            "--lang",
            [this](const std::string& text) { arguments_.language = *ParseUiLanguage(text); },
            In({"Language of what is shown: ja, ja-easy (plain reasons in やさしい日本語) or en; "
                "otherwise BANSO_LANG or LANG",
                "表示の言語: ja、ja-easy(理由をやさしい日本語で)、en。"
                "指定がなければ BANSO_LANG か LANG"}))
        ->check(CLI::IsMember({"ja", "ja-easy", "en"}));
    app_.add_option_function<double>(
            "--timeout",
            [this](const double& seconds) { arguments_.timeout = absl::Seconds(seconds); },
            In({"Seconds that a call may take (30; imports have no limit)",
                "1 回の呼び出しの制限時間(秒。既定 30、取り込みは無制限)"}))
        ->check(CLI::PositiveNumber);
    app_.add_option(
            "--min-revision", arguments_.min_revision,
            In({"Revision that whichever server answers has to know: that of what you wrote "
                "before, through another",
                "応答するサーバーが知っているべきリビジョン(別のサーバーで書いたものなど)"}))
        ->envname("BANSO_MIN_REVISION")
        ->check(CLI::NonNegativeNumber);
    app_.add_option_function<std::string>(
            "--color",
            [this](const std::string& when) {
              using Color = Console::Options::Color;
              arguments_.color = when == "always"  ? Color::kAlways
                                 : when == "never" ? Color::kNever
                                                   : Color::kAuto;
            },
            In({"When to use colours: auto, never or always", "色を使うか: auto、never、always"}))
        ->check(CLI::IsMember({"auto", "never", "always"}));
  }

  CLI::App* Group(CLI::App& parent, const std::string& name, const Phrase& help) {
    CLI::App* group = parent.add_subcommand(name, In(help));
    group->require_subcommand(1);
    group->fallthrough();
    return group;
  }

  // A command that does something.
  CLI::App* Leaf(CLI::App& parent, const std::string& name, const Phrase& help) {
    CLI::App* leaf = parent.add_subcommand(name, In(help));
    leaf->fallthrough();
    std::vector<std::string> words = {name};
    for (CLI::App* up = &parent; up->get_parent() != nullptr; up = up->get_parent()) {
      words.insert(words.begin(), up->get_name());
    }
    leaf->callback([this, words] { arguments_.command = words; });
    return leaf;
  }

  CLI::Option* Items(CLI::App* leaf, const char* name, const Phrase& help) {
    return leaf->add_option(name, arguments_.items, In(help));
  }

  void AddFilter(CLI::App* leaf) {
    leaf->add_option("--filter", arguments_.filter,
                     In({"Which ones (AIP-160), such as 'state = ACTIVE AND industries:G'",
                         "絞り込み (AIP-160)、例: 'state = ACTIVE AND industries:G'"}));
  }
  void AddYes(CLI::App* leaf) {
    leaf->add_flag("--yes,-y", arguments_.yes,
                   In({"Do not ask for confirmation", "確認を求めない"}));
  }
  void AddEmployer(CLI::App* leaf, const Phrase& help) {
    leaf->add_option("--employer", arguments_.employer, In(help));
  }

  void AddCollection(const ResourceKind& kind) {
    CLI::App* group = Group(app_, kind.command, kind.help);
    if (kind.can_get) {
      Items(Leaf(*group, "get", {"Show some by name", "名前で表示する"}), "NAME",
            {"Resource names, such as candidates/a1", "リソース名(例: candidates/a1)"})
          ->required();
    }
    if (kind.can_list) AddList(*group, kind);
    if (kind.can_write) AddWrites(*group, kind);
    if (kind.can_import) {
      AddImport(*group, kind);
      CLI::App* exports = Leaf(*group, "export",
                               {"Write contract NDJSON that another server can import",
                                "他のサーバーに取り込める NDJSON を書き出す"});
      Items(exports, "FILE", {"Where to (standard output)", "書き出し先(既定は標準出力)"})
          ->expected(0, 1);
      AddFilter(exports);
    }
    for (const Step& step : kind.steps) AddStep(*group, kind, step);
  }

  void AddList(CLI::App& group, const ResourceKind& kind) {
    CLI::App* list = Leaf(group, "list", {"List", "一覧"});
    const auto request = NewRequest(kind.ListMethod());
    if (HasField(*request, "filter")) AddFilter(list);
    if (HasField(*request, "order_by")) {
      list->add_option("--order-by", arguments_.order_by,
                       In({"Fields to order by, such as 'update_time desc'",
                           "並べ替え(例: 'update_time desc')"}));
    }
    AddPages(list);
    if (kind.parent == "employers") {
      AddEmployer(list, {"Those of one employer (all)", "1 社のもの(既定は全社)"});
    } else if (kind.parent == "principals") {
      Items(list, "PRINCIPAL", {"Whose (all that you may see)", "誰のものか(既定は見られる全部)"})
          ->expected(0, 1);
    } else if (kind.parent == "candidates") {
      Items(list, "CANDIDATE", {"Whose", "誰のものか"})->required()->expected(1);
    }
  }

  void AddPages(CLI::App* list) {
    list->add_option("--page-size", arguments_.page_size, In({"Most rows (50)", "最大の行数 (50)"}))
        ->check(CLI::Range(1, 1000));
    list->add_flag("--all", arguments_.all, In({"All pages", "全部"}));
  }

  void AddWrites(CLI::App& group, const ResourceKind& kind) {
    CLI::App* create = Leaf(group, "create",
                            {"Create one from a JSON file, - for standard input",
                             "JSON ファイル(- は標準入力)から作る"});
    CLI::Option* file = Items(create, "FILE", {"Contract JSON", "契約の JSON"})->expected(1);
    if (kind.collection == "principals") {
      file->expected(0, 1);
      AddPrincipal(create);
    } else {
      file->required();
    }
    create->add_flag("--dry-run", arguments_.dry_run,
                     In({"Check and write nothing", "確かめるだけで書き込まない"}));
    if (kind.parent == "employers") {
      AddEmployer(create, {"Whose it is, employers/ID", "企業 employers/ID"});
    }

    CLI::App* update = Leaf(
        group, "update",
        {"Change one: NAME FILE, - for standard input", "変更する: 名前 ファイル(- は標準入力)"});
    Items(update, "NAME FILE", {"Name and contract JSON", "名前と契約の JSON"})
        ->required()
        ->expected(2);
    update->add_option(
        "--mask", arguments_.mask,
        In({"Fields to change, such as a.b,c; * for all; otherwise those in the file",
            "変更する項目(例: a.b,c)。* は全部。既定はファイルにある項目"}));
    AddEtag(update);
    update->add_flag("--dry-run", arguments_.dry_run,
                     In({"Check and write nothing", "確かめるだけで書き込まない"}));

    CLI::App* remove = Leaf(group, "delete", {"Delete for good", "削除する"});
    Items(remove, "NAME", {"Resource names", "リソース名"})->required();
    remove->add_option("--etag", arguments_.etag,
                       In({"Refuse if it changed since this etag was read; one NAME only",
                           "この etag の後に変更があれば拒否する(1 件のみ)"}));
    AddYes(remove);
  }

  void AddEtag(CLI::App* leaf) {
    leaf->add_option("--etag", arguments_.etag,
                     In({"Refuse if somebody changed it since this etag was read",
                         "この etag の後に変更があれば拒否する"}));
  }

  void AddPrincipal(CLI::App* create) {
    create->add_option("--role", arguments_.role,
                       In({"Instead of FILE: candidate, family, advisor, employer, coordinator, "
                           "admin, auditor or system",
                           "FILE の代わりに: candidate、family、advisor、employer、coordinator、"
                           "admin、auditor、system"}));
    create->add_option("--display-name", arguments_.display_name,
                       In({"How you know the caller apart", "見分けるための呼び名"}));
    create->add_option("--candidate", arguments_.candidate,
                       In({"The record of a candidate or family member, candidates/ID",
                           "候補者・家族本人の記録 candidates/ID"}));
    create->add_option(
        "--advisor", arguments_.advisor,
        In({"The record of an advisor, advisors/ID", "アドバイザー本人の記録 advisors/ID"}));
    AddEmployer(create, {"Whom an employer's caller speaks for, employers/ID",
                         "企業の利用者が属する企業 employers/ID"});
  }

  // Why a step is taken, as far as its request has room for that.
  void AddReason(CLI::App* leaf, const google::protobuf::Message& request) {
    const auto* reason = request.GetDescriptor()->FindFieldByName("reason");
    if (reason != nullptr && reason->enum_type() != nullptr) {
      leaf->add_option("--reason", arguments_.reason,
                       absl::StrCat(In({"Why: ", "理由: "}), CodesOf(*reason->enum_type())));
    } else if (reason != nullptr) {
      leaf->add_option("--reason", arguments_.reason,
                       In({"Why, at most 500 characters", "理由(500 文字以内)"}));
    }
    if (HasField(request, "note")) {
      leaf->add_option("--note", arguments_.note,
                       In({"Why, in words, at most 500 characters; employers never see them",
                           "理由の説明(500 文字以内)。企業には見えない"}));
    }
  }

  // The values of an enumeration but for the one that says nothing.
  static std::string CodesOf(const google::protobuf::EnumDescriptor& type) {
    std::vector<std::string> codes;
    for (int i = 0; i < type.value_count(); ++i) {
      if (type.value(i)->number() != 0) codes.push_back(type.value(i)->name());
    }
    return absl::StrJoin(codes, ", ");
  }

  void AddStep(CLI::App& group, const ResourceKind& kind, const Step& step) {
    CLI::App* leaf = Leaf(group, step.verb, step.help);
    Items(leaf, step.verb == "advance" ? "NAME... STAGE" : "NAME",
          {"Resource names", "リソース名"});
    if (kind.can_list) AddFilter(leaf);
    AddYes(leaf);
    AddReason(leaf, *NewRequest(kind.StepMethod(step.method)));
    if (step.verb == "advance") {
      leaf->add_flag("--through", arguments_.through,
                     In({"Walk stage by stage up to STAGE", "STAGE まで一段ずつ進める"}));
    }
    if (step.verb == "publish") {
      leaf->add_flag("--from-draft", arguments_.whole_path,
                     In({"Also submit and verify where still needed",
                         "必要なら確認に出し、確認済みにしてから公開する"}));
    }
    if (step.verb == "activate") {
      leaf->add_flag("--from-applied", arguments_.whole_path,
                     In({"Also screen and train where still needed",
                         "必要なら面談済み、研修済みにしてから始める"}));
    }
  }

  void AddImport(CLI::App& group, const ResourceKind& kind) {
    CLI::App* leaf =
        Leaf(group, "import",
             {"Import files: contract NDJSON or JSON, tables with a mapping, JSON "
              "Resume, schema.org JobPosting; .gz too. Running it again creates "
              "nothing twice",
              "ファイルを取り込む: 契約の NDJSON・JSON、対応表つきの CSV、JSON Resume、"
              "schema.org JobPosting(.gz も可)。繰り返しても二重に作らない"});
    Items(leaf, "FILE", {"Files, - for standard input", "ファイル(- は標準入力)"})->required();
    leaf->add_option("--format", arguments_.format,
                     In({"auto, contract, csv, json, json-resume or job-posting",
                         "auto、contract、csv、json、json-resume、job-posting"}))
        ->check(CLI::IsMember({"auto", "contract", "csv", "json", "json-resume", "job-posting"}));
    leaf->add_option("--mapping", arguments_.mapping,
                     In({"What the columns of a table, or the members of JSON objects, mean (TOML)",
                         "列や項目の意味を書いた対応表 (TOML)"}));
    leaf->add_option("--defaults", arguments_.defaults,
                     In({"A resource (TOML or JSON) that fills what rows leave unset",
                         "行にない項目を補うリソース(TOML か JSON)"}));
    leaf->add_option("--source", arguments_.source,
                     In({"Where the rows come from; the file's base name otherwise",
                         "行の出どころ(既定はファイル名)"}));
    leaf->add_flag("--dry-run", arguments_.dry_run,
                   In({"Check every row and write nothing", "全行を確かめるだけで書き込まない"}));
    leaf->add_flag("--update", arguments_.update_existing,
                   In({"Change what was imported before and reads differently now",
                       "前に取り込んだ行が変わっていれば更新する"}));
    if (!kind.has_parent()) return;
    AddEmployer(leaf, {"Whose the openings are where a row does not say, employers/ID",
                       "行に企業がないときの企業 employers/ID"});
    leaf->add_option(
        "--employer-source", arguments_.employer_source,
        In({"The source under which employers were imported", "企業を取り込んだときの --source"}));
    leaf->add_flag("--create-employers", arguments_.create_employers,
                   In({"Create employers that rows name and that are not there",
                       "行にある企業がなければ作る"}));
  }

  void AddMatching() {
    CLI::App* rank = Group(app_, "rank",
                           {"Rank internships or advisors for a candidate, or candidates for one",
                            "候補者に募集・アドバイザーを、または逆向きに順位をつける"});
    const std::pair<const char*, Phrase> targets[] = {
        {"internships", {"For a candidate", "候補者のために"}},
        {"advisors", {"For a candidate", "候補者のために"}},
        {"candidates", {"For an internship or an advisor", "募集またはアドバイザーのために"}}};
    for (const auto& [name, help] : targets) {
      CLI::App* leaf = Leaf(*rank, name, help);
      Items(leaf, "NAME", {"Resource name", "リソース名"})->required()->expected(1);
      AddAsOf(leaf);
      leaf->add_option("--top", arguments_.top, In({"Most rows (20)", "最大の行数 (20)"}))
          ->check(CLI::Range(1, 100000));
      leaf->add_option("--section", arguments_.sections,
                       In({"Sections: eligible, review, outside_wish, blocked (all but blocked)",
                           "区分: eligible、review、outside_wish、blocked(既定は blocked 以外)"}))
          ->delimiter(',')
          ->check(
              CLI::IsMember({"eligible", "review", "outside_wish", "blocked"}, CLI::ignore_case));
      leaf->add_flag("--verbose,-v", arguments_.verbose,
                     In({"Show every component and reason", "内訳とすべての理由を表示する"}));
      leaf->add_flag(
          "--why", arguments_.why,
          In({"Also say which rules keep how many out", "除かれた件数を理由ごとに表示する"}));
    }
    CLI::App* blinded = Leaf(*rank, "blinded",
                             {"For an internship, as employers see it: cards without names",
                              "募集のために、企業に見える形(氏名のないカード)で"});
    Items(blinded, "NAME", {"An internship, or one card", "募集、または1枚のカード"})
        ->required()
        ->expected(1);
    blinded->add_option("--top", arguments_.top, In({"Most cards (20)", "最大の枚数 (20)"}))
        ->check(CLI::Range(1, 100000));
    CLI::App* suggest = Leaf(app_, "suggest",
                             {"Which single change of a profile opens most internships",
                              "プロフィールを一つ変えると増える募集を調べる"});
    Items(suggest, "CANDIDATE", {"Resource name", "リソース名"})->required()->expected(1);
    AddAsOf(suggest);
    suggest->add_option("--top", arguments_.top, In({"Most changes (10)", "最大の件数 (10)"}))
        ->check(CLI::Range(1, 100));
    CLI::App* replay = Leaf(app_, "replay",
                            {"Recompute a list that was shown, and say whether it is the same",
                             "表示した一覧を再計算し、同じかどうかを確かめる"});
    Items(replay, "NUMBER", {"Of the row in `audit list`", "`audit list` の行の番号"})
        ->required()
        ->expected(1);
    CLI::App* explain = Leaf(app_, "explain",
                             {"Explain one pair: CANDIDATE INTERNSHIP|ADVISOR, blocked or not",
                              "一組を説明する: 候補者 募集またはアドバイザー(不可でも)"});
    Items(explain, "CANDIDATE COUNTERPART", {"Resource names", "リソース名"})
        ->required()
        ->expected(2);
    AddAsOf(explain);
    explain->add_flag("--for-counterpart", arguments_.for_counterpart,
                      In({"As the row of `rank candidates`", "`rank candidates` の行として"}));
  }

  void AddAsOf(CLI::App* leaf) {
    leaf->add_option("--as-of", arguments_.as_of,
                     In({"The instant to judge at, such as 2026-12-01T09:00:00+09:00 (now)",
                         "判定の時点(例: 2026-12-01T09:00:00+09:00。既定は今)"}));
  }

  void AddTaxonomy() {
    CLI::App* group = Group(app_, "taxonomy",
                            {"Industries, occupations, skills, languages, prefectures",
                             "業種・職種・スキル・言語・都道府県"});
    Leaf(*group, "list", {"List taxonomies", "分類の一覧"});
    CLI::App* lookup = Leaf(*group, "lookup", {"Show terms by code", "コードで調べる"});
    Items(lookup, "CODE", {"Codes", "コード"})->required();
    AddKind(lookup);
    CLI::App* suggest =
        Leaf(*group, "suggest", {"Find terms by what people write", "言葉から探す"});
    Items(suggest, "TEXT", {"Words", "言葉"})->required();
    AddKind(suggest);
    suggest->add_option("--top", arguments_.top, In({"Most rows (5)", "最大の行数 (5)"}))
        ->check(CLI::Range(1, 100));
    CLI::App* import = Leaf(*group, "import",
                            {"Import an ESCO folder, an O*NET folder or a JSIC file",
                             "ESCO・O*NET のフォルダー、日本標準産業分類のファイルを取り込む"});
    Items(import, "PATH", {"Folder or file", "フォルダーまたはファイル"})->required()->expected(1);
    import->add_flag("--dry-run", arguments_.dry_run,
                     In({"Check and write nothing", "確かめるだけで書き込まない"}));
  }

  void AddKind(CLI::App* leaf) {
    leaf->add_option("--kind", arguments_.kind,
                     In({"industry, occupation, skill, skill_group, language or prefecture",
                         "industry、occupation、skill、skill_group、language、prefecture"}))
        ->check(CLI::IsMember(
            {"industry", "occupation", "skill", "skill_group", "language", "prefecture"}));
  }

  CLI::App& CollectionGroup(const char* command) { return *app_.get_subcommand(command); }

  void AddDuplicates() {
    CLI::App& group = CollectionGroup("candidates");
    Items(Leaf(group, "duplicates",
               {"List records that may be one person", "同じ人かもしれない記録の一覧"}),
          "CANDIDATE", {"Those of one person (all)", "1 人のもの(既定は全部)"})
        ->expected(0, 1);
    CLI::App* merge = Leaf(group, "merge",
                           {"Merge a second record of one person into the first: KEPT DUPLICATE",
                            "同じ人の 2 つ目の記録を統合する: 残す記録 消す記録"});
    Items(merge, "KEPT DUPLICATE", {"Resource names", "リソース名"})->required()->expected(2);
    AddEtag(merge);
    AddYes(merge);
    merge->add_flag("--dry-run", arguments_.dry_run,
                    In({"Check and write nothing", "確かめるだけで書き込まない"}));
  }

  void AddEngagements() {
    CLI::App* start = Leaf(CollectionGroup("engagements"), "start",
                           {"Begin one: CANDIDATE ADVISOR", "始める: 候補者 アドバイザー"});
    Items(start, "CANDIDATE ADVISOR", {"Resource names", "リソース名"})->required()->expected(2);
  }

  void AddDesk() {
    CLI::App& group = CollectionGroup("desk");
    const auto add_dry_run = [this](CLI::App* leaf) {
      leaf->add_flag("--dry-run", arguments_.dry_run,
                     In({"Only show what would be done", "行わず、内容だけ表示する"}));
    };
    CLI::App* create = Leaf(group, "create",
                            {"Plan a day, 13:00 to 17:00: DATE ADVISOR...",
                             "13 時から 17 時までの日を作る: 日付 アドバイザー..."});
    Items(create, "DATE ADVISOR...", {"When, and who is there", "日付と、来る人"})->required();
    add_dry_run(create);
    Leaf(group, "slots", {"Show the slots of days to come", "これからの枠を表示する"});
    CLI::App* allocate =
        Leaf(group, "allocate",
             {"Give the slots of a day to those who asked", "申し込んだ人に枠を割り当てる"});
    Items(allocate, "NAME", {"The day", "その日"})->required()->expected(1);
    add_dry_run(allocate);
    CLI::App* schedule =
        Leaf(CollectionGroup("sessions"), "schedule",
             {"Book an hour with who accompanies: ENGAGEMENT TIME", "面談を入れる: 伴走 日時"});
    Items(schedule, "ENGAGEMENT TIME",
          {"Between whom, and when it begins, in Japan unless a zone is given",
           "誰と誰の、いつから(時間帯がなければ日本時間)"})
        ->required()
        ->expected(2);
    schedule->add_option("--minutes", arguments_.minutes, In({"How long (60)", "長さ(既定 60 分)"}))
        ->check(CLI::Range(1, 240));
    CLI::App* move =
        Leaf(CollectionGroup("sessions"), "move",
             {"Move an appointment with an advisor: NAME TIME", "面談の時間を変える: 名前 日時"});
    Items(move, "NAME TIME", {"Which one, and when it begins instead", "どれを、いつからに"})
        ->required()
        ->expected(2);
    AddReason(move);
    CLI::App* complete = Leaf(CollectionGroup("sessions"), "complete",
                              {"Note that one took place", "行われたことを記録する"});
    Items(complete, "NAME", {"Which one", "どの相談か"})->required()->expected(1);
    complete
        ->add_option(
            "--minutes", arguments_.minutes,
            In({"How long it took (the length of the slot)", "かかった分(既定は枠の長さ)"}))
        ->check(CLI::Range(1, 600));
  }

  void AddOutbox() {
    CLI::App* preview = Leaf(CollectionGroup("outbox"), "preview",
                             {"Show the words of one, as the person would get them",
                              "相手に届くとおりの文面を表示する"});
    Items(preview, "NAME", {"Which one", "どのメッセージか"})->required()->expected(1);
  }

  void AddCalendar() {
    CLI::App* group =
        Group(app_, "calendar", {"Calendar files (iCalendar)", "カレンダーのファイル"});
    CLI::App* advisor = Leaf(*group, "advisor",
                             {"Print the sessions of an advisor as a calendar feed",
                              "アドバイザーの相談をカレンダーとして出力する"});
    Items(advisor, "ADVISOR", {"Whose", "誰のものか"})->required()->expected(1);
    CLI::App* session =
        Leaf(*group, "session", {"Print one session as a calendar file", "相談 1 件を出力する"});
    Items(session, "SESSION", {"Which one", "どの相談か"})->required()->expected(1);
    CLI::App* import = Leaf(*group, "import",
                            {"Read from a calendar file when an advisor has time: ADVISOR FILE",
                             "カレンダーから都合のよい時間を読む: アドバイザー ファイル"});
    Items(import, "ADVISOR FILE",
          {"Whose, and the file (- for standard input)", "誰のものかと、ファイル(- は標準入力)"})
        ->required()
        ->expected(2);
    AddEtag(import);
    import->add_flag("--dry-run", arguments_.dry_run,
                     In({"Check and write nothing", "確かめるだけで書き込まない"}));
  }

  void AddReason(CLI::App* leaf) {
    leaf->add_option("--reason", arguments_.reason,
                     In({"Why, at most 500 characters", "理由(500 文字以内)"}));
  }
  void AddVersion(CLI::App* leaf, const Phrase& help) {
    leaf->add_option("--version", arguments_.version, In(help))->check(CLI::Range(1, 30));
  }

  void AddSheets() {
    CLI::App& group = CollectionGroup("sheets");
    const Phrase which = {"The entry sheet", "エントリーシート"};
    const Phrase newest = {"Which version is meant (the newest)", "対象の版(既定は最新)"};
    CLI::App* create =
        Leaf(group, "create",
             {"As its author, begin one: CANDIDATE [FILE]", "本人として作る: 候補者 [ファイル]"});
    Items(create, "CANDIDATE FILE",
          {"The author, and the draft, - for standard input", "本人と下書き(- は標準入力)"})
        ->required()
        ->expected(1, 2);
    create->add_option("--title", arguments_.title, In({"What to call it", "題名"}));
    AddEmployer(create, {"To whom: employers/ID, or an internship", "宛先: 企業または募集"});
    CLI::App* submit = Leaf(group, "submit",
                            {"As its author, ask for a review: NAME [FILE with the new text]",
                             "本人として添削を頼む: 名前 [新しい文章のファイル]"});
    Items(submit, "NAME FILE", which)->required()->expected(1, 2);
    AddReason(submit);
    CLI::App* check = Leaf(group, "check",
                           {"As its author, see what an employer must not ask or need not know",
                            "本人として、企業が尋ねてはならない事項がないか確かめる"});
    Items(check, "NAME", which)->required()->expected(1);
    AddVersion(check, {"Which version to look at (the draft)", "確かめる版(既定は下書き)"});
    CLI::App* claim = Leaf(group, "claim", {"Take for review", "添削を引き受ける"});
    Items(claim, "NAME", which)->required()->expected(1);
    claim->add_option("--advisor", arguments_.advisor,
                      In({"As a coordinator: who reviews it", "コーディネーターとして: 添削者"}));
    AddReason(claim);
    CLI::App* comment = Leaf(group, "comment",
                             {"Say something of a version: NAME FILE, - for standard input",
                              "版にコメントする: 名前 ファイル(- は標準入力)"});
    Items(comment, "NAME FILE", which)->required()->expected(2);
    AddVersion(comment, newest);
    CLI::App* final = Leaf(group, "final", {"Say that it can be sent", "完成とする"});
    Items(final, "NAME", which)->required()->expected(1);
    AddVersion(final, newest);
    AddReason(final);
    CLI::App* send = Leaf(group, "send",
                          {"Note that it was sent; the author is warned before",
                           "提出したと記録する(本人には先に注意を表示)"});
    Items(send, "NAME", which)->required()->expected(1);
    AddReason(send);
    AddYes(send);
  }

  void AddCases() {
    CLI::App* group = Group(app_, "cases",
                            {"Whom to look after next; plans, hours, hand-over",
                             "次に見るべき人、支援計画、活動時間、引き継ぎ"});
    const std::pair<const char*, Phrase> lists[] = {
        {"silent", {"For whom nobody has acted for 14 days", "14 日間だれも動いていない案件"}},
        {"waiting", {"Who has no good opening after 60 days", "60 日たっても合う募集がない人"}},
        {"stale",
         {"Whose profile was not confirmed for 90 days", "90 日間確認されていないプロフィール"}}};
    for (const auto& [name, help] : lists) {
      Leaf(*group, name, help)
          ->add_option("--days", arguments_.days,
                       In({"From how many days on", "何日以上のものを出すか"}))
          ->check(CLI::Range(1, 3650));
    }
    Leaf(*group, "tasks", {"Tasks whose day has passed", "期限を過ぎた課題"});
    CLI::App* plan = Leaf(*group, "plan", {"Show the plan of a person", "支援計画を表示する"});
    Items(plan, "CANDIDATE", {"Whose", "誰のものか"})->required()->expected(1);
    CLI::App* hours = Leaf(*group, "hours", {"Hours that advisors gave", "アドバイザーの活動時間"});
    Items(hours, "ADVISOR", {"Whose (all that you may see)", "誰のものか(既定は見られる全部)"})
        ->expected(0, 1);
    hours->add_option("--since", arguments_.since,
                      In({"First day, such as 2026-12-01", "最初の日(例: 2026-12-01)"}));
    hours->add_option("--until", arguments_.until, In({"Last day, included", "最後の日(含む)"}));
    CLI::App* hand_over =
        Leaf(*group, "hand-over",
             {"Find others for the cases of an advisor", "担当の案件をほかの人に引き継ぐ"});
    Items(hand_over, "ADVISOR", {"Who leaves or goes on leave", "離れる人"})
        ->required()
        ->expected(1);
    hand_over->add_flag("--dry-run", arguments_.dry_run,
                        In({"Only show who would take over", "行わず、案だけ表示する"}));
    AddReason(hand_over);
    AddYes(hand_over);
  }

  // How somebody agreed.
  void AddTerms(CLI::App* leaf) {
    leaf->add_option("--method", arguments_.method,
                     In({"How it was agreed to: written, online or spoken",
                         "同意の方法: written、online、spoken"}))
        ->required();
    leaf->add_option("--guardian", arguments_.guardian_method,
                     In({"For under-18s: how the guardian agreed, as --method",
                         "18 歳未満: 保護者の同意の方法(--method と同じ)"}));
    leaf->add_option(
        "--notice-language", arguments_.notice_language,
        In({"Language of the text that was shown, such as ja", "示した文章の言語(例: ja)"}));
    AddText(leaf);
  }
  void AddText(CLI::App* leaf) {
    leaf->add_option("--text-version", arguments_.text_version,
                     In({"Version of the text that was shown", "示した文章の版"}));
    leaf->add_option("--data-item", arguments_.data_items,
                     In({"Which data it covers, as codes such as CHOSEN_NAME (as the scope says)",
                         "対象の項目(例: CHOSEN_NAME。既定は範囲のとおり)"}))
        ->delimiter(',');
  }
  void AddScope(CLI::App* leaf) {
    leaf->add_option("--scope", arguments_.scope,
                     In({"service, advisor-notes, employer-blinded, employer-named, referral, "
                         "follow-up or family-share",
                         "service、advisor-notes、employer-blinded、employer-named、referral、"
                         "follow-up、family-share"}));
    leaf->add_option("--recipient", arguments_.recipient,
                     In({"To whom, where the scope is about one", "相手(範囲が特定の相手のとき)"}));
  }

  void AddConsents() {
    CLI::App& group = CollectionGroup("consents");
    const Phrase whose = {"Whose", "誰のものか"};
    CLI::App* draft =
        Leaf(group, "draft",
             {"Prepare one that the person may then grant", "本人が後で同意できる下書きを作る"});
    Items(draft, "CANDIDATE", whose)->required()->expected(1);
    AddScope(draft);
    AddText(draft);
    CLI::App* grant = Leaf(group, "grant",
                           {"Note that the person agreed: to a scope, or to a draft",
                            "本人が同意したことを記録する(範囲または下書き)"});
    Items(grant, "CANDIDATE", whose)->required()->expected(1);
    AddScope(grant);
    grant->add_option("--draft", arguments_.draft,
                      In({"The draft that is granted", "同意する下書き"}));
    AddTerms(grant);
    grant->add_option(
        "--expires", arguments_.expire_time,
        In({"From when on it no longer holds (12 months)", "効力を失う日(既定は 12 か月後)"}));
    CLI::App* withdraw =
        Leaf(group, "withdraw",
             {"Withdraw; acts on the next call of anybody", "撤回する。次の呼び出しから効く"});
    Items(withdraw, "NAME",
          {"Consents, or candidates with --scope", "同意、または候補者(--scope と一緒に)"})
        ->required();
    AddScope(withdraw);

    CLI::App* ask = Leaf(CollectionGroup("rights"), "ask",
                         {"Note what a person asks: CANDIDATE KIND, with disclosure, correction, "
                          "cease-use, erasure or objection",
                          "請求を記録する: 候補者 種類(disclosure、correction、cease-use、erasure、"
                          "objection)"});
    Items(ask, "CANDIDATE KIND", {"Who asks what", "誰が何を"})->required()->expected(2);
  }

  void AddApplications() {
    CLI::App& group = CollectionGroup("applications");
    CLI::App* agree = Leaf(group, "agree",
                           {"Note that the candidate agrees to be named to that employer",
                            "その企業に氏名を伝える同意を記録する"});
    Items(agree, "NAME", {"Resource names", "リソース名"})->required();
    AddTerms(agree);
    CLI::App* named =
        Leaf(group, "named", {"Show whom an employer was introduced to", "紹介された人を表示する"});
    Items(named, "NAME", {"Resource name", "リソース名"})->required()->expected(1);
    CLI::App* interest = Leaf(group, "interest",
                              {"Note that a candidate would like to work there; nobody is told",
                               "関心があることを記録する(企業には伝わらない)"});
    Items(interest, "CANDIDATE INTERNSHIP", {"Resource names", "リソース名"})
        ->required()
        ->expected(2);
    CLI::App* apply = Leaf(group, "apply",
                           {"Note that the candidate applies, and agrees to be named",
                            "応募し、氏名を伝える同意を記録する"});
    Items(apply, "NAME", {"Resource names", "リソース名"})->required();
    AddTerms(apply);
    CLI::App* introduce = Leaf(
        app_, "introduce",
        {"As an employer: ask to be introduced to a card", "企業として: カードの人の紹介を頼む"});
    Items(introduce, "CARD", {"As `rank blinded` names it", "`rank blinded` に出る名前"})
        ->required()
        ->expected(1);
  }

  void AddReports() {
    CLI::App& group = CollectionGroup("report");
    const Phrase which = {"The half-year, by its first month: 2026-04 or 2026-10",
                          "半期。始まる月で表す: 2026-04 または 2026-10"};
    const auto add_writes = [this](CLI::App* leaf) {
      AddYes(leaf);
      leaf->add_flag("--dry-run", arguments_.dry_run,
                     In({"Check and write nothing", "確かめるだけで書き込まない"}));
    };
    CLI::App* preview = Leaf(group, "preview",
                             {"Show the figures as they are now; for coordinators, not to be "
                              "passed on",
                              "今の数字を表示する。内部用で、外には渡さない"});
    Items(preview, "PERIOD", which)->required()->expected(1);
    CLI::App* publish = Leaf(group, "publish",
                             {"Publish the figures of a half-year that is over, once and for good",
                              "終わった半期の数字を公表する。一度だけで、後で変えられない"});
    Items(publish, "PERIOD", which)->required()->expected(1);
    add_writes(publish);
    CLI::App* approve = Leaf(group, "approve",
                             {"As an admin: have a headline shown although it is below five: "
                              "PERIOD HEADLINE",
                              "管理者として: 5未満でも示すことを承認する: 半期 見出し"});
    Items(approve, "PERIOD HEADLINE",
          {"Half-year; offered, employed or retained-6m",
           "半期と、offered、employed、retained-6m のどれか"})
        ->required()
        ->expected(2);
    add_writes(approve);
    CLI::App* get =
        Leaf(group, "get", {"Show a published one: PERIOD", "公表した報告を表示する: 半期"});
    Items(get, "PERIOD", which)->required()->expected(1);
    CLI::App* render = Leaf(group, "render",
                            {"Write a file: a page to print in the language of --lang, CSV or JSON",
                             "ファイルに書き出す: 印刷用のページ(--lang の言語)、CSV、JSON"});
    Items(render, "PERIOD", which)->required()->expected(1);
    render
        ->add_option("--format", arguments_.format,
                     In({"html, csv or json (html)", "html、csv、json(既定は html)"}))
        ->check(CLI::IsMember({"html", "csv", "json"}));
    AddOut(render);
  }

  void AddOffers() {
    CLI::App& group = CollectionGroup("offers");
    CLI::App* make = Leaf(
        group, "make", {"Note that an employer means to offer a job (内々定)", "内々定を記録する"});
    Items(make, "APPLICATION", {"Of which application", "どの応募から"})->required()->expected(1);
    CLI::App* settle =
        Leaf(group, "settle",
             {"Note how it went: NAME OUTCOME, one of RETAINED_6M, LEFT_BEFORE_6M, UNKNOWN_6M",
              "その後を記録する: 名前 結果(RETAINED_6M、LEFT_BEFORE_6M、UNKNOWN_6M)"});
    Items(settle, "NAME OUTCOME", {"Which offer, and how it went", "どの内定が、どうなったか"})
        ->required()
        ->expected(2);
    AddReason(settle, *NewRequest("PlacementService/SettleOffer"));
    CLI::App* due = Leaf(group, "due",
                         {"List whom to ask how it goes, six months after joining",
                          "入社から6か月で、様子を聞く人の一覧"});
    due->add_option("--days", arguments_.days_ahead,
                    In({"Also within so many days (0)", "何日先までか (0)"}))
        ->check(CLI::Range(0, 366));
  }

  void AddPrivacy() {
    const Phrase who = {"Who", "誰の"};
    CLI::App* exports = Leaf(app_, "export",
                             {"Everything that is held about a person, and who saw it, as JSON",
                              "本人について保管しているすべてと、誰が見たかを JSON で出力する"});
    Items(exports, "CANDIDATE", who)->required()->expected(1);
    AddOut(exports);
    CLI::App* erase = Leaf(app_, "erase", {"Erase a person for good", "本人の情報を消去する"});
    Items(erase, "CANDIDATE", who)->required()->expected(1);
    AddEtag(erase);
    AddYes(erase);
    CLI::App* retention = Leaf(app_, "retention",
                               {"What is kept no longer; only tells, unless --run is given",
                                "保管期限を過ぎたもの。--run がなければ表示だけ"});
    retention->add_flag("--run", arguments_.run, In({"Erase and delete it", "消去・削除する"}));
    AddYes(retention);

    CLI::App* settings = Group(app_, "settings", {"Settings of the programme", "全体の設定"});
    Leaf(*settings, "get", {"Show them", "表示する"});
    CLI::App* set = Leaf(*settings, "set", {"Change some", "変更する"});
    set->add_option("--licence", arguments_.licence,
                    In({"Number of the licence or notification for job placement",
                        "職業紹介の許可・届出の番号"}));
    set->add_option("--licence-until", arguments_.licence_until,
                    In({"Its last day (without end)", "その最後の日(既定は無期限)"}));
    set->add_flag("--no-licence", arguments_.no_licence,
                  In({"There is no licence any more", "許可・届出をなしにする"}))
        ->excludes("--licence");
    set->add_option_function<std::string>(
        "--desk-contact", [this](const std::string& text) { arguments_.desk_contact = text; },
        In({"How employers reach people they were introduced to",
            "紹介された人への連絡方法(相談窓口経由)"}));
    AddEtag(set);
  }

  void AddOut(CLI::App* leaf) {
    leaf->add_option("--out", arguments_.out,
                     In({"Write to a new file that only you can read",
                         "自分だけが読める新しいファイルに書き出す"}));
  }

  void AddAccess() {
    Leaf(app_, "whoami", {"Who you are to the server", "サーバーから見たあなた"});
    CLI::App* issue =
        Leaf(CollectionGroup("tokens"), "issue",
             {"Issue one; its secret is shown only now", "発行する。秘密の値は今だけ表示される"});
    Items(issue, "PRINCIPAL", {"Whose", "誰のものか"})->required()->expected(1);
    issue->add_option("--label", arguments_.label,
                      In({"What it is for, such as portal", "用途(例: portal)"}));
    issue->add_option("--lifetime", arguments_.lifetime,
                      In({"How long it is good: 15m, 12h, up to 366d (90d)",
                          "有効な長さ: 15m、12h、最長 366d(既定 90d)"}));
    issue->add_flag("--secret-only", arguments_.secret_only,
                    In({"Print the secret alone", "秘密の値だけを出力する"}));
    AddOut(issue);
  }

  void AddAudit() {
    CLI::App* audit = Group(app_, "audit", {"Who saw and did what", "誰が何を見て何をしたか"});
    CLI::App* list = Leaf(*audit, "list", {"List, oldest first", "一覧(古い順)"});
    list->add_option("--subject", arguments_.subject,
                     In({"Only what concerns this resource", "このリソースに関わるものだけ"}));
    list->add_option("--principal", arguments_.principal,
                     In({"Only what this principal saw or did", "この利用者のものだけ"}));
    list->add_option("--since", arguments_.since,
                     In({"Only from here on, included", "この時から(この時を含む)"}));
    list->add_option("--until", arguments_.until,
                     In({"Only up to here, not included", "この時まで(この時を含まない)"}));
    AddPages(list);
    Leaf(*audit, "verify",
         {"Check that the log is whole; names the first row that is not",
          "記録に欠けや改変がないか確かめ、あれば最初の行を示す"});
  }

  Arguments& arguments_;
  const UiLanguage language_;
  CLI::App app_;
};

// The language in which --help must already speak.
UiLanguage LanguageOf(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const char* value = nullptr;
    if (std::strncmp(argv[i], "--lang=", 7) == 0) value = argv[i] + 7;
    if (std::strcmp(argv[i], "--lang") == 0 && i + 1 < argc) value = argv[i + 1];
    if (value == nullptr) continue;
    if (const auto language = ParseUiLanguage(value)) return *language;
  }
  return UiLanguageFromEnvironment();
}

// The words of a command that does not exist, such as `candidates frobnicate`; empty if what was
// typed begins with a command that does something.
std::string UnknownCommand(CLI::App& app, int argc, char** argv) {
  CLI::App* at = &app;
  std::string words;
  for (int i = 1; i < argc; ++i) {
    if (argv[i][0] == '-') {
      // The word after an option may be its value; so far only the global ones can stand here.
      const CLI::Option* option = app.get_option_no_throw(argv[i]);
      if (option != nullptr && option->get_items_expected_max() > 0) ++i;
      continue;
    }
    CLI::App* below = nullptr;
    for (CLI::App* candidate : at->get_subcommands({})) {
      if (candidate->get_name() == argv[i]) below = candidate;
    }
    if (below != nullptr) {
      at = below;
      absl::StrAppend(&words, argv[i], " ");
    } else if (!at->get_subcommands({}).empty()) {
      return absl::StrCat(words, argv[i]);
    } else {
      return "";
    }
  }
  return "";
}

}  // namespace

CommandLine ReadCommandLine(int argc, char** argv) {
  Arguments arguments;
  arguments.language = LanguageOf(argc, argv);
  Grammar grammar(arguments, arguments.language);
  CommandLine result;
  try {
    grammar.app().parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    // Help of the command that was being typed.
    const CLI::App* at = &grammar.app();
    while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
    result.text = at->help();
    return result;
  } catch (const CLI::ParseError& error) {
    const std::string unknown = UnknownCommand(grammar.app(), argc, argv);
    constexpr Phrase kUnknown = {
        "banso: there is no command `$0`; --help lists them\n",
        "banso: `$0` というコマンドはありません。--help で一覧を見られます\n"};
    result.text = unknown.empty() ? absl::StrCat("banso: ", error.what(), "\n")
                                  : absl::Substitute(kUnknown.In(arguments.language), unknown);
    result.exit_code = ExitCode::kUsage;
    return result;
  }
  result.arguments = std::move(arguments);
  return result;
}

std::string CompletionScript(const std::string& shell) {
  Arguments arguments;
  Grammar grammar(arguments, UiLanguage::kEn);
  // What can follow each command: commands below it and its long options.
  std::vector<std::pair<std::string, std::string>> following;
  std::vector<std::string> global;
  for (const CLI::Option* option : grammar.app().get_options()) {
    if (option->get_group().empty()) continue;  // Hidden.
    for (const std::string& name : option->get_lnames()) global.push_back("--" + name);
  }
  const std::function<void(const CLI::App&, std::string)> visit = [&](const CLI::App& app,
                                                                      std::string path) {
    std::vector<std::string> words;
    for (const CLI::App* below : app.get_subcommands({})) {
      words.push_back(below->get_name());
      visit(*below, absl::StrCat(path, path.empty() ? "" : " ", below->get_name()));
    }
    for (const CLI::Option* option : app.get_options()) {
      for (const std::string& name : option->get_lnames()) {
        if (!path.empty()) words.push_back("--" + name);
      }
    }
    following.emplace_back(std::move(path), absl::StrJoin(words, " "));
  };
  visit(grammar.app(), "");
  const std::string options = absl::StrJoin(global, " ");

  std::string script;
  if (shell == "fish") {
    script = "complete -c banso -f\n";
    absl::StrAppend(&script, "function __banso_words\n",
                    "  set -l words (commandline -opc | string match -v -- '-*')\n",
                    "  switch (string join ' ' $words[2..])\n");
    for (const auto& [path, words] : following) {
      absl::StrAppend(&script, "    case '", path, "'\n      printf '%s\\n' ",
                      path.empty() ? absl::StrCat(words, " ", options) : words, "\n");
    }
    absl::StrAppend(&script, "  end\nend\ncomplete -c banso -a '(__banso_words)'\n",
                    "complete -c banso -n '__fish_seen_subcommand_from import create update' -F\n");
    return script;
  }
  if (shell != "bash" && shell != "zsh") return "";
  if (shell == "zsh") script = "autoload -U +X bashcompinit && bashcompinit\n";
  absl::StrAppend(&script, "_banso() {\n",
                  "  local current=${COMP_WORDS[COMP_CWORD]} path= word words\n",
                  "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n",
                  "    case $word in -*|*/*|*.*) ;; *) path=\"${path:+$path }$word\" ;; esac\n",
                  "  done\n  case $path in\n");
  for (const auto& [path, words] : following) {
    absl::StrAppend(&script, "    '", path, "') words='",
                    path.empty() ? absl::StrCat(words, " ", options) : words, "' ;;\n");
  }
  absl::StrAppend(&script, "    *) words='", options, "' ;;\n  esac\n",
                  "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n}\n",
                  "complete -o default -F _banso banso\n");
  return script;
}

}  // namespace banso
