#include "server/outbox/mail.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/base/status_macros.h"
#include "server/base/utf8.h"

namespace banso {
namespace {

constexpr size_t kBase64Line = 76;
// Of an encoded word: a line has 76 characters in all, of which 12 frame the word and 9 may name
// the header, and 4 letters stand for 3 bytes.
constexpr size_t kWordBytes = 39;
constexpr size_t kLongestAddress = 254;

bool IsAtom(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
         absl::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != absl::string_view::npos;
}

// Atoms apart by dots.
bool IsDotAtom(absl::string_view text) {
  char last = '.';
  for (const char c : text) {
    if (c == '.' ? last == '.' : !IsAtom(c)) return false;
    last = c;
  }
  return last != '.';
}

std::string Base64Lines(absl::string_view bytes) {
  const std::string text = absl::Base64Escape(bytes);
  std::string lines;
  for (size_t i = 0; i < text.size(); i += kBase64Line) {
    absl::StrAppend(&lines, text.substr(i, kBase64Line), "\r\n");
  }
  return lines;
}

// The value of a header: as it is if it is ASCII without control characters, and short, else as
// encoded words, none of which divides a character.
std::string HeaderText(absl::string_view text) {
  const bool plain = text.size() <= 60 && std::all_of(text.begin(), text.end(), [](char c) {
                       return c >= ' ' && c < 0x7f && c != '=' && c != '"' && c != '<' &&
                              c != '>' && c != ',' && c != ';' && c != ':' && c != '@' &&
                              c != '(' && c != ')' && c != '\\';
                     });
  if (plain) return std::string(text);
  std::string result;
  while (!text.empty()) {
    size_t size = 0;
    for (absl::string_view rest = text; !rest.empty();) {
      absl::string_view after = rest;
      if (!NextCodePoint(&after)) after.remove_prefix(1);
      const size_t next = size + rest.size() - after.size();
      if (next > kWordBytes) break;
      size = next;
      rest = after;
    }
    absl::StrAppend(&result, result.empty() ? "" : "\r\n ", "=?UTF-8?B?",
                    absl::Base64Escape(text.substr(0, size)), "?=");
    text.remove_prefix(size);
  }
  return result;
}

std::string TextPart(const RenderedMessage& message) {
  return absl::StrCat(
      "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n",
      Base64Lines(absl::StrReplaceAll(message.body, {{"\r\n", "\r\n"}, {"\n", "\r\n"}})));
}

std::string CalendarPartOf(const CalendarFile& file) {
  return absl::StrCat("Content-Type: text/calendar; charset=utf-8; method=", file.method,
                      "; name=\"event.ics\"\r\nContent-Disposition: attachment; "
                      "filename=\"event.ics\"\r\nContent-Transfer-Encoding: base64\r\n\r\n",
                      Base64Lines(file.bytes));
}

}  // namespace

bool IsMailAddress(absl::string_view address) {
  const size_t at = address.find('@');
  if (at == absl::string_view::npos || at == 0 || at > 64 || address.size() > kLongestAddress) {
    return false;
  }
  const absl::string_view domain = address.substr(at + 1);
  return IsDotAtom(address.substr(0, at)) && !domain.empty() &&
         std::all_of(domain.begin(), domain.end(),
                     [](char c) {
                       return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' ||
                              c == '.';
                     }) &&
         IsDotAtom(domain) && domain.front() != '-' && domain.back() != '-';
}

absl::StatusOr<Mail> WriteMail(absl::string_view id, absl::string_view from, absl::string_view to,
                               const RenderedMessage& message, absl::Time time) {
  if (!IsMailAddress(from)) return absl::InvalidArgumentError("the sender is no mail address");
  if (!IsMailAddress(to)) return absl::InvalidArgumentError("the recipient is no mail address");
  if (id.empty() || id.size() > 64 || !std::all_of(id.begin(), id.end(), [](char c) {
        return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
      })) {
    return absl::InvalidArgumentError("the id must be letters, digits, - and _");
  }
  Mail mail = {std::string(id), std::string(from), std::string(to), ""};
  const std::string sender = message.sender.empty()
                                 ? mail.from
                                 : absl::StrCat(HeaderText(message.sender), " <", from, ">");
  absl::StrAppend(
      &mail.bytes, "From: ", sender, "\r\nTo: ", to, "\r\nSubject: ", HeaderText(message.subject),
      "\r\nDate: ", absl::FormatTime("%a, %d %b %Y %H:%M:%S +0000", time, absl::UTCTimeZone()),
      "\r\nMessage-ID: <", id, from.substr(from.find('@')),
      ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n");
  if (!message.calendar) {
    absl::StrAppend(&mail.bytes, TextPart(message));
    return mail;
  }
  // "=_" stands in no base64.
  const std::string boundary = absl::StrCat("=_", id);
  absl::StrAppend(&mail.bytes, "Content-Type: multipart/mixed; boundary=\"", boundary,
                  "\"\r\n\r\n--", boundary, "\r\n", TextPart(message), "--", boundary, "\r\n",
                  CalendarPartOf(*message.calendar), "--", boundary, "--\r\n");
  return mail;
}

}  // namespace banso
