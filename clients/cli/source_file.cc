#include "clients/cli/source_file.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>
#include <unistd.h>
#include <zlib.h>

#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "engine/base/status_macros.h"

namespace banso {
namespace {

constexpr size_t kMaxBytes = size_t{1} << 29;

bool IsUtf8(absl::string_view text) {
  const int32_t length = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < length;) {
    UChar32 c;
    U8_NEXT(text.data(), at, length, c);
    if (c < 0) return false;
  }
  return true;
}

absl::StatusOr<std::string> Convert(absl::string_view bytes, const char* encoding) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(encoding, &status),
                                                                     &ucnv_close);
  // Stops at the first byte that is not of the encoding, instead of putting a substitute there.
  if (U_SUCCESS(status)) {
    ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr,
                        &status);
  }
  if (U_FAILURE(status)) return absl::InternalError("ICU has no converter");
  icu::UnicodeString text;
  const int32_t capacity = static_cast<int32_t>(bytes.size()) * 2 + 16;
  const int32_t length = ucnv_toUChars(converter.get(), text.getBuffer(capacity), capacity,
                                       bytes.data(), static_cast<int32_t>(bytes.size()), &status);
  text.releaseBuffer(U_SUCCESS(status) ? length : 0);
  if (U_FAILURE(status)) {
    return absl::InvalidArgumentError("the text is neither UTF-8 nor CP932 (Shift_JIS)");
  }
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

}  // namespace

absl::StatusOr<std::string> ReadFileBytes(const std::string& path) {
  const gzFile file = path == "-" ? gzdopen(dup(STDIN_FILENO), "rb") : gzopen(path.c_str(), "rb");
  if (file == nullptr) return absl::NotFoundError(absl::StrCat("cannot open ", path));
  const std::unique_ptr<gzFile_s, decltype(&gzclose)> closer(file, &gzclose);
  std::string content;
  char buffer[1 << 16];
  int size;
  while ((size = gzread(file, buffer, sizeof buffer)) > 0) {
    content.append(buffer, size);
    if (content.size() > kMaxBytes) {
      return absl::ResourceExhaustedError(absl::StrCat(path, " holds more than 512 MiB"));
    }
  }
  int error = Z_OK;
  gzerror(file, &error);
  if (size < 0 || (error != Z_OK && error != Z_STREAM_END)) {
    return absl::DataLossError(absl::StrCat("cannot read ", path, " to its end"));
  }
  return content;
}

absl::StatusOr<std::string> DecodeToUtf8(std::string bytes) {
  absl::string_view view = bytes;
  if (absl::ConsumePrefix(&view, "\xEF\xBB\xBF")) return DecodeToUtf8(std::string(view));
  if (absl::StartsWith(view, "\xFF\xFE") || absl::StartsWith(view, "\xFE\xFF")) {
    return Convert(view, "UTF-16");
  }
  if (IsUtf8(view)) return bytes;
  return Convert(view, "windows-31j");
}

absl::StatusOr<std::string> ReadSourceText(const std::string& path) {
  BANSO_ASSIGN_OR_RETURN(std::string bytes, ReadFileBytes(path));
  absl::StatusOr<std::string> text = DecodeToUtf8(std::move(bytes));
  if (text.ok()) return text;
  return absl::Status(text.status().code(), absl::StrCat(path, ": ", text.status().message()));
}

std::string BaseName(absl::string_view path) {
  if (const size_t slash = path.rfind('/'); slash != absl::string_view::npos) {
    path.remove_prefix(slash + 1);
  }
  absl::ConsumeSuffix(&path, ".gz");
  if (const size_t dot = path.rfind('.'); dot != absl::string_view::npos && dot > 0) {
    path = path.substr(0, dot);
  }
  return std::string(path);
}

}  // namespace banso
