// SELECT and EXAMINE with their parameters: RFC 3501 §6.3.1, §6.3.2, RFC 4466 §2.1, RFC 7162 §3.1.8, §3.2.5 and §7.
#include "base/ascii.h"

#include "imap/lexer.h"
#include "imap/parse.h"

namespace mailstead::imap {

namespace {

// known-uids and its like: a set without "*" and "$".
bool known_set(lexer& in, sequence_set& out) {
    if (!in.set(out)) return false;
    return (!out.saved && !out.has_star()) || in.fail("numbers expected");
}

bool match_data(lexer& in, resync& out) {
    return in.is('(') && known_set(in, out.numbers) && in.sp() && known_set(in, out.their_uids) && (in.is(')') || in.fail("invalid match data"));
}

// "(" uidvalidity SP mod-sequence-value [SP known-uids] [SP seq-match-data] ")"
bool resync_data(lexer& in, resync& out) {
    if (!in.sp() || !in.is('(')) return in.fail("QRESYNC data expected");
    if (!in.nz_number(out.uidvalidity) || !in.sp() || !in.number64(out.modseq)) return false;
    if (out.modseq == 0) return in.fail("mod-sequence must not be zero");
    if (in.is(' ') && in.peek() != '(') {
        if (!known_set(in, out.uids.emplace())) return false;
        if (in.is(' ') && !match_data(in, out)) return in.fail("invalid match data");
    } else if (in.peek() == '(' && !match_data(in, out)) {
        return in.fail("invalid match data");
    }
    return in.is(')') || in.fail("QRESYNC data without end");
}

bool parameter(lexer& in, commands::select& out) {
    std::string_view name;
    if (!in.letters(name)) return in.fail("select parameter expected");
    if (base::iequals(name, "CONDSTORE")) {
        out.condstore = true;
        return true;
    }
    if (!base::iequals(name, "QRESYNC") || out.resync) return in.fail("unknown select parameter");
    return resync_data(in, out.resync.emplace());
}

bool parameters(lexer& in, commands::select& out) {
    if (!in.is(' ')) return true;
    if (!in.is('(')) return in.fail("select parameters expected");
    do {
        if (!parameter(in, out)) return false;
    } while (in.is(' '));
    return in.is(')') || in.fail("select parameters without end");
}

command select(lexer& in, bool read_only) {
    commands::select out;
    out.read_only = read_only;
    if (!in.sp() || !in.mailbox(out.mailbox) || !parameters(in, out) || !in.end()) return malformed(in);
    return out;
}

}  // namespace

command parse_select(lexer& in) { return select(in, false); }
command parse_examine(lexer& in) { return select(in, true); }

}  // namespace mailstead::imap
