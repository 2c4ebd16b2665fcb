#include "mta/rewrite/completed.h"

namespace mailstead::mta::rewrite {
namespace {

bool is_quoted(smtp::mailbox const& address) noexcept { return address.text.starts_with('"'); }

smtp::mailbox made(std::string_view user, std::string_view domain) {
    smtp::mailbox out;
    out.text.reserve(user.size() + 1 + domain.size());
    out.text = user;
    out.text += '@';
    out.text += domain;
    out.local_size = user.size();
    return out;
}

smtp::mailbox with_domain(smtp::mailbox address, completion const& rules) {
    std::string_view const text = address.text;
    bool const plain = !is_quoted(address);
    auto const bang = plain && rules.swap_bangpath ? text.find('!') : text.npos;
    if (bang != text.npos && bang > 0 && bang + 1 < text.size()) return made(text.substr(bang + 1), text.substr(0, bang));
    auto const percent = plain && rules.allow_percent_hack ? text.rfind('%') : text.npos;
    if (percent != text.npos && percent > 0 && percent + 1 < text.size())
        return made(text.substr(0, percent), text.substr(percent + 1));
    if (!rules.append_at_myorigin || rules.origin.empty()) return address;
    return made(text, rules.origin);
}

}  // namespace

completion completion::of(conf::settings const& values) {
    completion out;
    out.append_at_myorigin = values.yes("append_at_myorigin");
    out.append_dot_mydomain = values.yes("append_dot_mydomain");
    out.swap_bangpath = values.yes("swap_bangpath");
    out.allow_percent_hack = values.yes("allow_percent_hack");
    out.origin = values.text("myorigin");
    out.domain = values.text("mydomain");
    return out;
}

smtp::mailbox completed(smtp::mailbox address, completion const& rules) {
    if (address.text.empty()) return address;
    if (address.local_size >= address.text.size()) address = with_domain(std::move(address), rules);
    auto const domain = address.domain();
    bool const bare = !domain.empty() && !domain.starts_with('[') && domain.find('.') == domain.npos;
    if (bare && rules.append_dot_mydomain) address.text += '.' + rules.domain;
    return address;
}

}  // namespace mailstead::mta::rewrite
