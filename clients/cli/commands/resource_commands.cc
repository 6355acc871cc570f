#include <cstdio>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/common.h"
#include "clients/cli/commands/list_view.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/import/toml_json.h"
#include "clients/cli/request_id.h"
#include "clients/cli/source_file.h"
#include "google/protobuf/empty.pb.h"
#include "google/protobuf/field_mask.pb.h"

namespace banso {
namespace {

using ::google::protobuf::FieldMask;
using ::google::protobuf::Message;

constexpr Phrase kMustNotBeHeld = {"left out, because the programme must not hold it: $0",
                                   "取り扱わない項目のため除きました: $0"};

// Whether all names are of this kind; says which one is not.
std::optional<ExitCode> CheckNames(Session& session, const ResourceKind& kind,
                                   const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (kind.Owns(name)) continue;
    constexpr Phrase kWrong = {"$0 is not a name such as $1", "$0 は $1 の形の名前ではありません"};
    return session.WrongUsage(session.console.Say(
        kWrong, name,
        kind.has_parent() ? absl::StrCat(kind.parent, "/y1/", kind.collection, "/x1")
                          : absl::StrCat(kind.collection, "/x1")));
  }
  return std::nullopt;
}

ExitCode Get(Session& session, const ResourceKind& kind) {
  if (const auto wrong = CheckNames(session, kind, session.arguments.items)) return *wrong;
  ExitCode result = ExitCode::kOk;
  bool first = true;
  for (const std::string& name : session.arguments.items) {
    MessagePtr resource;
    if (const grpc::Status status = GetResource(session, kind, name, &resource); !status.ok()) {
      result = session.Refused(status);
      if (result == ExitCode::kUnreachable) return result;
      continue;
    }
    if (!first && !session.console.json()) session.console.Print("\n");
    first = false;
    Show(session, *resource);
  }
  return result;
}

ExitCode List(Session& session, const ResourceKind& kind) {
  constexpr int kDefaultRows = 50;
  const Arguments& arguments = session.arguments;
  const int limit = arguments.all              ? 0
                    : arguments.page_size == 0 ? kDefaultRows
                                               : arguments.page_size;
  std::vector<MessagePtr> resources;
  bool more = false;
  const grpc::Status status = ListResources(
      session, kind, arguments.filter, limit,
      [&](MessagePtr resource) {
        if (session.console.json()) {
          session.console.Print(absl::StrCat(ToJsonLine(*resource), "\n"));
        } else {
          resources.push_back(std::move(resource));
        }
      },
      &more);
  if (!status.ok()) return session.Refused(status);
  if (!session.console.json()) {
    for (const MessagePtr& resource : resources) session.labels.Fetch(*resource);
    const Table table = MakeListTable(kind, resources, session.labels, session.console.language());
    session.console.Print(table.Render(session.console.width(), session.console.heading_style(),
                                       session.console.style_end()));
  }
  if (more) {
    constexpr Phrase kMore = {"there are more; use --all or --page-size",
                              "続きがあります。--all か --page-size を使ってください"};
    session.console.Complain(session.console.Say(kMore));
  }
  return ExitCode::kOk;
}

// Reads a resource from a JSON or TOML file into `resource`. Says what is wrong with it.
std::optional<ExitCode> ReadResource(Session& session, const std::string& path, Message& resource) {
  const auto text = ReadSourceText(path);
  if (!text.ok()) return session.WrongUsage(text.status().message());
  const auto json = absl::EndsWith(path, ".toml") ? ParseToml(*text) : ParseJson(*text);
  if (!json.ok()) {
    return session.WrongUsage(absl::StrCat(path, ": ", json.status().message()));
  }
  BuildReport report;
  BuildMessage(*json, resource, report);
  for (const std::string& field : report.dropped) {
    session.console.Complain(absl::StrCat("banso: ", session.console.Say(kMustNotBeHeld, field)));
  }
  for (const FieldIssue& problem : report.problems) {
    session.console.Complain(
        absl::StrCat("banso: ", path, ": ", problem.field, ": ", problem.description));
  }
  if (!report.problems.empty()) return ExitCode::kUsage;
  return std::nullopt;
}

ExitCode Create(Session& session, const ResourceKind& kind) {
  const std::string method = kind.Method("Create");
  const MessagePtr request = NewRequest(method);
  if (const auto wrong =
          ReadResource(session, session.arguments.items[0], *MutableField(*request, kind.field))) {
    return *wrong;
  }
  if (kind.has_parent()) {
    if (session.arguments.employer.empty()) {
      constexpr Phrase kNeedsEmployer = {"--employer employers/ID says whose opening it is",
                                         "--employer employers/ID で企業を指定してください"};
      return session.WrongUsage(session.console.Say(kNeedsEmployer));
    }
    SetString(*request, "parent", session.arguments.employer);
  }
  SetString(*request, "request_id", NewRequestId());
  SetFlag(*request, "validate_only", session.arguments.dry_run);
  const MessagePtr created = NewResponse(method);
  const grpc::Status status = session.connection.Call(method, *request, created.get());
  if (!status.ok()) return session.Refused(status);
  Show(session, *created);
  return ExitCode::kOk;
}

ExitCode Update(Session& session, const ResourceKind& kind) {
  const Arguments& arguments = session.arguments;
  const std::string& name = arguments.items[0];
  if (const auto wrong = CheckNames(session, kind, {name})) return *wrong;
  const std::string method = kind.Method("Update");
  const MessagePtr request = NewRequest(method);
  Message& resource = *MutableField(*request, kind.field);
  if (const auto wrong = ReadResource(session, arguments.items[1], resource)) return *wrong;
  SetString(resource, "name", name);
  if (!arguments.etag.empty()) SetString(resource, "etag", arguments.etag);
  if (!arguments.mask.empty()) {
    auto* mask = static_cast<FieldMask*>(MutableField(*request, "update_mask"));
    for (const absl::string_view path :
         absl::StrSplit(arguments.mask, ',', absl::SkipWhitespace())) {
      mask->add_paths(std::string(absl::StripAsciiWhitespace(path)));
    }
  }
  SetString(*request, "request_id", NewRequestId());
  SetFlag(*request, "validate_only", arguments.dry_run);
  const MessagePtr updated = NewResponse(method);
  const grpc::Status status = session.connection.Call(method, *request, updated.get());
  if (!status.ok()) return session.Refused(status);
  Show(session, *updated);
  return ExitCode::kOk;
}

ExitCode Delete(Session& session, const ResourceKind& kind) {
  const Arguments& arguments = session.arguments;
  if (const auto wrong = CheckNames(session, kind, arguments.items)) return *wrong;
  if (!arguments.etag.empty() && arguments.items.size() > 1) {
    constexpr Phrase kOne = {"--etag goes with one NAME", "--etag は 1 件のときだけ使えます"};
    return session.WrongUsage(session.console.Say(kOne));
  }
  constexpr Phrase kSure = {"delete $0 for good?", "$0 件を削除しますか?"};
  if (!arguments.yes &&
      !session.console.Confirm(session.console.Say(kSure, arguments.items.size()))) {
    constexpr Phrase kNothing = {"nothing was deleted; --yes confirms without asking",
                                 "削除していません。--yes で確認を省けます"};
    return session.WrongUsage(session.console.Say(kNothing));
  }
  ExitCode result = ExitCode::kOk;
  for (const std::string& name : arguments.items) {
    const std::string method = kind.Method("Delete");
    const MessagePtr request = NewRequest(method);
    SetString(*request, "name", name);
    SetString(*request, "etag", arguments.etag);
    SetString(*request, "request_id", NewRequestId());
    google::protobuf::Empty nothing;
    const grpc::Status status = session.connection.Call(method, *request, &nothing);
    if (!status.ok()) {
      session.console.Complain(absl::StrCat(name, ":"));
      result = session.Refused(status);
      if (result == ExitCode::kUnreachable) return result;
      continue;
    }
    session.console.Print(session.console.json() ? absl::StrCat("{\"name\":\"", name, "\"}\n")
                                                 : absl::StrCat(name, "\n"));
  }
  return result;
}

// A row that `import` reads: what the server sets is left out, and the name becomes the key, so
// that another server can tell the rows apart and find the employers of internships.
std::string ExportLine(const ResourceKind& kind, Message& resource) {
  constexpr char kSource[] = "banso-export";
  const std::string name = GetString(resource, "name");
  ClearServerFields(resource);
  Json row = {{"source", kSource}, {"key", name}};
  if (kind.has_parent()) {
    row["employer_source"] = kSource;
    row["employer_key"] = name.substr(0, name.find("/internships/"));
  }
  // Contract JSON is JSON.
  row[kind.field] = *ParseJson(ToJsonLine(resource));
  return absl::StrCat(DumpJson(row), "\n");
}

ExitCode Export(Session& session, const ResourceKind& kind) {
  const auto& items = session.arguments.items;
  FILE* file = items.empty() || items[0] == "-" ? stdout : std::fopen(items[0].c_str(), "wb");
  if (file == nullptr) return session.WrongUsage(absl::StrCat("cannot write ", items[0]));
  int64_t count = 0;
  bool written = true;
  bool more = false;
  const grpc::Status status = ListResources(
      session, kind, session.arguments.filter, 0,
      [&](MessagePtr resource) {
        const std::string line = ExportLine(kind, *resource);
        written = written && std::fwrite(line.data(), 1, line.size(), file) == line.size();
        ++count;
      },
      &more);
  written = (file == stdout ? std::fflush(file) : std::fclose(file)) == 0 && written;
  if (!status.ok()) return session.Refused(status);
  if (!written) {
    session.console.Complain("banso: the file could not be written to its end");
    return ExitCode::kFailed;
  }
  constexpr Phrase kWritten = {"$0 rows", "$0 行"};
  if (file != stdout) session.console.Complain(session.console.Say(kWritten, count));
  return ExitCode::kOk;
}

}  // namespace

ExitCode RunResourceCommand(Session& session, const ResourceKind& kind) {
  const std::string& verb = session.arguments.command[1];
  if (verb == "get") return Get(session, kind);
  if (verb == "list") return List(session, kind);
  if (verb == "create") return Create(session, kind);
  if (verb == "update") return Update(session, kind);
  if (verb == "delete") return Delete(session, kind);
  return Export(session, kind);
}

}  // namespace banso
