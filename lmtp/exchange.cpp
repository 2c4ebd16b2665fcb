// Prints the commands and sorts the replies.
#include "lmtp/exchange.h"

#include "smtp/command.h"

namespace mailstead::lmtp {
namespace {

std::string joined_lines(std::string text) {
    for (char& c : text)
        if (c == '\n') c = ' ';
    return text;
}

smtp::reply made_up(int code, char const* enhanced, char const* text) {
    smtp::reply out;
    out.code = code;
    out.enhanced = enhanced;
    out.text = text;
    return out;
}

bool is_done(smtp::reply const& reply) noexcept { return reply.code >= 200 && reply.code < 300; }

}  // namespace

exchange::exchange(transaction what) : what_(std::move(what)) {
    result_.recipients.resize(what_.recipients.size());
    for (auto const& piece : *what_.text) size_ += piece.size();
}

bool exchange::is_impossible(offers const& server) {
    if (what_.smtputf8 && !server.smtputf8)
        answer_all(made_up(553, "5.6.7", "SMTPUTF8 is required, but was not offered by the server"), "");
    else if (what_.body == body_type::binary && !(server.binary_mime && server.chunking))
        answer_all(made_up(554, "5.6.3", "BINARYMIME is required, but was not offered by the server"), "");
    else if (what_.recipients.empty()) phase_ = phase::complete;
    else return false;
    phase_ = phase::complete;
    return true;
}

std::string exchange::mail_line(offers const& server) const {
    smtp::mail line;
    line.reverse_path = smtp::split_address(what_.sender);
    if (server.size) line.size = size_;
    if (what_.body == body_type::eight_bit && server.eight_bit) line.body = smtp::body::eight_bit;
    if (what_.body == body_type::binary) line.body = smtp::body::binary;
    line.smtputf8 = what_.smtputf8;
    return smtp::print(line);
}

std::string exchange::rcpt_line(std::size_t index, offers const& server) const {
    auto const& whom = what_.recipients[index];
    smtp::rcpt line;
    line.forward_path = smtp::split_address(whom.address);
    if (server.own) {
        smtp::delivery private_part;
        private_part.id = whom.id;
        private_part.retry = whom.maybe_delivered;
        private_part.original = whom.original.empty() ? whom.address : whom.original;
        if (whom.via == agent::local_user) private_part.agent = smtp::delivery::role::local;
        line.delivery = std::move(private_part);
    }
    return smtp::print(line);
}

std::string exchange::bdat_line() const { return "BDAT " + std::to_string(size_) + " LAST\r\n"; }

std::string exchange::all_lines(offers const& server) const {
    std::string out = mail_line(server);
    for (std::size_t i = 0; i < what_.recipients.size(); ++i) out += rcpt_line(i, server);
    return out + (what_.probe ? "RSET\r\n" : bdat_line());
}

void exchange::take(smtp::reply const& reply) {
    switch (phase_) {
    case phase::mail:
        mail_refused_ = !is_done(reply);
        if (mail_refused_) answer_all(reply, "MAIL FROM");
        phase_ = phase::rcpt;
        return;
    case phase::rcpt: return take_rcpt(reply);
    case phase::text: return take_final(reply);
    case phase::complete: return;
    }
}

void exchange::take_rcpt(smtp::reply const& reply) {
    if (!mail_refused_ && what_.probe) answer(next_, reply, "RCPT TO");
    else if (!mail_refused_ && is_done(reply)) accepted_.push_back(static_cast<std::uint32_t>(next_));
    else if (!mail_refused_) answer(next_, reply, "RCPT TO");
    if (++next_ < what_.recipients.size()) return;
    phase_ = phase::text;
    next_ = 0;
}

void exchange::take_final(smtp::reply const& reply) {
    if (!accepted_.empty()) answer(accepted_[next_], reply, "end of DATA");
    if (++next_ >= accepted_.size()) phase_ = phase::complete;
}

void exchange::give_up(std::string_view enhanced, std::string const& why) {
    for (auto& one : result_.recipients) {
        if (one.what == fate::replied) continue;
        one.what = text_sent_ ? fate::unknown : fate::not_attempted;
        one.enhanced = enhanced;
        one.text = why;
    }
    phase_ = phase::complete;
}

void exchange::answer(std::size_t index, smtp::reply const& reply, std::string_view command) {
    auto& one = result_.recipients[index];
    one.what = fate::replied;
    one.code = reply.code;
    one.enhanced = reply.enhanced;
    one.text = joined_lines(reply.text);
    one.command = is_done(reply) ? std::string_view{} : command;
}

void exchange::answer_all(smtp::reply const& reply, std::string_view command) {
    for (std::size_t i = 0; i < result_.recipients.size(); ++i) answer(i, reply, command);
}

}  // namespace mailstead::lmtp
