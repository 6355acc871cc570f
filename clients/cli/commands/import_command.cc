#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "banso/v1/employer.pb.h"
#include "banso/v1/internship.pb.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/display_width.h"
#include "clients/cli/import/import_file.h"
#include "clients/cli/import/import_stream.h"
#include "clients/cli/import/toml_json.h"
#include "clients/cli/source_file.h"
#include "clients/cli/table.h"
#include "clients/cli/words.h"

namespace banso {
namespace {

using Why = DroppedField::Why;

const char* WhyInWords(Why why, UiLanguage language) {
  switch (why) {
    case Why::kMustNotBeHeld:
      return Phrase{"must not be held", "取り扱わない項目"}.In(language);
    case Why::kNoPlace:
      return Phrase{"no place for it", "対応する項目なし"}.In(language);
    case Why::kNotKnown:
      return Phrase{"names nothing known", "分類にない言葉"}.In(language);
    case Why::kNotUsable:
      return Phrase{"cannot be used", "使えない値"}.In(language);
  }
  return "";
}

// What becomes of the rows, told as it is learnt. Thread safe.
class ImportReport {
 public:
  explicit ImportReport(Session& session) : session_(session) {}

  // A new file of so many rows.
  void Begin(int64_t rows) {
    const std::lock_guard<std::mutex> lock(mutex_);
    done_ = 0;
    progress_.emplace(session_.console, rows);
  }
  void End() {
    const std::lock_guard<std::mutex> lock(mutex_);
    progress_.reset();
  }

  // Fields that a row leaves out although it goes on.
  void Dropped(const std::vector<DroppedField>& dropped) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const DroppedField& field : dropped) ++dropped_[{field.field, field.why}];
  }

  void Decided(const std::string& file, int64_t line, const v1::ImportOutcome& outcome) {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++kinds_[outcome.kind()];
    if (session_.console.json()) {
      Json row = *ParseJson(ToJsonLine(outcome));
      row["file"] = file;
      row["line"] = line;
      progress_->Clear();
      session_.console.Print(absl::StrCat(DumpJson(row), "\n"));
    }
    for (const v1::FieldProblem& problem : outcome.problems()) {
      progress_->Clear();
      session_.console.Complain(absl::StrCat(file, ":", line, ": ", SafeCell(problem.field()),
                                             problem.field().empty() ? "" : ": ",
                                             SafeCell(problem.description())));
    }
    progress_->Update(++done_);
  }

  // A row that was not sent.
  void Refused(const std::string& file, int64_t line, const std::vector<FieldIssue>& problems) {
    v1::ImportOutcome outcome;
    outcome.set_kind(v1::ImportOutcome::REJECTED);
    for (const FieldIssue& issue : problems) {
      v1::FieldProblem* problem = outcome.add_problems();
      problem->set_field(issue.field);
      problem->set_description(issue.description);
    }
    Decided(file, line, outcome);
  }

  bool any_refused() const { return kinds_.count(v1::ImportOutcome::REJECTED) > 0; }

  void ShowSummary(bool dry_run) {
    Console& console = session_.console;
    const UiLanguage ui = console.language();
    if (console.json()) return;
    constexpr Phrase kDryRun = {"NOTHING WAS WRITTEN", "書き込みなし(確認のみ)"};
    constexpr Phrase kOutcome = {"OUTCOME", "結果"};
    Table table({{(dry_run ? kDryRun : kOutcome).In(ui)},
                 {Phrase{"ROWS", "行"}.In(ui), Table::Align::kRight}});
    for (int number = 1; number <= v1::ImportOutcome::Kind_MAX; ++number) {
      const auto kind = static_cast<v1::ImportOutcome::Kind>(number);
      const auto found = kinds_.find(kind);
      table.AddRow({Word(kind, ui), absl::StrCat(found == kinds_.end() ? 0 : found->second)});
    }
    console.Print(table.Render(0, console.heading_style(), console.style_end()));
    if (kinds_.count(v1::ImportOutcome::DIFFERS) > 0) {
      constexpr Phrase kDiffers = {
          "rows that differ from what was imported before were left alone; --update changes them",
          "前の取り込みと異なる行はそのままです。--update で更新します"};
      console.Complain(console.Say(kDiffers));
    }
    if (dropped_.empty()) return;
    Table left_out({{Phrase{"LEFT OUT", "取り込まなかった項目"}.In(ui)},
                    {Phrase{"WHY", "理由"}.In(ui)},
                    {Phrase{"ROWS", "行"}.In(ui), Table::Align::kRight}});
    std::vector<std::pair<int64_t, std::pair<std::string, Why>>> by_count;
    for (const auto& [field, count] : dropped_) by_count.emplace_back(count, field);
    std::stable_sort(by_count.begin(), by_count.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    constexpr size_t kShown = 40;
    for (size_t i = 0; i < by_count.size() && i < kShown; ++i) {
      const auto& [count, field] = by_count[i];
      left_out.AddRow(
          {TruncateToWidth(field.first, 60), WhyInWords(field.second, ui), absl::StrCat(count)});
    }
    console.Print(
        absl::StrCat("\n", left_out.Render(0, console.heading_style(), console.style_end())));
    if (by_count.size() > kShown) {
      constexpr Phrase kMore = {"… and $0 more\n", "… ほか $0 件\n"};
      console.Print(console.Say(kMore, by_count.size() - kShown));
    }
  }

 private:
  Session& session_;
  mutable std::mutex mutex_;
  std::optional<ProgressBar> progress_;
  int64_t done_ = 0;
  std::map<int, int64_t> kinds_;
  std::map<std::pair<std::string, Why>, int64_t> dropped_;
};

// Finds or makes the employers that rows name by what they call themselves.
class EmployerDirectory {
 public:
  explicit EmployerDirectory(Session& session) : session_(session) {}
  ~EmployerDirectory() { Close(); }

  // Sets how the row names its employer, or adds a problem to it.
  grpc::Status Settle(ImportRow& row) {
    if (!row.employer.empty() || !row.employer_key.empty()) return grpc::Status::OK;
    const std::string name = row.employer_display_name;
    // --employer stands in for what rows leave open; with --create-employers for nothing else.
    const Arguments& arguments = session_.arguments;
    if (!arguments.employer.empty() && (name.empty() || !arguments.create_employers)) {
      row.employer = arguments.employer;
      return grpc::Status::OK;
    }
    if (name.empty()) {
      row.problems.push_back(
          {"employer", "the row names no employer; --employer employers/ID says whose it is"});
      return grpc::Status::OK;
    }
    const auto found = names_.find(name);
    if (found != names_.end()) {
      row.employer = found->second;
      return grpc::Status::OK;
    }
    bool more = false;
    std::vector<std::string> matching;
    const ResourceKind& kind = *FindResourceKind("employers");
    const std::string quoted = absl::StrReplaceAll(name, {{"\\", "\\\\"}, {"\"", "\\\""}});
    grpc::Status status = ListResources(
        session_, kind, absl::StrCat("display_name = \"", quoted, "\""), 2,
        [&](MessagePtr employer) { matching.push_back(GetString(*employer, "name")); }, &more);
    if (!status.ok()) return status;
    if (matching.size() > 1) {
      row.problems.push_back({"employer", "more than one employer has that name; use --employer"});
      return grpc::Status::OK;
    }
    if (matching.empty()) {
      if (!arguments.create_employers) {
        row.problems.push_back(
            {"employer", "no employer has that name; use --employer or --create-employers"});
        return grpc::Status::OK;
      }
      grpc::Status created = Create(row, name, &matching);
      if (!created.ok() || matching.empty()) return created;
    }
    row.employer = names_.emplace(name, matching.front()).first->second;
    return grpc::Status::OK;
  }

 private:
  // Imports the employer under its name, in the industry of the opening, and waits for the outcome.
  grpc::Status Create(ImportRow& row, const std::string& name, std::vector<std::string>* created) {
    if (stream_ == nullptr) {
      stream_ = ImportStream::Open(session_.connection, *FindResourceKind("employers"),
                                   v1::ImportOptions(), session_.arguments.timeout);
    }
    auto employer = std::make_unique<v1::Employer>();
    employer->set_display_name(name);
    employer->set_industry(GetString(*row.resource, "industry"));
    ImportRow employer_row;
    employer_row.resource = std::move(employer);
    employer_row.source = row.employer_source;
    employer_row.key = name;
    v1::ImportOutcome outcome;
    if (!stream_->Write(employer_row) || !stream_->Read(&outcome)) {
      stream_->WritesDone();
      const grpc::Status status = stream_->Finish();
      stream_.reset();
      return status.ok() ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "the stream ended early")
                         : status;
    }
    for (const v1::FieldProblem& problem : outcome.problems()) {
      row.problems.push_back({absl::StrCat("employer.", problem.field()), problem.description()});
    }
    if (outcome.problems().empty()) created->push_back(outcome.name());
    return grpc::Status::OK;
  }

  void Close() {
    if (stream_ == nullptr) return;
    stream_->WritesDone();
    v1::ImportOutcome outcome;
    while (stream_->Read(&outcome)) {
    }
    stream_->Finish();
  }

  Session& session_;
  absl::flat_hash_map<std::string, std::string> names_;
  std::unique_ptr<ImportStream> stream_;
};

// Imports one file. The stream's status, or why the rows could not be made.
grpc::Status ImportOneFile(Session& session, const ImportSettings& settings, const ImportFile& file,
                           TermResolver& resolver, EmployerDirectory& employers,
                           ImportReport& report) {
  v1::ImportOptions options;
  options.set_validate_only(session.arguments.dry_run);
  options.set_update_existing(session.arguments.update_existing);
  const std::unique_ptr<ImportStream> stream =
      ImportStream::Open(session.connection, *settings.kind, options, session.arguments.timeout);

  // Lines of the rows that were sent, in order: outcomes name rows by their position.
  std::mutex mutex;
  std::vector<int64_t> sent;
  std::thread reader([&] {
    v1::ImportOutcome outcome;
    while (stream->Read(&outcome)) {
      int64_t line = 0;
      {
        const std::lock_guard<std::mutex> lock(mutex);
        const auto position = static_cast<size_t>(outcome.row());
        if (position >= 1 && position <= sent.size()) line = sent[position - 1];
      }
      report.Decided(file.path, line, outcome);
    }
  });

  grpc::Status failure;
  for (const RawRow& raw : file.rows) {
    auto row = PrepareRow(file, raw, settings, resolver);
    if (!row.ok()) {
      failure = grpc::Status(static_cast<grpc::StatusCode>(row.status().code()),
                             std::string(row.status().message()));
      break;
    }
    report.Dropped(row->dropped);
    if (row->problems.empty() && settings.kind->has_parent()) {
      failure = employers.Settle(*row);
      if (!failure.ok()) break;
    }
    if (!row->problems.empty()) {
      report.Refused(file.path, raw.line, row->problems);
      continue;
    }
    {
      const std::lock_guard<std::mutex> lock(mutex);
      sent.push_back(raw.line);
    }
    if (!stream->Write(*row)) break;
  }
  stream->WritesDone();
  reader.join();
  const grpc::Status status = stream->Finish();
  return failure.ok() ? status : failure;
}

// Reads a file of TOML or JSON that holds one object.
absl::StatusOr<Json> ReadObject(const std::string& path) {
  auto text = ReadSourceText(path);
  if (!text.ok()) return text.status();
  auto value = absl::EndsWith(path, ".json") ? ParseJson(*text) : ParseToml(*text);
  if (value.ok() && !value->is_object()) return absl::InvalidArgumentError("is not an object");
  return value;
}

}  // namespace

ExitCode RunImportCommand(Session& session, const ResourceKind& kind) {
  const Arguments& arguments = session.arguments;
  if (arguments.create_employers && arguments.dry_run) {
    constexpr Phrase kBoth = {
        "--create-employers and --dry-run exclude each other: openings cannot be checked against "
        "employers that are not there yet",
        "--create-employers と --dry-run "
        "は同時に使えません(まだない企業に対して募集を確かめられません)"};
    return session.WrongUsage(session.console.Say(kBoth));
  }
  ImportSettings settings;
  settings.kind = &kind;
  settings.format = ParseImportFormat(arguments.format).value_or(ImportFormat::kAuto);
  settings.source = arguments.source;
  settings.employer_source = arguments.employer_source;
  if (!arguments.mapping.empty()) {
    const auto text = ReadSourceText(arguments.mapping);
    auto mapping = text.ok() ? Mapping::Parse(*text, kind) : text.status();
    if (!mapping.ok()) {
      return session.WrongUsage(absl::StrCat(arguments.mapping, ": ", mapping.status().message()));
    }
    settings.mapping = *std::move(mapping);
  }
  if (!arguments.defaults.empty()) {
    auto defaults = ReadObject(arguments.defaults);
    if (!defaults.ok()) {
      return session.WrongUsage(
          absl::StrCat(arguments.defaults, ": ", defaults.status().message()));
    }
    settings.defaults = *std::move(defaults);
  }

  ServerTermResolver resolver(session.connection);
  EmployerDirectory employers(session);
  ImportReport report(session);
  ExitCode result = ExitCode::kOk;
  for (const std::string& path : arguments.items) {
    const auto file = OpenImportFile(path, settings);
    if (!file.ok()) {
      result = session.WrongUsage(absl::StrCat(path, ": ", file.status().message()));
      continue;
    }
    report.Begin(static_cast<int64_t>(file->rows.size()));
    const grpc::Status status =
        ImportOneFile(session, settings, *file, resolver, employers, report);
    report.End();
    if (!status.ok()) {
      result = session.Refused(status);
      constexpr Phrase kAgain = {"the import stopped; running it again creates nothing twice",
                                 "取り込みが止まりました。もう一度実行しても二重には作られません"};
      session.console.Complain(session.console.Say(kAgain));
      break;
    }
  }
  report.ShowSummary(arguments.dry_run);
  if (result == ExitCode::kOk && report.any_refused()) result = ExitCode::kRowsRefused;
  return result;
}

}  // namespace banso
