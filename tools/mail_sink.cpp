// Names and notes of an exported Maildir, in Dovecot's forms.
#include "tools/mail_sink.h"
#include "tools/maildirpp.h"

#include <algorithm>

#include <fmt/format.h>

#include "maildir/keywords_file.h"
#include "maildir/name.h"
#include "maildir/subscriptions.h"
#include "store/utf7.h"

namespace mailstead::tools {
namespace {

std::string dotted(folder_path const& levels) {
    std::string out;
    for (auto level : levels) {
        std::replace_if(level.begin(), level.end(), [](char c) { return c == '.' || c == '/'; }, '_');
        if (!out.empty()) out += '.';
        out += level;
    }
    return out;
}

std::string base_name(store::message const& what, sink_folder const& in, std::string const& host) {
    return fmt::format("{}.V{}U{}.{}", std::max<std::int64_t>(what.internal_date, 0), in.uidvalidity, what.uid, host);
}

}  // namespace

std::string maildir_entry(folder_path const& levels) {
    return levels.empty() ? std::string() : "." + store::utf7_encode(dotted(levels)) + "/";
}

// Keywords above the 26 letters have no place in a name.
std::string exported_name(store::message const& what, sink_folder const& in, std::string const& host) {
    return maildir::with_marks(base_name(what, in, host), what.flags, what.keywords & maildir::letter_mask);
}

std::string dovecot_uidlist(sink_folder const& of, std::string const& host) {
    auto out = fmt::format("3 V{} N{}\n", of.uidvalidity, of.uidnext);
    for (auto const& row : of.rows) out += fmt::format("{} :{}\n", row.uid, base_name(row, of, host));
    return out;
}

std::string dovecot_keywords(sink_folder const& of) {
    auto names = of.keywords;
    if (names.size() > maildir::letter_count) names.resize(maildir::letter_count);
    bool const any = std::any_of(names.begin(), names.end(), [](auto const& one) { return !one.empty(); });
    return any ? maildir::print_keywords(names) : std::string();
}

std::string subscriptions_text(std::vector<folder_path> const& all) {
    maildir::subscriptions out;
    for (auto const& one : all) out.names.push_back(one.empty() ? "INBOX" : dotted(one));
    return maildir::print_subscriptions(out, maildirpp_layout());
}

}  // namespace mailstead::tools
