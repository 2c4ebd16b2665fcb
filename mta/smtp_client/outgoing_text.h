// The text of a message on its way to one server: addresses and headers as the administrator wants them outside, in seven
// bits if the server has no more, lines that are too long broken, dots doubled. Incremental.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "mta/cleanup/message_text.h"
#include "mta/smtp_client/attempt.h"
#include "mta/content/recoder.h"
#include "mta/smtp_client/settings.h"
#include "smtp/dot.h"

namespace mailstead::mta::smtp_client {

// Breaks lines longer than the limit, which may not be sent (RFC 5321 §4.5.3.1.6): the rest begins with a blank, so that in
// a header it goes on being the same field.
class long_lines {
public:
    explicit long_lines(std::size_t limit) : limit_(limit == 0 ? 0 : std::max<std::size_t>(limit, 12)) {}    // 0: none
    // How the text is cut does not matter.
    void feed(std::string_view piece, std::string& out);
    void finish(std::string& out);

private:
    void line(std::string_view text, std::string& out);

    std::size_t limit_;
    std::size_t column_ = 0;
    bool cr_ = false;    // held back: it may belong to a line's end
};

class outgoing_text {
public:
    enum class width { eight_bit, seven_bit };
    // What is referred to outlives it.
    outgoing_text(settings const& how, attempt const& what, width server_takes);

    // Appends to `out` what goes over the wire for the next piece. Blocking where a table is.
    void feed(std::string_view piece, std::string& out);
    // The rest and the final dot. When the text may not be sent (a table failed, a check refused it) the dot is missing and
    // why() has the reason: the connection has to be given up.
    void finish(std::string& out);
    trouble const& why() const noexcept { return why_; }
    bool is_blocking() const noexcept { return rules_ && rules_->is_blocking(); }

private:
    void narrow(std::string_view piece, std::string& out);
    void judge();

    cleanup::rules const* rules_;
    std::string program_;    // smtp or lmtp
    std::string sender_;
    std::optional<cleanup::message_text> rewritten_;
    std::optional<content::recoder> seven_bit_;
    long_lines lines_;
    smtp::dot_encoder dots_;
    std::string a_, b_, c_;    // between the stages
    trouble why_;
};

}  // namespace mailstead::mta::smtp_client
