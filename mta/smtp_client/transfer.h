// One message over one connection: MAIL, RCPT, DATA and what the server says to them (RFC 5321 §3.3, RFC 2920, RFC 2033).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mta/smtp_client/attempt.h"
#include "mta/smtp_client/connection.h"
#include "mta/smtp_client/outgoing_text.h"
#include "net/task.h"

namespace mailstead::mta::smtp_client {

class transfer {
public:
    // Both outlive it.
    transfer(connection& through, attempt& what) : through_(through), what_(what), server_(through.server()) {}

    enum class end {
        done,         // everybody who was left has an answer, or the reason why there is none
        unfit,        // the server cannot take this message; another one may
        untouched,    // a connection that had been idle turned out to be gone before the message was begun
    };
    // Never fails: what went wrong is in the attempt, and the connection is spoilt where it cannot be used again.
    net::task<end> run();

private:
    bool is_unfit();
    bool is_too_slow();
    std::optional<std::int64_t> seconds_left() const;
    net::task<bool> find_addresses();
    net::task<bool> tell_origin();
    net::task<void> one_by_one();
    net::task<void> pipelined();
    net::task<void> data();
    net::task<void> after_data_reply(smtp::reply const& reply);
    net::task<void> chunk();
    net::task<void> text();
    net::task<bool> put_text(outgoing_text& stages);
    net::task<trouble> make(outgoing_text& stages, std::string_view part, std::string& out);
    net::task<void> final_replies();
    void settle(std::uint32_t whom, smtp::reply const& reply);
    net::task<void> lone_dot();
    net::task<void> reset();
    bool take_mail(smtp::reply const& reply);
    bool take_rcpt(std::size_t at, smtp::reply const& reply);
    bool is_untouched(connection::heard const& first);
    void lose(trouble const& why);
    void in_doubt(trouble const& why, std::size_t decided = 0);
    void fail(char const* status, std::string text);
    void pass_over(char const* status, std::string text);
    bool needs_tls() const;

    connection& through_;
    attempt& what_;
    smtp::offers const& server_;
    std::string sender_;
    std::vector<std::string> recipients_;      // as they go out; one for each that is left
    std::vector<std::uint32_t> asked_;         // whom the host is asked for, by place
    std::vector<std::uint32_t> accepted_;
    bool mail_refused_ = false;
    bool untouched_ = false;
    bool over_ = false;                        // nothing more is to be said for this message
};

}  // namespace mailstead::mta::smtp_client
