#include "smtp/reply.h"

#include <utility>

#include "base/ascii.h"
#include "smtp/dsn.h"

namespace mailstead::smtp {
namespace {

void append_clean(std::string& out, std::string_view line) {
    for (char c : line) {
        auto const byte = static_cast<unsigned char>(c);
        out += byte < 0x20 || byte == 0x7f ? '?' : c;
    }
}

}  // namespace

reply make_reply(int code, std::string enhanced, std::string text) {
    reply out;
    out.code = code;
    out.enhanced = std::move(enhanced);
    out.text = std::move(text);
    return out;
}

void print(std::string& out, int code, std::string_view enhanced, std::string_view text) {
    for (;;) {
        auto const lf = text.find('\n');
        bool const last = lf == text.npos;
        char const digits[4] = {static_cast<char>('0' + code / 100 % 10), static_cast<char>('0' + code / 10 % 10),
                                static_cast<char>('0' + code % 10), last ? ' ' : '-'};
        out.append(digits, 4);
        if (!enhanced.empty()) {
            out += enhanced;
            out += ' ';
        }
        append_clean(out, text.substr(0, lf));
        out += "\r\n";
        if (last) return;
        text.remove_prefix(lf + 1);
    }
}

std::string print(reply const& answer) {
    std::string out;
    print(out, answer.code, answer.enhanced, answer.text);
    return out;
}

std::string one_line(reply const& answer) {
    std::string out = std::to_string(answer.code);
    if (!answer.enhanced.empty()) out += ' ' + answer.enhanced;
    out += ' ';
    append_clean(out, answer.text);
    for (auto at = answer.text.find('\n'); at != answer.text.npos; at = answer.text.find('\n', at + 1))
        out[out.size() - answer.text.size() + at] = ' ';
    return out;
}

reply_parser::result reply_parser::next() {
    while (!broken_) {
        auto const lf = held_.find('\n', scanned_);
        if (lf == held_.npos) {
            scanned_ = held_.size();
            broken_ = size_ + held_.size() - at_ > limit_;
            if (at_ > 0) {
                held_.erase(0, at_);
                scanned_ -= at_;
                at_ = 0;
            }
            if (held_.empty()) std::string().swap(held_);
            break;
        }
        auto line = std::string_view(held_).substr(at_, lf - at_);
        size_ += line.size() + 1;
        at_ = scanned_ = lf + 1;
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        auto const what = take(line);
        broken_ = what == step::bad || size_ > limit_;
        if (broken_ || what == step::more) continue;
        size_ = 0;
        result done{state::reply, std::move(current_)};
        current_ = {};
        return done;
    }
    return {broken_ ? state::broken : state::need_more, {}};
}

// RFC 5321 §4.2: "250-text" or "250 text"; servers that send "250" alone are understood.
reply_parser::step reply_parser::take(std::string_view line) {
    auto const code = base::number<int>(line.substr(0, 3));
    if (!code || line.size() < 3 || *code < 200 || *code > 599) return step::bad;
    if (line.size() > 3 && line[3] != ' ' && line[3] != '-') return step::bad;
    bool const first = current_.code == 0;
    if (!first && current_.code != *code) return step::bad;
    bool const last = line.size() == 3 || line[3] == ' ';

    auto text = line.substr(std::min<std::size_t>(line.size(), 4));
    auto const length = status_length(text);
    bool const fits = length > 0 && text.front() == line.front();
    if (fits && (first || text.substr(0, length) == current_.enhanced)) {
        if (first) current_.enhanced = text.substr(0, length);
        text.remove_prefix(std::min(text.size(), length + 1));
    }
    if (!first) current_.text += '\n';
    current_.text += text;
    current_.code = *code;
    return last ? step::last : step::more;
}

void reply_parser::reset() noexcept {
    std::string().swap(held_);
    at_ = scanned_ = size_ = 0;
    current_ = {};
    broken_ = false;
}

}  // namespace mailstead::smtp
