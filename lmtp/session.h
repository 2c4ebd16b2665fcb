// The LMTP server's session (RFC 2033). The reader goes on with the next transaction while earlier ones are being
// delivered; a second coroutine writes the replies, strictly in order, as many as are known in one write.
// Invariants: a 2xx after the text only when the delivery agent said so; every accepted RCPT gets exactly one reply after
// the text; the session ends only when every delivery it began has been answered; nothing waits without a bound.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lmtp/completions.h"
#include "lmtp/event.h"
#include "lmtp/reply_queue.h"
#include "lmtp/settings.h"
#include "mda/plan.h"
#include "net/stream.h"
#include "smtp/command.h"
#include "smtp/framer.h"

namespace mailstead::lmtp {

class session {
public:
    // `wire` outlives run(); `with` is kept.
    session(net::stream& wire, std::shared_ptr<services const> with);
    ~session();
    session(session const&) = delete;

    // From the greeting until the client is gone, everything is answered and said.
    net::task<void> run();

private:
    struct transaction {
        smtp::mail mail;
        std::vector<mda::recipient> recipients;
        std::vector<mda::plan> plans;             // of each recipient
        std::vector<std::string> pieces;
        std::uint64_t size = 0;
        std::uint64_t limit = 0;                  // 0: none
        std::optional<smtp::reply> spoiled;       // what the end of the text will be answered; the rest is passed over
        bool in_chunks = false;      // BDAT has been used: DATA is out
    };

    // The two coroutines (session.cpp).
    net::task<void> write_replies();
    net::task<void> read_commands();
    net::task<bool> greet();
    net::task<bool> refill();
    net::task<void> drained();
    void farewell(base::error_code const& why);

    // Commands (session.cpp). Those that wait are coroutines.
    net::task<void> obey(smtp::command what);
    void obey_at_once(smtp::command& what);
    std::optional<smtp::reply> refusal_for(smtp::verb which) const;
    net::task<void> on(smtp::rcpt const& what);
    net::task<void> on(smtp::auth const& what);
    net::task<void> on(smtp::starttls const& what);
    void on(smtp::lhlo const& what);
    void on(smtp::mail& what);
    void on(smtp::data const& what);
    void on(smtp::bdat const& what);
    void on(smtp::rset const& what);
    void on(smtp::vrfy const& what);
    void on(smtp::bad const& what);
    void on(smtp::unknown const& what);

    void say(int code, std::string_view enhanced, std::string_view text);
    void say(smtp::reply const& what);
    bool has_too_many_errors();
    void count_junk(smtp::verb which);

    // A transaction's text (session_mail.cpp).
    void take_text(std::string_view bytes);
    void end_of_text();
    void end_of_chunk();
    void hand_over();
    void give_ids(std::vector<mda::recipient>& recipients) const;
    void deliver(mda::incoming const& message, mda::recipient const& whom, mda::plan const& plan,
                 std::shared_ptr<handed_over> const& what, std::size_t index);
    void spoil(int code, char const* enhanced, char const* text);
    void receive(std::vector<completion> batch);
    bool is_full() const noexcept;
    std::optional<bool> may_send() const;
    bool refuses_client();
    net::task<bool> refused_by_rules(smtp::command const& what);

    // Who is it (session_auth.cpp).
    bool offers_tls() const noexcept;
    bool needs_tls_first() const noexcept;
    bool may_use(auth::mechanism const& what) const;
    std::vector<auth::mechanism> admitted_mechanisms() const;
    auth::request request_for(smtp::auth const& what) const;
    net::task<void> authenticate(auth::request request);
    net::task<std::optional<std::string>> response_to(std::string challenge);
    net::task<std::optional<std::string>> next_line();
    void finish_authentication(net::auth_answer const& answer, std::string const& mechanism);

    net::stream& wire_;
    std::shared_ptr<services const> const with_;
    server_settings const& settings_;
    std::shared_ptr<completions> completions_;
    smtp::framer framer_;
    smtp::grammar grammar_;
    reply_queue replies_;
    event to_write_;
    event room_;
    event flushed_;
    event writer_ended_;
    std::optional<transaction> open_;
    std::optional<smtp::reply> chunk_refusal_;    // why the chunk being read is passed over
    std::optional<bool> in_mynetworks_;           // absent: not known now
    std::size_t under_way_ = 0;                   // transactions being delivered
    std::uint64_t bytes_under_way_ = 0;
    std::string helo_;                            // of the last LHLO
    std::string user_;                            // authenticated
    unsigned errors_ = 0;
    unsigned junk_ = 0;                           // commands that lead to no delivery, since the last one
    bool const trusted_;                          // our own queue
    bool greeted_ = false;
    bool reading_chunk_ = false;                  // else, in a text, DATA's
    bool is_last_chunk_ = false;
    bool writing_ = false;
    bool unwritable_ = false;
    bool closing_ = false;                        // the reader stops
    bool ended_ = false;                          // the reader has stopped
};

}  // namespace mailstead::lmtp
