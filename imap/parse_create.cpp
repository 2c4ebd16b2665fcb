// CREATE with its parameters, RFC 4466 §2.2 and RFC 6154 §6.
#include <algorithm>

#include "base/ascii.h"

#include "imap/lexer.h"
#include "imap/parse.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t uses_limit = 32;

// "USE" SP "(" [use-attr *(SP use-attr)] ")"
bool uses(lexer& in, std::vector<std::string>& out) {
    if (!in.sp() || !in.is('(')) return in.fail("uses expected");
    if (in.is(')')) return true;
    do {
        std::string_view name;
        if (!in.is('\\') || !in.atom(name)) return in.fail("use attribute expected");
        auto use = "\\" + std::string(name);
        auto const same = [&](std::string const& one) { return base::iequals(one, use); };
        if (std::none_of(out.begin(), out.end(), same)) out.push_back(std::move(use));
        if (out.size() > uses_limit) return in.fail("too many uses");
    } while (in.is(' '));
    return in.is(')') || in.fail("uses without end");
}

bool parameters(lexer& in, commands::create& out) {
    if (!in.is(' ')) return true;
    if (!in.is('(')) return in.fail("create parameters expected");
    std::string_view name;
    if (!in.letters(name) || !base::iequals(name, "USE")) return in.fail("unknown create parameter");
    return uses(in, out.uses) && (in.is(')') || in.fail("create parameters without end"));
}

}  // namespace

command parse_create(lexer& in) {
    commands::create out;
    if (!in.sp() || !in.mailbox(out.mailbox) || !parameters(in, out) || !in.end()) return malformed(in);
    return out;
}

}  // namespace mailstead::imap
