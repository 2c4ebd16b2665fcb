#include "imap/parse.h"

#include <array>

#include "base/ascii.h"

#include "imap/lexer.h"

namespace mailstead::imap {

namespace {

template <class Command>
command bare(lexer& in) {
    if (!in.end()) return malformed(in);
    return Command{};
}

template <class Command>
command one_mailbox(lexer& in) {
    Command out;
    if (!in.sp() || !in.mailbox(out.mailbox) || !in.end()) return malformed(in);
    return out;
}

command authenticate(lexer& in) {
    commands::authenticate out;
    std::string_view mechanism;
    if (!in.sp() || !in.atom(mechanism)) return malformed(in);
    out.mechanism = base::uppered(mechanism);
    if (in.at_end()) return out;
    if (!in.sp()) return malformed(in);    // SASL-IR, RFC 4959 §3
    out.initial.emplace(in.left());
    return out;
}

command login(lexer& in) {
    commands::login out;
    if (!in.sp() || !in.astring(out.user) || !in.sp() || !in.astring(out.password) || !in.end()) return malformed(in);
    return out;
}

command rename(lexer& in) {
    commands::rename out;
    if (!in.sp() || !in.mailbox(out.from) || !in.sp() || !in.mailbox(out.to) || !in.end()) return malformed(in);
    return out;
}

command uid_expunge(lexer& in) {
    commands::expunge out;
    out.uids.emplace();
    if (!in.sp() || !in.set(*out.uids) || !in.end()) return malformed(in);
    return out;
}

command copy(lexer& in, by what, bool move) {
    commands::copy out;
    out.by = what;
    out.move = move;
    if (!in.sp() || !in.set(out.set) || !in.sp() || !in.mailbox(out.mailbox) || !in.end()) return malformed(in);
    return out;
}
command copy_messages(lexer& in) { return copy(in, by::sequence, false); }
command copy_uids(lexer& in) { return copy(in, by::uid, false); }
command replace_message(lexer& in) { return parse_replace_whole(in, by::sequence); }
command replace_uid(lexer& in) { return parse_replace_whole(in, by::uid); }
command move_messages(lexer& in) { return copy(in, by::sequence, true); }
command move_uids(lexer& in) { return copy(in, by::uid, true); }

command fetch_messages(lexer& in) { return parse_fetch(in, by::sequence); }
command fetch_uids(lexer& in) { return parse_fetch(in, by::uid); }
command search_messages(lexer& in) { return parse_search(in, by::sequence); }
command search_uids(lexer& in) { return parse_search(in, by::uid); }
command sort_messages(lexer& in) { return parse_sort(in, by::sequence); }
command sort_uids(lexer& in) { return parse_sort(in, by::uid); }
command thread_messages(lexer& in) { return parse_thread(in, by::sequence); }
command thread_uids(lexer& in) { return parse_thread(in, by::uid); }
command store_messages(lexer& in) { return parse_store(in, by::sequence); }
command store_uids(lexer& in) { return parse_store(in, by::uid); }

// RFC 2971 §3.1: "(" *(string SP nstring) ")" or NIL. What a client says of itself is read and dropped.
command id(lexer& in) {
    if (!in.sp()) return malformed(in);
    if (in.word("NIL")) return bare<commands::id>(in);
    if (!in.is('(')) return malformed(in);
    std::string text;
    for (bool first = true; !in.is(')'); first = false) {
        if (!first && !in.sp()) return malformed(in);
        if (!in.string(text) || !in.sp()) return malformed(in);
        if (!in.word("NIL") && !in.string(text)) return malformed(in);
    }
    return bare<commands::id>(in);
}

// RFC 5161 §3.1: at least one capability; unknown ones are passed over. QRESYNC brings CONDSTORE (RFC 7162 §3.2.3).
command enable(lexer& in) {
    commands::enable out;
    std::string_view name;
    do {
        if (!in.sp() || !in.atom(name)) return malformed(in);
        if (base::iequals(name, "QRESYNC")) out.what.qresync = true;
        if (base::iequals(name, "QRESYNC") || base::iequals(name, "CONDSTORE")) out.what.condstore = true;
        if (base::iequals(name, "IMAP4rev2")) out.what.rev2 = true;
        if (base::iequals(name, "UTF8=ACCEPT")) out.what.utf8_accept = true;
        if (base::iequals(name, "UIDONLY")) out.what.uid_only = true;
        if (base::iequals(name, "METADATA")) out.what.metadata = true;
        if (base::iequals(name, "METADATA-SERVER")) out.what.metadata_server = true;
    } while (!in.at_end());
    return out;
}

// RFC 5255 §3.5: *(SP lang-range-quoted).
command language(lexer& in) {
    commands::language out;
    while (!in.at_end()) {
        if (out.ranges.size() >= language_ranges) in.fail("too many languages");
        if (out.ranges.size() >= language_ranges || !in.sp() || !in.astring(out.ranges.emplace_back())) return malformed(in);
    }
    return out;
}

// RFC 4978 §5.
command compress(lexer& in) {
    std::string_view algorithm;
    if (!in.sp() || !in.atom(algorithm)) return malformed(in);
    if (!base::iequals(algorithm, "DEFLATE")) {
        in.fail("unknown compression algorithm");
        return malformed(in);
    }
    return bare<commands::compress>(in);
}

command get_quota(lexer& in) {    // RFC 9208 §7
    commands::get_quota out;
    if (!in.sp() || !in.astring(out.root) || !in.end()) return malformed(in);
    return out;
}

constexpr unsigned counts = trait::no_expunge;
constexpr unsigned uids = trait::tells_uids;

// The most frequent first: the lookup is linear.
constexpr std::array<rule, 59> table = {{
    {"FETCH", fetch_messages, state::selected, counts},
    {"UID FETCH", fetch_uids, state::selected, uids},
    {"NOOP", bare<commands::noop>, state::any, 0},
    {"IDLE", bare<commands::idle>, state::authenticated, 0},
    {"STORE", store_messages, state::selected, counts},
    {"UID STORE", store_uids, state::selected, uids},
    {"SEARCH", search_messages, state::selected, counts},
    {"UID SEARCH", search_uids, state::selected, uids},
    {"SORT", sort_messages, state::selected, counts},
    {"UID SORT", sort_uids, state::selected, uids},
    {"THREAD", thread_messages, state::selected, counts},
    {"UID THREAD", thread_uids, state::selected, uids},
    {"ESEARCH", parse_multi_search, state::authenticated, uids},
    {"CANCELUPDATE", parse_cancel_update, state::selected, 0},
    {"COMPARATOR", parse_comparator, state::authenticated, 0},
    {"SELECT", parse_select, state::authenticated, 0},
    {"EXAMINE", parse_examine, state::authenticated, 0},
    {"STATUS", parse_status, state::authenticated, 0},
    {"APPEND", parse_append_whole, state::authenticated, 0},
    {"COPY", copy_messages, state::selected, 0},
    {"UID COPY", copy_uids, state::selected, uids},
    {"MOVE", move_messages, state::selected, trait::makes_expunges},
    {"UID MOVE", move_uids, state::selected, uids | trait::makes_expunges},
    {"REPLACE", replace_message, state::selected, trait::makes_expunges},
    {"UID REPLACE", replace_uid, state::selected, uids | trait::makes_expunges},
    {"EXPUNGE", bare<commands::expunge>, state::selected, trait::makes_expunges},
    {"UID EXPUNGE", uid_expunge, state::selected, uids | trait::makes_expunges},
    {"LIST", parse_list, state::authenticated, 0},
    {"LSUB", parse_lsub, state::authenticated, 0},
    {"CAPABILITY", bare<commands::capability>, state::any, 0},
    {"LOGIN", login, state::fresh, trait::needs_tls},
    {"AUTHENTICATE", authenticate, state::fresh, trait::needs_tls},
    {"STARTTLS", bare<commands::start_tls>, state::fresh, trait::not_pipelined},
    {"LOGOUT", bare<commands::logout>, state::any, 0},
    {"CHECK", bare<commands::check>, state::selected, 0},
    {"CLOSE", bare<commands::close>, state::selected, 0},
    {"UNSELECT", bare<commands::unselect>, state::selected, 0},
    {"CREATE", parse_create, state::authenticated, 0},
    {"DELETE", one_mailbox<commands::remove>, state::authenticated, 0},
    {"RENAME", rename, state::authenticated, 0},
    {"SUBSCRIBE", one_mailbox<commands::subscribe>, state::authenticated, 0},
    {"UNSUBSCRIBE", one_mailbox<commands::unsubscribe>, state::authenticated, 0},
    {"NAMESPACE", bare<commands::name_space>, state::authenticated, 0},
    {"NOTIFY", parse_notify, state::authenticated, trait::tells_uids},
    {"ID", id, state::any, 0},
    {"ENABLE", enable, state::authenticated, 0},
    {"GETQUOTAROOT", one_mailbox<commands::get_quota_root>, state::authenticated, 0},
    {"GETQUOTA", get_quota, state::authenticated, 0},
    {"SETQUOTA", parse_set_quota, state::authenticated, 0},
    {"GETMETADATA", parse_get_metadata, state::authenticated, 0},
    {"SETMETADATA", parse_set_metadata, state::authenticated, 0},
    {"MYRIGHTS", one_mailbox<commands::my_rights>, state::authenticated, 0},
    {"GETACL", one_mailbox<commands::get_acl>, state::authenticated, 0},
    {"SETACL", parse_set_acl, state::authenticated, 0},
    {"DELETEACL", parse_delete_acl, state::authenticated, 0},
    {"LISTRIGHTS", parse_list_rights, state::authenticated, 0},
    {"COMPRESS", compress, state::authenticated, trait::not_pipelined},
    {"LANGUAGE", language, state::any, 0},
    {"UNAUTHENTICATE", bare<commands::unauthenticate>, state::authenticated, 0},
}};

rule const* find_rule(std::string_view name) {
    for (auto const& r : table) {
        if (base::iequals(r.name, name)) return &r;
    }
    return nullptr;
}

// The command's name; a UID form is two words.
bool command_name(lexer& in, std::string& out) {
    std::string_view word;
    if (!in.atom(word)) return false;
    out = word;
    if (!base::iequals(word, "UID")) return true;
    if (!in.sp() || !in.atom(word)) return false;
    out += ' ';
    out += word;
    return true;
}

}  // namespace

commands::bad malformed(lexer const& in) { return commands::bad{std::string(in.why())}; }

parsed parse(std::string_view bytes, mailbox_names names) {
    parsed out;
    lexer in(bytes, names);
    std::string_view tag;
    if (!in.tag(tag) || !in.is(' ')) {
        // Without the space behind it, what was read may be anything.
        if (in.at_end()) out.tag = tag;
        out.value = commands::bad{tag.empty() ? "invalid tag" : "missing command"};
        return out;
    }
    out.tag = tag;
    std::string name;
    if (!command_name(in, name)) {
        out.value = malformed(in);
        return out;
    }
    out.what = find_rule(name);
    out.value = out.what ? out.what->parse(in) : command(commands::bad{"unknown command"});
    return out;
}

std::string_view tag_of(std::string_view bytes) noexcept {
    lexer in(bytes);
    std::string_view tag;
    return in.tag(tag) && in.is(' ') ? tag : std::string_view();
}

}  // namespace mailstead::imap
