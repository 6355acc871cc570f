// A PostgreSQL server that a test may stop, break and change.
#ifndef BANSO_TESTS_E2E_OWN_POSTGRES_H_
#define BANSO_TESTS_E2E_OWN_POSTGRES_H_

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace banso {

// Listens on a socket in a folder of its own; its database is `app`, and who connects is `app` with
// the password "first". Works as root, when it runs as user postgres, and as an ordinary user.
// Commits reach the disk.
class OwnPostgres {
 public:
  OwnPostgres() {
    char folder[] = "/tmp/banso-own-postgres.XXXXXX";
    EXPECT_NE(mkdtemp(folder), nullptr);
    folder_ = folder;
    if (geteuid() == 0) {
      Run(absl::StrCat("chown postgres:postgres ", folder_, " && chmod 711 ", folder_));
      as_ = "setpriv --reuid=postgres --regid=postgres --init-groups --reset-env ";
    }
    Run(absl::StrCat(as_, Bin("initdb"), " -D ", folder_, "/data -U boss -A trust -E UTF8",
                     " --locale=C.UTF-8 --no-sync"));
    // The boss gets in as it is; anybody else needs a password.
    Run(absl::StrCat(as_,
                     "sh -c 'printf \"local all boss trust\\nlocal all all scram-sha-256\\n\" >",
                     folder_, "/data/pg_hba.conf'"));
    Start();
    Sql("create role app login password 'first'");
    Sql("create database app owner app");
  }
  ~OwnPostgres() {
    if (running_) Stop("immediate");
    std::error_code error;
    std::filesystem::remove_all(folder_, error);
  }
  OwnPostgres(const OwnPostgres&) = delete;
  OwnPostgres& operator=(const OwnPostgres&) = delete;

  void Start() {
    Run(absl::StrCat(as_, Bin("pg_ctl"), " -D ", folder_, "/data -s -w -l ", folder_,
                     "/log -o \"-k ", folder_,
                     " -c listen_addresses='' -c unix_socket_permissions=0777\" start"));
    running_ = true;
  }
  // `mode` is "immediate", as a crash, or "fast".
  void Stop(const std::string& mode) {
    Run(absl::StrCat(as_, Bin("pg_ctl"), " -D ", folder_, "/data -s -w -m ", mode, " stop"));
    running_ = false;
  }

  // Runs a statement as the boss.
  void Sql(const std::string& statement) {
    std::ofstream(folder_ + "/statement.sql") << statement;
    Run(absl::StrCat(Bin("psql"), " -h ", folder_,
                     " -U boss -d postgres -v ON_ERROR_STOP=1 -qAt -f ", folder_,
                     "/statement.sql"));
  }
  // Ends every session but the one that says so.
  void EndSessions() {
    Sql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app'");
  }

  // Where the password is read from.
  std::string passfile() const { return folder_ + "/passfile"; }
  void WritePassword(const std::string& password) {
    std::ofstream(passfile()) << "*:*:*:*:" << password << "\n";
    std::filesystem::permissions(
        passfile(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  // A store in it, its password in the passfile.
  std::string store() const {
    return absl::StrCat("postgres:host=", folder_, " user=app dbname=app passfile=", passfile());
  }

 private:
  static std::string Bin(const std::string& program) {
    return absl::StrCat("$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)/", program);
  }
  // In a folder that the user postgres may enter.
  static void Run(const std::string& command) {
    const std::string line = absl::StrCat("cd / && ", command, " >/dev/null 2>&1");
    EXPECT_EQ(std::system(line.c_str()), 0) << command;
  }

  std::string folder_;
  std::string as_;
  bool running_ = false;
};

}  // namespace banso

#endif  // BANSO_TESTS_E2E_OWN_POSTGRES_H_
