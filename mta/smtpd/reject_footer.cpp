#include "mta/smtpd/reject_footer.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/log.h"
#include "conf/expand.h"

namespace mailstead::mta::smtpd {
namespace {

constexpr std::size_t line_limit = 510;

std::string filled(std::string_view line, footer_values const& values, std::string_view allowed, std::string_view service) {
    auto const source = [&](std::string_view name) -> std::optional<std::string> {
        for (auto const& [known, value] : values)
            if (known == name) return safe_value(value, allowed);
        return std::nullopt;
    };
    auto const made = conf::expand(line, source, 4096);
    for (auto const& name : made.undefined) base::log::warning(service, "unknown macro name \"{}\" in expansion request", base::printable(name));
    return made.text.substr(0, line_limit);
}

}  // namespace

std::string safe_value(std::string_view value, std::string_view allowed) {
    std::string out;
    for (char const c : value) {
        bool const good = allowed.find(c) != allowed.npos;
        if (good && c == '$') out += '$';
        out += good ? c : '_';
    }
    return out;
}

void add_footer(smtp::reply& to, std::string_view footer, footer_values const& values, std::string_view allowed, std::string_view service) {
    bool same_line = footer.starts_with("\\c");
    if (same_line) footer.remove_prefix(2);
    for (;;) {
        auto const end = footer.find("\\n");
        auto const line = filled(footer.substr(0, end), values, allowed, service);
        if (!std::exchange(same_line, false)) to.text += '\n';
        to.text += line;
        if (end == footer.npos) return;
        footer.remove_prefix(end + 2);
    }
}

}  // namespace mailstead::mta::smtpd
