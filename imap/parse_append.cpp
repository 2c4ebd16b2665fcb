// APPEND, RFC 3501 §6.3.11, with MULTIAPPEND (RFC 3502), CATENATE (RFC 4469 §5) and REPLACE (RFC 8508 §5). Message texts
// are streamed: the grammar is read in pieces, from one literal to the next.
#include "imap/lexer.h"
#include "imap/parse.h"

namespace mailstead::imap {

namespace {

// Reads append steps until a literal is due or the command ends.
class step_parser {
public:
    step_parser(lexer& in, append_place place, std::vector<append_step>& out) : in_(in), place_(place), out_(out) {}

    // At the end of the bytes: true when all was understood.
    bool run() {
        while (!done_) {
            if (out_.size() >= append_steps) return in_.fail("too many parts");
            if (place_ == append_place::between && in_.at_end()) return true;
            if (place_ == append_place::in_list ? !list() : !message()) return false;
        }
        return true;
    }
    append_place place() const noexcept { return place_; }
    bool wants_text() const noexcept { return done_; }
    // The bytes end where a URL in a literal is due.
    bool wants_url() const noexcept { return at_url_; }

private:
    // SP [flag-list SP] [date-time SP], then the literal or a list of parts.
    bool message() {
        auto& step = out_.emplace_back();
        step.what = append_step::kind::message;
        if (!options(step.message)) return false;
        step.message.catenates = in_.word("CATENATE (");
        place_ = step.message.catenates ? append_place::in_list : append_place::between;
        return step.message.catenates ? part() : text();
    }

    bool options(append_message& out) {
        if (!in_.is(' ')) return in_.fail("message literal expected");
        if (in_.peek() == '(' && (!in_.flag_list(out.flags) || !in_.sp())) return false;
        if (in_.peek() != '"') return true;
        return in_.date_time(out.date.emplace()) && in_.sp();
    }

    // Behind a part: a further one, or the end of the list.
    bool list() {
        if (in_.is(')')) {
            place_ = append_place::between;
            return true;
        }
        return in_.sp() && part();
    }

    bool part() {
        if (in_.word("TEXT ")) return text();
        if (!in_.word("URL ")) return in_.fail("TEXT or URL expected");
        at_url_ = in_.at_end();
        auto& step = out_.emplace_back();
        step.what = append_step::kind::url;
        return in_.astring(step.url);
    }

    bool text() {
        if (!in_.at_end()) return in_.fail("message literal expected");
        out_.emplace_back();
        return done_ = true;
    }

    lexer& in_;
    append_place place_;
    std::vector<append_step>& out_;
    bool done_ = false, at_url_ = false;
};

bool replaced_message(lexer& in, replaced& out) {
    if (!in.sp()) return false;
    if (!in.is('*')) return in.nz_number(out.number);
    out.number = sequence_set::star;
    return true;
}

// The arguments in front of the steps.
bool target(lexer& in, commands::append& out) {
    if (out.replaces && !replaced_message(in, *out.replaces)) return false;
    return in.sp() && in.mailbox(out.mailbox);
}

bool steps(lexer& in, commands::append& out, bool want_text) {
    step_parser parser(in, append_place::first, out.steps);
    if (!parser.run()) return false;
    out.place = parser.place();
    return parser.wants_text() == want_text || in.fail("message literal expected");
}

command whole(lexer& in, commands::append out) {
    if (!target(in, out) || !steps(in, out, false)) return malformed(in);
    return out;
}

}  // namespace

command parse_append_whole(lexer& in) { return whole(in, {}); }

command parse_replace_whole(lexer& in, by what) {
    commands::append out;
    out.replaces = replaced{what, 0};
    return whole(in, std::move(out));
}

std::optional<append_start> parse_append(std::string_view bytes, mailbox_names names) {
    lexer in(bytes, names);
    append_start out;
    std::string_view tag;
    if (!in.tag(tag) || !in.is(' ')) return std::nullopt;
    out.tag = tag;
    if (in.word("UID REPLACE")) out.what.replaces = replaced{by::uid, 0};
    else if (in.word("REPLACE")) out.what.replaces = replaced{by::sequence, 0};
    else if (!in.word("APPEND")) return std::nullopt;
    if (!target(in, out.what) || !steps(in, out.what, true)) return std::nullopt;
    return out;
}

append_piece parse_append_more(std::string_view bytes, append_place place) {
    lexer in(bytes);
    append_piece out;
    step_parser parser(in, place, out.steps);
    using kind = append_piece::kind;
    if (parser.run()) out.what = parser.wants_text() ? kind::text : kind::end;
    else if (parser.wants_url()) out.what = kind::url;
    out.place = parser.place();
    return out;
}

}  // namespace mailstead::imap
