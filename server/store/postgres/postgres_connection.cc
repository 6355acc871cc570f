#include "server/store/postgres/postgres_connection.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "engine/base/status_macros.h"
#include "server/base/steady_time.h"

namespace banso {
namespace {

// Object ids of the types that our tables have, fixed by PostgreSQL for ever (pg_type.dat).
constexpr pqxx::oid kBool = 16;
constexpr pqxx::oid kBytea = 17;
constexpr pqxx::oid kInt8 = 20;
constexpr pqxx::oid kInt2 = 21;
constexpr pqxx::oid kInt4 = 23;

constexpr int64_t kLongestTimeoutMillis = std::numeric_limits<int32_t>::max();

// What the statements here rely on, whatever the role's own defaults are. A writer that stalls may
// not hold the feed up for long, and a commit that is acknowledged must be on the disk.
constexpr char kSessionSetup[] =
    "SET client_min_messages = error; SET bytea_output = 'hex'; SET TimeZone = 'UTC';"
    "SET default_transaction_isolation = 'read committed';"
    "SET idle_in_transaction_session_timeout = '10s'; SET statement_timeout = 0;"
    "SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') = 'off'";

// What a SQLSTATE means to a caller (appendix A of PostgreSQL's manual).
absl::Status ErrorOfSqlState(const std::string& state) {
  const auto in_class = [&state](absl::string_view prefix) {
    return absl::StartsWith(state, prefix);
  };
  const std::string code = absl::StrCat(" (SQLSTATE ", state.empty() ? "unknown" : state, ")");
  if (state == "23503") return absl::FailedPreconditionError("a reference would be broken");
  if (state == "23505") return absl::AlreadyExistsError("a key that must be unique is taken");
  if (state == "23P01") return absl::AlreadyExistsError("a time that must be held once is taken");
  if (in_class("23")) return absl::InvalidArgumentError("a value breaks a rule of the database");
  if (in_class("22") || in_class("54")) {
    return absl::InvalidArgumentError(absl::StrCat("the database cannot hold a value", code));
  }
  if (state == "57014") {
    return absl::DeadlineExceededError("the store did not finish within the deadline");
  }
  if (in_class("40")) {
    return absl::AbortedError(absl::StrCat("another transaction came first", code));
  }
  if (state == "3F000") {
    return absl::FailedPreconditionError("the schema of the search path does not exist");
  }
  if (in_class("08") || in_class("53") || in_class("57") || in_class("58") || state == "25006" ||
      state == "25P03" || state == "55P03") {
    return absl::UnavailableError(absl::StrCat("the database is away", code));
  }
  return absl::InternalError(absl::StrCat("the database refused a statement", code));
}

// After these the session is of no use: it was ended, or it is one of a server that may not write.
bool EndsSession(const std::string& state) {
  return absl::StartsWith(state, "08") || absl::StartsWith(state, "57P") || state == "25006" ||
         state == "25P03";
}

std::optional<std::string> ArgumentOf(const SqlValue& value) {
  if (const auto* number = std::get_if<int64_t>(&value)) return absl::StrCat(*number);
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  if (const auto* text = std::get_if<absl::string_view>(&value)) return std::string(*text);
  if (const auto* bytes = std::get_if<SqlBytes>(&value)) {
    return absl::StrCat("\\x", absl::BytesToHexString(bytes->value));
  }
  return std::nullopt;
}

// The values of eight hexadecimal digits in lower case, as four bytes. The digits are side by side
// in a word, the first lowest: '0' to '9' end in their value, 'a' to 'f' (bit 6 set) in it less 9.
uint32_t BytesOfDigits(const char* digits) {
  static_assert(std::endian::native == std::endian::little);
  uint64_t word = 0;
  std::memcpy(&word, digits, sizeof(word));
  word = (word & 0x0f0f0f0f0f0f0f0f) + 9 * ((word >> 6) & 0x0101010101010101);
  // Two values become one byte, then the bytes move together.
  word = ((word << 4) | (word >> 8)) & 0x00ff00ff00ff00ff;
  word = (word | (word >> 8)) & 0x0000ffff0000ffff;
  return static_cast<uint32_t>(word | (word >> 16));
}

// The bytes that PostgreSQL wrote as pairs of hexadecimal digits: of what a start reads, nearly
// all is such.
std::string BytesOfHex(absl::string_view hex) {
  std::string bytes(hex.size() / 2, '\0');
  size_t done = 0;
  for (; done + 4 <= bytes.size(); done += 4) {
    const uint32_t four = BytesOfDigits(hex.data() + 2 * done);
    std::memcpy(bytes.data() + done, &four, sizeof(four));
  }
  const std::string rest = absl::HexStringToBytes(hex.substr(2 * done));
  std::copy(rest.begin(), rest.end(), bytes.begin() + static_cast<std::ptrdiff_t>(done));
  return bytes;
}

SqlCell CellOf(const pqxx::field& field, pqxx::oid type) {
  if (field.is_null()) return SqlCell();
  const absl::string_view text(field.c_str(), field.size());
  switch (type) {
    case kBool:
      return int64_t{text == "t"};
    case kInt2:
    case kInt4:
    case kInt8: {
      int64_t number = 0;
      (void)absl::SimpleAtoi(text, &number);  // PostgreSQL wrote it
      return number;
    }
    case kBytea:
      return BytesOfHex(text.substr(2));
    default:
      return std::string(text);
  }
}

SqlResult AnswerOf(const pqxx::result& result) {
  SqlResult answer;
  answer.affected = static_cast<int64_t>(result.affected_rows());
  answer.rows.reserve(result.size());
  for (const auto& row : result) {
    std::vector<SqlCell>& cells = answer.rows.emplace_back();
    for (const auto& field : row) cells.push_back(CellOf(field, field.type()));
  }
  return answer;
}

// What PostgreSQL is told of a deadline; 0 is none.
absl::StatusOr<int64_t> MillisUntil(absl::Time deadline) {
  if (deadline == absl::InfiniteFuture()) return 0;
  const absl::Duration left = deadline - SteadyNow();
  if (left <= absl::ZeroDuration()) {
    return absl::DeadlineExceededError("the store did not finish within the deadline");
  }
  return std::clamp<int64_t>(absl::ToInt64Milliseconds(left), 1, kLongestTimeoutMillis);
}

std::string OneLine(absl::string_view text) {
  return absl::StrJoin(absl::StrSplit(text, '\n', absl::SkipWhitespace()), " ");
}

}  // namespace

absl::Status PostgresConnection::Guard(absl::FunctionRef<void()> calls, bool connects) {
  if (connection_ == nullptr && !connects)
    return absl::UnavailableError("the connection was lost before");
  // A commit that failed by anything but a plain refusal may have happened.
  const auto lost = [this](absl::string_view what) {
    Drop();
    if (committing_) return absl::UnknownError("the connection was lost during the commit");
    return absl::UnavailableError(what);
  };
  try {
    calls();
    return absl::OkStatus();
  } catch (const pqxx::in_doubt_error&) {
    return lost("the connection to the database was lost");
  } catch (const pqxx::broken_connection& error) {
    if (connects) connect_error_ = OneLine(error.what());
    return lost("the database cannot be reached");
  } catch (const pqxx::statement_completion_unknown&) {
    return lost("the database does not know what became of a statement");
  } catch (const pqxx::transaction_rollback&) {
    // Deadlocks and lost serialisations, which to libpqxx 6 are no errors of SQL.
    was_in_the_way_ = true;
    return absl::AbortedError("another transaction came first");
  } catch (const pqxx::sql_error& error) {
    const std::string state = error.sqlstate();
    was_in_the_way_ = absl::StartsWith(state, "40");
    if (committing_ && !absl::StartsWith(state, "23") && !absl::StartsWith(state, "40")) {
      return lost("");
    }
    // libpqxx reports a session that ended between two statements as an error without a state.
    if (EndsSession(state) || (connection_ != nullptr && !connection_->get().is_open())) {
      return lost("the database ended the connection");
    }
    return ErrorOfSqlState(state);
  } catch (const std::bad_alloc&) {
    (void)lost("");
    return committing_ ? absl::UnknownError("out of memory during the commit")
                       : absl::ResourceExhaustedError("out of memory");
  } catch (...) {
    const bool was_open = connection_ != nullptr && connection_->get().is_open();
    const absl::Status status = lost("the connection to the database was lost");
    if (was_open && !committing_) return absl::InternalError("libpqxx refused a call");
    return status;
  }
}

void PostgresConnection::Drop() {
  begun_ = false;
  transaction_.reset();
  prepared_.clear();
  connection_.reset();
}

absl::Status PostgresConnection::Open() {
  if (connection_ != nullptr) return absl::OkStatus();
  session_timeout_millis_ = 0;
  return Guard(
      [this] {
        connection_ = std::make_unique<PqxxConnection>(conninfo_);
        pqxx::nontransaction setup(connection_->get());
        setup.exec(kSessionSetup);
      },
      /*connects=*/true);
}

absl::Status PostgresConnection::OpenFirst() {
  const absl::Status opened = Open();
  if (opened.ok() || connect_error_.empty()) return opened;
  return absl::Status(opened.code(), absl::StrCat(opened.message(), ": ", connect_error_));
}

absl::StatusOr<SqlResult> PostgresConnection::Begin(absl::Time deadline, absl::string_view first) {
  BANSO_ASSIGN_OR_RETURN(const int64_t millis, MillisUntil(deadline));
  SqlResult answer;
  was_in_the_way_ = false;
  BANSO_RETURN_IF_ERROR(Guard([&] {
    transaction_ = std::make_unique<pqxx::nontransaction>(connection_->get());
    begun_ = true;
    answer = AnswerOf(transaction_->exec(absl::StrCat(
        "BEGIN; SET LOCAL statement_timeout = ", millis, first.empty() ? "" : "; ", first)));
  }));
  return answer;
}

absl::Status PostgresConnection::BeginRead(absl::Time deadline) {
  BANSO_ASSIGN_OR_RETURN(int64_t millis, MillisUntil(deadline));
  // Rounded up by an eighth at most, so that the next read seldom has to set it again.
  const int64_t step =
      std::max<int64_t>(1, static_cast<int64_t>(std::bit_floor(static_cast<uint64_t>(millis))) / 8);
  millis = std::min<int64_t>((millis + step - 1) / step * step, kLongestTimeoutMillis);
  return Guard([&] {
    transaction_ = std::make_unique<pqxx::nontransaction>(connection_->get());
    if (millis == session_timeout_millis_) return;
    transaction_->exec(absl::StrCat("SET statement_timeout = ", millis));
    session_timeout_millis_ = millis;
  });
}

absl::Status PostgresConnection::Commit() {
  committing_ = true;
  const absl::Status status = Guard([this] { transaction_->exec("COMMIT"); });
  committing_ = false;
  begun_ = false;
  transaction_.reset();
  return status;
}

void PostgresConnection::Rollback() {
  if (begun_ && !Guard([this] { transaction_->exec("ROLLBACK"); }).ok()) Drop();
  EndRead();
}

void PostgresConnection::EndRead() {
  begun_ = false;
  transaction_.reset();
}

absl::StatusOr<SqlResult> PostgresConnection::Run(const std::string& sql,
                                                  std::span<const SqlValue> arguments) {
  SqlResult answer;
  BANSO_RETURN_IF_ERROR(Guard([&] {
    auto known = prepared_.find(sql);
    if (known == prepared_.end()) {
      const std::string name = absl::StrCat("s", prepared_.size());
      connection_->get().prepare(name, sql);
      known = prepared_.emplace(sql, name).first;
    }
    PqxxArguments texts;
    texts.reserve(arguments.size());
    for (const SqlValue& argument : arguments) texts.push_back(ArgumentOf(argument));
    answer = AnswerOf(ExecPrepared(*transaction_, known->second, texts));
  }));
  return answer;
}

absl::Status PostgresConnection::RunScript(absl::string_view sql) {
  return Guard([&] { transaction_->exec(std::string(sql)); });
}

absl::StatusOr<int> PostgresConnection::TakeNotices() {
  int notices = 0;
  BANSO_RETURN_IF_ERROR(Guard([&] { notices = connection_->get().get_notifs(); }));
  return notices;
}

int PostgresConnection::socket() { return connection_ == nullptr ? -1 : connection_->get().sock(); }

}  // namespace banso
