// LANGUAGE, RFC 5255 §3.2, §3.3. No namespace has a translated name, so no NAMESPACE response follows.
#include "imap/language.h"
#include "imap/session.h"

namespace mailstead::imap {

net::task<reply> session::on(commands::language what) {
    if (what.ranges.empty()) {
        out_ += "* LANGUAGE (" + all_language_tags() + ")\r\n";
        co_return reply::ok("Supported languages have been enumerated.");
    }
    auto const chosen = chosen_language(what.ranges);
    if (!chosen) co_return reply::no("Unsupported language.");
    language_ = *chosen;
    out_.append("* LANGUAGE (").append(tag_of(*chosen)).append(")\r\n");
    co_return reply::ok("Language completed.");
}

}  // namespace mailstead::imap
