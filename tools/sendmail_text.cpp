#include "tools/sendmail_text.h"

#include "base/ascii.h"
#include "mime/address.h"
#include "mime/header.h"
#include "smtp/path.h"

namespace mailstead::tools {
namespace {

constexpr std::size_t line_limit = 64 * 1024;  // a longer line goes through in pieces

// "From ", ">From ", ">>From " ...: the line that mbox files put before a message.
bool is_mbox_line(std::string_view text) noexcept {
    auto const start = text.find_first_not_of('>');
    return start != text.npos && text.substr(start).starts_with("From ");
}

bool is_any_of(std::string_view name, std::initializer_list<std::string_view> wanted) noexcept {
    for (auto const one : wanted)
        if (base::iequals(name, one)) return true;
    return false;
}

}  // namespace

bool text_filter::feed(std::string_view piece, std::string& out) {
    while (!piece.empty() && !ended_) {
        auto const lf = piece.find('\n');
        auto const part = piece.substr(0, lf == piece.npos ? lf : lf + 1);
        piece.remove_prefix(part.size());
        held_ += part;
        bool const complete = held_.ends_with('\n');
        if (!complete && held_.size() < line_limit) continue;
        // A CR stays with what follows it, which may be the LF.
        bool const keeps_cr = !complete && held_.ends_with('\r');
        if (keeps_cr) held_.pop_back();
        auto const whole = std::move(held_);
        held_ = keeps_cr ? "\r" : "";
        line(whole, complete, out);
    }
    return !ended_;
}

void text_filter::line(std::string_view text, bool complete, std::string& out) {
    bool const start = !continued_;
    continued_ = !complete;
    if (complete) text.remove_suffix(1);
    bool const has_cr = complete && text.ends_with('\r');
    if (complete && !crlf_) crlf_ = has_cr;
    if (has_cr && (fix_ == line_endings::always || (fix_ == line_endings::strict && *crlf_))) text.remove_suffix(1);
    if (start && complete && dot_ == dot::ends && text == ".") {
        ended_ = true;
        return;
    }
    if (at_start_ && start && complete && is_mbox_line(text)) return;
    at_start_ = false;
    out += text;
    if (complete) out += '\n';
    if (start && text.empty()) in_header_ = false;
    if (in_header_) note_header(text);
    if (in_header_ && complete) note_header("\n");
}

void text_filter::note_header(std::string_view text) {
    if (header_.size() + text.size() > header_limit)
        too_long_ = true;
    else
        header_ += text;
}

void text_filter::finish(std::string& out) {
    if (ended_ || (held_.empty() && !continued_)) return;
    auto const whole = std::move(held_) + "\n";
    held_.clear();
    line(whole, true, out);
}

std::vector<std::string> addresses_in(std::string_view text) {
    std::vector<std::string> out;
    for (auto const& one : mime::parse_addresses(text)) {
        if (!one.host || !one.mailbox) continue;  // a group's name or end
        if (one.mailbox->empty() && one.host->empty()) continue;
        auto address = smtp::quoted(*one.mailbox);
        if (!one.host->empty()) address += '@' + *one.host;
        out.push_back(std::move(address));
    }
    return out;
}

std::vector<std::string> argument_addresses(std::string_view text) {
    std::vector<std::string> out;
    auto const word = base::trimmed(text);
    if (auto const path = smtp::parse_path(word)) {
        if (!path->text.empty()) out.push_back(path->text);
        return out;
    }
    if (word.find_first_of(",<(") != word.npos) out = addresses_in(word);
    if (out.empty()) out.emplace_back(word);
    return out;
}

std::vector<std::string> header_recipients(std::string_view header) {
    std::vector<std::string> first, resent;
    bool is_resent = false;
    for (auto const& field : mime::fields(header)) {
        bool const again = is_any_of(field.name, {"Resent-To", "Resent-Cc", "Resent-Bcc"});
        if (!again && !is_any_of(field.name, {"To", "Cc", "Bcc", "Apparently-To"})) continue;
        is_resent |= again;
        auto& into = again ? resent : first;
        for (auto& one : addresses_in(field.value)) into.push_back(std::move(one));
    }
    return is_resent ? resent : first;
}

}  // namespace mailstead::tools
