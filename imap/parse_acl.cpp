// SETACL, DELETEACL, GETACL, LISTRIGHTS and MYRIGHTS, RFC 4314 §7; SETQUOTA, RFC 9208 §7.
#include "base/ascii.h"

#include "imap/lexer.h"
#include "imap/parse.h"

namespace mailstead::imap {

namespace {

// RFC 4314 §3: what cannot be an identifier is refused with BAD.
bool identifier(lexer& in, std::string& as_sent, std::string& out) {
    if (!in.astring(as_sent)) return false;
    auto known = store::canonical_identifier(as_sent);
    if (!known) return in.fail("invalid identifier");
    out = std::move(*known);
    return true;
}

bool has_uppercase(std::string_view text) {
    for (char const c : text)
        if (c >= 'A' && c <= 'Z') return true;
    return false;
}

bool modification(lexer& in, commands::set_acl& out) {
    std::string text;
    if (!in.astring(text)) return false;
    std::string_view letters = text;
    if (letters.starts_with('+')) out.action = commands::set_acl::how::add;
    if (letters.starts_with('-')) out.action = commands::set_acl::how::remove;
    if (out.action != commands::set_acl::how::replace) letters.remove_prefix(1);
    if (has_uppercase(letters)) return in.fail("uppercase rights are not allowed");
    auto const known = store::rights::parse(letters);
    if (!known) return in.fail("unknown right");
    out.rights = *known;
    return true;
}

bool limit(lexer& in, commands::set_quota& out) {
    std::string_view resource;
    std::uint64_t number = 0;
    if (!in.atom(resource) || !in.sp() || !in.number64(number)) return false;
    if (base::iequals(resource, "STORAGE")) out.storage = number;
    else if (base::iequals(resource, "MESSAGE")) out.messages = number;
    else if (base::iequals(resource, "MAILBOX")) out.mailboxes = number;
    else out.unknown = true;
    return true;
}

}  // namespace

command parse_set_acl(lexer& in) {
    commands::set_acl out;
    if (!in.sp() || !in.mailbox(out.mailbox) || !in.sp() || !identifier(in, out.as_sent, out.identifier) || !in.sp()) return malformed(in);
    if (!modification(in, out) || !in.end()) return malformed(in);
    return out;
}

command parse_delete_acl(lexer& in) {
    commands::delete_acl out;
    std::string as_sent;
    if (!in.sp() || !in.mailbox(out.mailbox) || !in.sp() || !identifier(in, as_sent, out.identifier) || !in.end()) return malformed(in);
    return out;
}

command parse_list_rights(lexer& in) {
    commands::list_rights out;
    if (!in.sp() || !in.mailbox(out.mailbox) || !in.sp() || !identifier(in, out.as_sent, out.identifier) || !in.end()) return malformed(in);
    return out;
}

// root, then "(" [resource SP limit *(SP resource SP limit)] ")"
command parse_set_quota(lexer& in) {
    commands::set_quota out;
    if (!in.sp() || !in.astring(out.root) || !in.sp() || !in.is('(')) return malformed(in);
    for (bool first = true; !in.is(')'); first = false) {
        if (!first && !in.sp()) return malformed(in);
        if (!limit(in, out)) return malformed(in);
    }
    if (!in.end()) return malformed(in);
    return out;
}

}  // namespace mailstead::imap
