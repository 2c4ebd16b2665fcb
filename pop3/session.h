// One POP3 connection, from the greeting to the end: RFC 1939's states AUTHORIZATION, TRANSACTION and UPDATE.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "mime/seven_bit_filter.h"
#include "smtp/framer.h"

#include "net/authenticator.h"
#include "net/disk.h"
#include "net/login_log.h"
#include "net/stream.h"

#include "pop3/accounts.h"
#include "pop3/command.h"
#include "pop3/login_delay.h"
#include "pop3/maildrop.h"
#include "pop3/settings.h"
#include "pop3/top_lines.h"

namespace mailstead::pop3 {

// What a session works with; all of it outlives the session.
struct surroundings {
    pop3::settings const& settings;
    net::authenticator& authenticator;
    pop3::accounts& accounts;
    net::disk_pool& disk;
    base::clock const& clock;
    std::shared_ptr<net::tls_context const> tls;    // null: no STLS
    login_delays* delays = nullptr;                 // null where settings.login_delay is none
};

class session {
public:
    session(net::stream& wire, surroundings around);
    ~session();
    // Returns when the client is gone. A stream that is to begin with TLS has had its handshake.
    net::task<void> run();

private:
    enum class input { line, too_long, gone };
    struct fetched {
        std::uint32_t number = 0;
        store::message const* message = nullptr;    // null: there is no such message
        base::error_code error;
        std::unique_ptr<store::content> content;
        std::string head;                           // the first bytes of the text, all of it where there is no content
        bool is_read = false;                       // whether it succeeded or not
    };

    // Input and output. read_line() fills line_; its bytes are valid until the next call.
    net::task<input> read_line();
    std::optional<smtp::framer::piece> next_buffered();
    std::chrono::seconds patience() const;
    net::task<bool> flush();
    net::task<bool> flush_if_large();
    void say(std::string_view line);
    void refuse(std::string_view line);      // say(), and it counts as an error
    net::task<bool> react_to_errors();

    net::task<bool> answer_line();
    bool is_allowed(request const& what);
    net::task<bool> dispatch(command what);

    // Each: false ends the session.
    net::task<bool> on(user what);
    net::task<bool> on(pass what);
    net::task<bool> on(apop what);
    net::task<bool> on(pop3::auth what);
    net::task<bool> on(stls what);
    net::task<bool> on(capa what);
    net::task<bool> on(pop3::stat what);
    net::task<bool> on(list what);
    net::task<bool> on(uidl what);
    net::task<bool> on(retr what);
    net::task<bool> on(top what);
    net::task<bool> on(dele what);
    net::task<bool> on(utf8 what);
    net::task<bool> on(lang what);
    net::task<bool> on(noop what);
    net::task<bool> on(rset what);
    net::task<bool> on(quit what);
    net::task<bool> on(bad what);

    // AUTHORIZATION
    bool may_send_clear_password() const;
    void refuse_clear_password();
    bool offers_password() const;
    bool offers_apop() const;
    void greet();
    std::vector<mailstead::auth::mechanism> offered() const;
    mailstead::auth::request login_request(std::string mechanism, std::optional<std::string> first) const;
    net::task<bool> authenticate(mailstead::auth::request what);
    net::task<std::optional<std::string>> ask_client(std::string_view challenge);
    net::task<bool> conclude(net::auth_answer outcome);
    net::task<bool> open_maildrop(std::string name);
    void list_mechanisms();

    // TRANSACTION
    std::vector<fetched> wanted(std::uint32_t first);
    void add_wanted(std::uint32_t number, std::vector<fetched>& to, std::uint64_t& octets) const;
    net::task<void> fetch(std::vector<fetched>& wanted);
    void take_ahead(std::vector<fetched>& wanted);
    std::vector<fetched> likely_next(std::vector<fetched> const& wanted) const;
    static void read_all(maildrop& drop, std::vector<fetched>& all);
    static void read_head(maildrop& drop, fetched& into);
    bool refuse_missing(fetched const& what);
    net::task<bool> send_message(fetched& what);
    net::task<bool> send_text(fetched& what, top_lines* cut);
    net::task<bool> load_unique_ids();
    std::string end_reason() const;
    void log_end() const;

    net::stream& wire_;
    surroundings around_;
    smtp::framer framer_;
    std::string_view line_;
    std::optional<smtp::framer::piece> held_;    // read ahead, to be answered next
    std::string out_;
    std::string timestamp_;                      // of the greeting, RFC 1939 §7; empty: no APOP
    std::string user_name_;                      // of USER, then of the login
    std::unique_ptr<maildrop> drop_;             // not null: TRANSACTION
    std::shared_ptr<store::account> account_;
    std::vector<fetched> ahead_;                 // read before the client has asked for them
    std::uint32_t last_retr_ = 0;
    std::uint32_t in_row_ = 0;                   // RETRs of one number after the other
    std::size_t errors_ = 0;
    bool utf8_ = false;                          // headers are shown as they are, RFC 6856 §2
    bool slow_ = false;                          // the last reply was an error
    std::string id_;                             // names the session in the log
    net::login_attempts login_;
    std::string refused_user_;                   // who logged in and got no maildrop
    maildrop::totals found_;                     // at the login
    struct { std::uint64_t retr = 0, retr_bytes = 0, top = 0, top_bytes = 0, deleted = 0; } done_;
    base::error_code end_;                       // why reading or writing ended
    bool quit_ = false;
};

}  // namespace mailstead::pop3
