#include "mta/rewrite/header_addresses.h"

#include <algorithm>

#include "mime/address.h"

namespace mailstead::mta::rewrite {
namespace {

constexpr std::size_t line_limit = 78;       // RFC 5322 §2.1.1: what a line should not exceed
constexpr std::size_t address_limit = 10'000;    // in one field; more are passed on as they are

// True when the value is one plain address with a full domain, which no completion changes: From and To of everyday mail.
bool is_complete(std::string_view value) noexcept {
    auto const at = value.find('@');
    if (at == value.npos || at == 0 || value.find_first_of(",:;()\\\"@", at + 1) != value.npos) return false;
    if (value.substr(0, at).find_first_of(",:;()") != value.npos) return false;
    auto const end = std::min(value.find_first_of("> \t\r\n", at), value.size());
    return value.substr(at, end - at).find('.') != value.npos;
}

// The address of an entry in its canonical spelling, or nothing when it is none.
std::optional<smtp::mailbox> address_of(mime::placed_address const& entry) {
    if (entry.begin == entry.end || entry.what.is_group_start() || entry.what.is_group_end()) return std::nullopt;
    auto const& local = *entry.what.mailbox;
    auto const& host = *entry.what.host;
    if (local.empty()) return std::nullopt;
    auto path = smtp::parse_path(host.empty() ? smtp::quoted(local) : smtp::quoted(local) + '@' + host);
    if (!path || path->text.empty()) return std::nullopt;
    return path;
}

// Words without quotes ("one two") are somebody's name, and no local part; neither is what stands behind a quote that is
// never closed.
bool is_no_address(std::string_view value, mime::placed_address const& entry) noexcept {
    auto const written = value.substr(entry.begin, entry.end - entry.begin);
    if (written.starts_with('"')) return false;
    if (entry.begin > 0 && value[entry.begin - 1] == '"') return true;
    return entry.what.host->empty() && written.find_first_of(" \t\r\n") != written.npos;
}

// Folds at the last blank before `out`'s end when its last line is too long and the blank stands behind a comma.
void fold(std::string& out) {
    auto const start = out.rfind('\n') == out.npos ? 0 : out.rfind('\n') + 1;
    if (out.size() - start <= line_limit) return;
    auto const comma = out.rfind(", ");
    if (comma == out.npos || comma < start + 1) return;
    out.replace(comma + 1, 1, "\r\n\t");
}

}  // namespace

std::optional<std::string> rewritten_field(std::string_view raw, role which, completion const& rules, rewriter* maps) {
    auto const colon = raw.find(':');
    if (colon == raw.npos) return std::nullopt;
    auto const value = raw.substr(colon + 1);
    if (!maps && is_complete(value)) return std::nullopt;
    std::string out;
    std::size_t done = 0;    // of value
    for (auto const& entry : mime::parse_placed_addresses(value, address_limit)) {
        auto const old = address_of(entry);
        if (!old || is_no_address(value, entry)) continue;
        auto next = maps ? maps->rewritten(*old, which, rules) : completed(*old, rules);
        if (next.text == old->text) continue;
        if (out.empty()) out = raw.substr(0, colon + 1);
        out += value.substr(done, entry.begin - done);
        out += next.text;
        done = entry.end;
        fold(out);
    }
    if (out.empty()) return std::nullopt;
    out += value.substr(done);
    return out;
}

}  // namespace mailstead::mta::rewrite
