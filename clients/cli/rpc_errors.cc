#include "clients/cli/rpc_errors.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "clients/cli/display_width.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace banso {
namespace {

constexpr Phrase kNoServer = {"no server at $0; start one with ./dev run",
                              "$0 にサーバーがありません。./dev run で起動できます"};

constexpr Phrase kNoTls = {
    "no safe connection to $0: it does not speak TLS, or its certificate is not trusted or not for "
    "that name; --tls-ca names whom to trust",
    "$0 と安全に接続できません。TLS に対応していないか、証明書が信頼されていないか、"
    "名前が証明書と違います。信頼する証明書は --tls-ca で指定します"};
constexpr Phrase kBadFile = {
    "a file of --tls-ca, --tls-cert or --tls-key does not hold what it should",
    "--tls-ca、--tls-cert、--tls-key のどれかのファイルの中身が正しくありません"};
constexpr Phrase kHungUp = {
    "$0 hung up at once; if it speaks TLS, name whom to trust by --tls-ca",
    "$0 がすぐに切断しました。TLS のサーバーなら、信頼する証明書を --tls-ca で指定してください"};
constexpr Phrase kNotLoopback = {"$0 is not on this machine; nothing was sent to it in plain text",
                                 "$0 はこの機械の中にありません。暗号化せずには何も送っていません"};

// What the gRPC library says when there is no connection, and what that means. The first that is
// found counts; a server's own UNAVAILABLE says none of it.
constexpr std::pair<const char*, Phrase> kNoConnection[] = {
    {"andshake failed", kNoTls},
    {"not in peer certificate", kNoTls},
    {"empty address list", kBadFile},
    {"Socket closed", kHungUp},
    {"neither UDS or TCP loopback", kNotLoopback},
    {"onnect", kNoServer},
    {"resol", kNoServer},
};

constexpr Phrase kNoProof = {
    "  no token was sent: name a file that holds yours by --token-file or BANSO_TOKEN_FILE, or "
    "keep "
    "it in ~/.config/banso/token; an admin issues one by `banso tokens issue`",
    "  トークンを送っていません。--token-file か BANSO_TOKEN_FILE でファイルを指定するか、"
    "~/.config/banso/token に置いてください。発行は管理者が `banso tokens issue` で行います"};
constexpr Phrase kBadProof = {
    "  the token is unknown, expired or revoked; an admin issues a new one by `banso tokens issue`",
    "  トークンが無効か、期限切れか、取り消されています。"
    "管理者が `banso tokens issue` で新しく発行できます"};
constexpr Phrase kWrongRole = {
    "  your role may not do this; `banso whoami` shows it, and who may is said in docs/privacy.md",
    "  あなたの役割ではできません。役割は `banso whoami` で、できる人は docs/privacy.md で"
    "確かめられます"};

Phrase CodeInWords(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::INVALID_ARGUMENT:
      return {"the request is wrong", "入力に誤りがあります"};
    case grpc::StatusCode::NOT_FOUND:
      return {"not found", "見つかりません"};
    case grpc::StatusCode::ALREADY_EXISTS:
      return {"exists already", "すでにあります"};
    case grpc::StatusCode::PERMISSION_DENIED:
      return {"not allowed", "許可されていません"};
    case grpc::StatusCode::UNAUTHENTICATED:
      return {"the server does not know who you are", "利用者を確認できません"};
    case grpc::StatusCode::FAILED_PRECONDITION:
      return {"not possible in the present state", "今の状態ではできません"};
    case grpc::StatusCode::ABORTED:
      return {"somebody else changed it in the meantime; read it again and repeat",
              "その間に他の人が変更しました。読み直してやり直してください"};
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return {"a limit is reached", "上限に達しました"};
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return {"the server took too long; try again, or allow more with --timeout",
              "時間切れです。もう一度試すか、--timeout を増やしてください"};
    case grpc::StatusCode::UNAVAILABLE:
      return {"the server cannot answer now; try again later",
              "サーバーが今は応答できません。後で試してください"};
    case grpc::StatusCode::UNIMPLEMENTED:
      return {"this server does not offer that", "このサーバーにはない機能です"};
    case grpc::StatusCode::CANCELLED:
      return {"cancelled", "取り消されました"};
    default:
      return {"the server failed", "サーバー側の失敗です"};
  }
}

template <typename Detail>
std::optional<Detail> FindDetail(const grpc::Status& status) {
  google::rpc::Status rich;
  if (!rich.ParseFromString(status.error_details())) return std::nullopt;
  for (const google::protobuf::Any& any : rich.details()) {
    Detail detail;
    if (any.UnpackTo(&detail)) return detail;
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> DescribeRpcError(const grpc::Status& status, const CallPath& path,
                                          UiLanguage language) {
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE && status.error_details().empty()) {
    for (const auto& [said, meant] : kNoConnection) {
      if (absl::StrContains(status.error_message(), said)) {
        return {absl::Substitute(meant.In(language), path.server)};
      }
    }
  }
  std::vector<std::string> lines;
  std::string first = CodeInWords(status.error_code()).In(language);
  if (!status.error_message().empty()) {
    absl::StrAppend(&first, ": ", SafeCell(status.error_message()));
  }
  lines.push_back(first);
  if (const auto bad = FindDetail<google::rpc::BadRequest>(status)) {
    for (const auto& violation : bad->field_violations()) {
      // The message of a single fault says it already.
      if (absl::StrContains(status.error_message(),
                            absl::StrCat(violation.field(), ": ", violation.description()))) {
        continue;
      }
      lines.push_back(
          absl::StrCat("  ", SafeCell(violation.field()), ": ", SafeCell(violation.description())));
    }
  }
  if (const auto failure = FindDetail<google::rpc::PreconditionFailure>(status)) {
    for (const auto& violation : failure->violations()) {
      lines.push_back(absl::StrCat("  ", SafeCell(violation.type()), " ",
                                   SafeCell(violation.subject()), ": ",
                                   SafeCell(violation.description())));
    }
  }
  if (const auto info = FindDetail<google::rpc::ErrorInfo>(status)) {
    std::string line = absl::StrCat("  (", SafeCell(info->reason()));
    for (const auto& [key, value] : info->metadata()) {
      absl::StrAppend(&line, ", ", SafeCell(key), "=", SafeCell(value));
    }
    lines.push_back(absl::StrCat(line, ")"));
  }
  if (status.error_code() == grpc::StatusCode::UNAUTHENTICATED) {
    lines.emplace_back((path.proven ? kBadProof : kNoProof).In(language));
  }
  if (status.error_code() == grpc::StatusCode::PERMISSION_DENIED) {
    lines.emplace_back(kWrongRole.In(language));
  }
  if (const absl::Duration delay = RetryDelay(status); delay > absl::ZeroDuration()) {
    constexpr Phrase kRetry = {"  try again in $0", "  $0 後にもう一度試してください"};
    lines.push_back(absl::Substitute(kRetry.In(language), absl::FormatDuration(delay)));
  }
  return lines;
}

absl::Duration RetryDelay(const grpc::Status& status) {
  const auto retry = FindDetail<google::rpc::RetryInfo>(status);
  if (!retry.has_value()) return absl::ZeroDuration();
  return absl::Seconds(retry->retry_delay().seconds()) +
         absl::Nanoseconds(retry->retry_delay().nanos());
}

ExitCode ExitCodeOf(const grpc::Status& status) {
  return status.error_code() == grpc::StatusCode::UNAVAILABLE ? ExitCode::kUnreachable
                                                              : ExitCode::kFailed;
}

ExitCode Report(Console& console, const CallPath& path, const grpc::Status& status) {
  for (const std::string& line : DescribeRpcError(status, path, console.language())) {
    console.Complain(absl::StrCat("banso: ", line));
  }
  return ExitCodeOf(status);
}

}  // namespace banso
