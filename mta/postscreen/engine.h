// The small SMTP server that takes no mail: it looks at how a client talks, and puts it off until the next time. Bytes in,
// replies out; no I/O. Commands, replies and log lines are those of Postfix's postscreen(8).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mta/postscreen/settings.h"

namespace mailstead::mta::postscreen {

// Among discarded keywords: all of them.
inline constexpr std::string_view every_keyword = "*";

// For a log line: "\r\n" and the like for what is not printable.
std::string escaped(std::string_view text, std::size_t limit);

class engine {
public:
    // All outlive it. `client`: "[192.0.2.1]:1234". `refusal`: what RCPT is answered, without CR LF. `discarded`: keywords that
    // EHLO does not announce; absent: those of the settings.
    engine(settings const& values, verdicts& tests, std::string client, std::string refusal, bool has_certificate,
           std::optional<std::vector<std::string>> discarded = std::nullopt);

    enum class next {
        read,         // everything has been obeyed
        start_tls,    // the 220 is in `out`; was anything sent behind STARTTLS, had_more() says so
        close         // the last reply is in `out`
    };
    // Bytes as they came. Replies are appended to `out`. `now`: seconds since 1970.
    next feed(std::string_view bytes, std::int64_t now, std::string& out);
    bool had_more() const noexcept { return !input_.empty(); }
    // The handshake is done: from here on it is another dialogue.
    void secured();
    // The client has said nothing for too long; the reply.
    std::string timed_out() const;
    unsigned commands() const noexcept { return commands_; }    // heard so far
    std::string const& refusal() const noexcept { return refusal_; }

private:
    enum class verb { none, helo, ehlo, starttls, mail, rcpt, data, bdat, rset, noop, vrfy, etrn, quit };
    struct row {
        std::string_view name;
        verb what;
        bool before_tls;
    };
    static row const rows[];

    next obey(std::string line, std::int64_t now, std::string& out);
    next look_at(std::string_view command, std::string_view rest, row const* known, std::int64_t now, std::string& out);
    next failed(test which, std::int64_t now, std::string& out, std::string_view drop_reply, std::string_view enforce_reply);
    next answer(row const& known, std::string_view rest, std::string& out);
    void answer_hello(row const& known, std::string_view rest, std::string& out);
    next answer_starttls(std::string_view rest, std::string& out);
    void answer_sender(std::string_view rest, std::string& out);
    void answer_recipient(std::string_view rest, std::string& out);
    next stop_without_recipients(row const& known, std::string& out) const;
    next stop(std::string_view reply, std::string& out) const;
    bool is_foreign(std::string_view command) const;
    std::string capabilities() const;
    bool announces(std::string_view keyword) const;
    std::string filtered(std::string line) const;
    void log(std::string_view text) const;

    settings const& settings_;
    verdicts& tests_;
    std::string const client_;
    std::string refusal_;
    bool const has_certificate_;
    std::vector<std::string> const discarded_;
    bool is_tls_ = false;
    std::string input_;            // begins where a line begins
    std::string where_ = "CONNECT", helo_, sender_;
    bool extended_ = false, has_sender_ = false;
    unsigned commands_ = 0;
};

}  // namespace mailstead::mta::postscreen
