// What reports are made of, in an SQLite file (docs/formats/tlsrpt.md): sessions counted by day, domain, policy and result.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mta/queue/sqlite.h"
#include "mta/smtp_client/tls_report.h"

namespace mailstead::mta::smtp_client {

// One attempt at TLS with a server.
struct tls_session_record {
    std::int64_t day = 0;                        // days since 1970, UTC
    std::string domain;
    std::string type = "no-policy-found";        // of the policy
    std::vector<std::string> strings, mx;        // of the policy
    std::string result;                          // one of tls_result; empty: success
    std::string sending_address, host, helo, address, reason;
};

// One thread at a time; calls block.
class tls_report_store {
public:
    // A file that is damaged, or of another program, is put aside as PATH.damaged and begun anew. ":memory:" forgets everything.
    static queue::result<tls_report_store> open(std::string const& path);
    // For reading a running server's file.
    static queue::result<tls_report_store> open_to_read(std::string const& path);

    // Adds sessions of one domain, which wants its reports at `address`, in one transaction. Of a domain and day at most 100 policies
    // and 1000 kinds of failure are told apart; what is more is not counted.
    queue::result<void> add(std::string const& address, std::vector<tls_session_record> const& all);
    // Forgets the days before `day`.
    queue::result<void> forget_before(std::int64_t day);

    queue::result<std::vector<std::string>> domains(std::int64_t day);
    // By type; empty: nothing was counted.
    queue::result<std::vector<tls_policy_report>> policies(std::int64_t day, std::string const& domain);

private:
    tls_report_store() = default;
    static queue::result<tls_report_store> attempt(std::string const& path);
    queue::result<void> add_rows(std::string const& address, std::vector<tls_session_record> const& all);
    queue::result<void> add_row(tls_session_record const& one);
    queue::result<std::vector<tls_failure>> failures(std::int64_t policy);
    queue::sqlite_handle db_;
};

}  // namespace mailstead::mta::smtp_client
