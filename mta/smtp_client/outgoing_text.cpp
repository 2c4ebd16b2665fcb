#include "mta/smtp_client/outgoing_text.h"

#include <algorithm>

namespace mailstead::mta::smtp_client {
namespace {

// Outgoing addresses have been completed when the message came.
rewrite::completion const& nothing_is_completed() {
    static rewrite::completion const none = [] {
        rewrite::completion out;
        out.append_at_myorigin = out.append_dot_mydomain = out.swap_bangpath = out.allow_percent_hack = false;
        return out;
    }();
    return none;
}

}  // namespace

void long_lines::feed(std::string_view piece, std::string& out) {
    if (limit_ == 0) {
        out += piece;
        return;
    }
    if (piece.empty()) return;
    std::string joined;
    if (std::exchange(cr_, false)) {
        joined = '\r';
        joined += piece;
        piece = joined;
    }
    if (piece.ends_with('\r')) {
        cr_ = true;
        piece.remove_suffix(1);
    }
    while (!piece.empty()) {
        auto const lf = piece.find('\n');
        auto const text = piece.substr(0, lf == piece.npos ? lf : lf + 1);
        piece.remove_prefix(text.size());
        line(text, out);
    }
}

// A line, or a piece of one.
void long_lines::line(std::string_view text, std::string& out) {
    bool const ends = text.ends_with('\n');
    std::size_t const end = !ends ? 0 : text.ends_with("\r\n") ? 2 : 1;
    while (column_ + text.size() - end > limit_) {
        auto const fits = limit_ - std::min(limit_, column_);
        out += text.substr(0, fits);
        out += "\r\n ";
        text.remove_prefix(fits);
        column_ = 1;
    }
    out += text;
    column_ = ends ? 0 : column_ + text.size();
}

void long_lines::finish(std::string& out) {
    if (std::exchange(cr_, false)) out += '\r';
}

outgoing_text::outgoing_text(settings const& how, attempt const& what, width server_takes)
    : rules_(how.text.get()), program_(how.program()), lines_(how.line_limit) {
    if (rules_) {
        cleanup::text_facts facts;
        facts.about.id = what.id();
        facts.about.sender = what.what().sender;
        if (!what.what().recipients.empty()) facts.about.recipient = what.what().recipients.front().address;
        if (!rules_->tables.canonical.maps.empty()) facts.completion = &nothing_is_completed();
        rewritten_.emplace(*rules_, facts);
    }
    if (server_takes == width::seven_bit) seven_bit_.emplace();
}

void outgoing_text::feed(std::string_view piece, std::string& out) {
    a_.clear();
    if (rewritten_) {
        rewritten_->feed(piece, a_);
        piece = a_;
    }
    narrow(piece, out);
}

void outgoing_text::narrow(std::string_view piece, std::string& out) {
    b_.clear();
    c_.clear();
    if (seven_bit_) {
        seven_bit_->feed(piece, b_);
        piece = b_;
    }
    lines_.feed(piece, c_);
    dots_.feed(c_, out);
}

void outgoing_text::finish(std::string& out) {
    if (rewritten_) {
        a_.clear();
        rewritten_->finish(a_);
        narrow(a_, out);
        judge();
    }
    if (seven_bit_) {
        b_.clear();
        c_.clear();
        seven_bit_->finish(b_);
        lines_.feed(b_, c_);
        dots_.feed(c_, out);
    }
    c_.clear();
    lines_.finish(c_);
    dots_.feed(c_, out);
    if (why_.status.empty()) dots_.finish(out);
}

void outgoing_text::judge() {
    if (rewritten_->trouble() != rewrite::trouble::none) {
        why_.status = "4.3.0";
        why_.text = program_ + "_generic_maps lookup failure";
    } else if (auto const& no = rewritten_->found().refusal()) {
        why_.status = no->code < 500 ? "4.3.0" : "5.7.1";
        why_.text = no->code < 500 ? program_ + "_header_checks lookup failure" : no->text;
    }
}

}  // namespace mailstead::mta::smtp_client
