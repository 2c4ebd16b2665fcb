// One line, one message: a line that cannot be understood costs that message's uid and nothing else.
#include "maildir/foreign_uidlist.h"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "base/ascii.h"
#include "maildir/name.h"

namespace mailstead::maildir {
namespace {

// No mailbox comes near it; above, a damaged number would leave no uids for what is to come.
constexpr std::uint32_t largest_uid = 0xf0000000;
constexpr std::size_t longest_uidl = 70;

std::string_view next_line(std::string_view& text) {
    auto const end = std::min(text.find('\n'), text.size());
    auto const line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

std::string_view next_word(std::string_view& line) {
    auto const end = std::min(line.find(' '), line.size());
    auto const word = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return word;
}

bool is_file_name(std::string_view base) noexcept {
    return !base.empty() && base.size() <= 255 && base.front() != '.' &&
           std::none_of(base.begin(), base.end(), [](unsigned char c) { return c < 0x20 || c == '/'; });
}

void add_other(std::string& others, std::string_view word) {
    if (!others.empty()) others += ' ';
    others += word;
}

// `3 V<uidvalidity> N<next uid> [G<guid>]`, in any order.
void take_header3(std::string_view line, foreign_uidlist& out) {
    while (!line.empty()) {
        auto const word = next_word(line);
        if (word.empty()) continue;
        auto const value = base::number<std::uint32_t>(word.substr(1));
        if (word.front() == 'V') out.uidvalidity = value.value_or(0);
        else if (word.front() == 'N') out.uidnext = value.value_or(1);
        else add_other(out.others, word);
    }
}

// `1 <uidvalidity> <next uid>`
void take_header1(std::string_view line, foreign_uidlist& out) {
    out.uidvalidity = base::number<std::uint32_t>(next_word(line)).value_or(0);
    out.uidnext = base::number<std::uint32_t>(next_word(line)).value_or(1);
}

// `<uid> [<key><value> ...] :<base>` in version 3, `<uid> <base>` in version 1.
std::optional<foreign_entry> parse_entry(std::string_view line, bool version3) {
    foreign_entry out;
    auto const uid = base::number<std::uint32_t>(next_word(line));
    if (!uid || *uid == 0 || *uid >= largest_uid) return std::nullopt;
    out.uid = *uid;
    while (version3 && !line.empty() && line.front() != ':') {
        auto const word = next_word(line);
        if (word.empty()) continue;
        if (word.front() == 'P') out.uidl = word.substr(1);
        else add_other(out.others, word);
    }
    if (version3 && line.empty()) return std::nullopt;
    out.base = base_of(version3 ? line.substr(1) : line);
    if (!is_file_name(out.base)) return std::nullopt;
    return out;
}

void keep_one_of_each(std::vector<foreign_entry>& entries) {
    auto const by_uid = [](auto const& a, auto const& b) { return a.uid < b.uid; };
    auto const same_uid = [](auto const& a, auto const& b) { return a.uid == b.uid; };
    std::stable_sort(entries.begin(), entries.end(), by_uid);
    entries.erase(std::unique(entries.begin(), entries.end(), same_uid), entries.end());
    std::unordered_map<std::string_view, std::uint32_t> last;
    for (auto const& each : entries) last[each.base] = each.uid;
    std::vector<foreign_entry> out;
    out.reserve(last.size());
    for (auto& each : entries)
        if (last.at(each.base) == each.uid) out.push_back(each);
    entries = std::move(out);
}

}  // namespace

std::optional<foreign_uidlist> parse_foreign_uidlist(std::string_view text) {
    foreign_uidlist out;
    auto head = next_line(text);
    auto const version = next_word(head);
    if (version == "3") take_header3(head, out);
    else if (version == "1") take_header1(head, out);
    if (out.uidvalidity == 0) return std::nullopt;
    // What comes after the last line end is torn.
    text = text.substr(0, text.rfind('\n') + 1);
    while (!text.empty()) {
        if (out.entries.size() == foreign_most_entries) return std::nullopt;
        if (auto entry = parse_entry(next_line(text), version == "3")) out.entries.push_back(std::move(*entry));
    }
    keep_one_of_each(out.entries);
    // Dovecot appends lines without touching the header, so that a uid above its N is a good one.
    if (out.uidnext == 0 || out.uidnext > largest_uid) out.uidnext = 1;
    if (!out.entries.empty()) out.uidnext = std::max(out.uidnext, out.entries.back().uid + 1);
    return out;
}

std::string print_dovecot_uidlist(foreign_uidlist const& list) {
    auto out = fmt::format("3 V{} N{}", list.uidvalidity, list.uidnext);
    if (!list.others.empty()) (out += ' ') += list.others;
    out += '\n';
    for (auto const& each : list.entries) {
        if (!is_file_name(each.base)) continue;
        out += std::to_string(each.uid);
        if (each.uidl) (out += " P") += *each.uidl;
        if (!each.others.empty()) (out += ' ') += each.others;
        ((out += " :") += each.base) += '\n';
    }
    return out;
}

std::optional<uidl_format> uidl_format::parse(std::string_view text) {
    uidl_format out;
    bool tells_apart = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            out.pieces_.push_back({0, std::string(1, text[at])});
            continue;
        }
        piece next;
        auto rest = text.substr(at + 1);
        auto const all = rest.size();
        if (rest.starts_with('0')) next.zeros = true;
        while (!rest.empty() && base::is_digit(rest.front()) && next.width <= longest_uidl) {
            next.width = next.width * 10 + static_cast<unsigned>(rest.front() - '0');
            rest.remove_prefix(1);
        }
        if (rest.starts_with('X')) next.hex = true, rest.remove_prefix(1);
        if (rest.empty() || next.width > longest_uidl) return std::nullopt;
        char const letter = rest.front() == 'g' ? 'f' : rest.front();
        if (letter == '%') next.text = "%";
        else if (letter == 'u' || letter == 'v' || letter == 'f') next.what = letter;
        else return std::nullopt;
        tells_apart |= letter == 'u' || letter == 'f';
        out.pieces_.push_back(std::move(next));
        at += all - rest.size() + 1;
    }
    if (!tells_apart) return std::nullopt;
    return out;
}

std::optional<std::string> uidl_format::of(std::uint32_t uidvalidity, std::uint32_t uid, std::string_view base) const {
    std::string out;
    for (auto const& each : pieces_) {
        if (each.what == 0) {
            out += each.text;
            continue;
        }
        auto const value = each.what == 'u' ? uid : uidvalidity;
        auto const text = each.what == 'f' ? std::string(base) : each.hex ? fmt::format("{:x}", value) : fmt::format("{}", value);
        if (text.size() < each.width) out.append(each.width - text.size(), each.zeros ? '0' : ' ');
        out += text;
    }
    if (!is_unique_id(out)) return std::nullopt;
    return out;
}

bool is_unique_id(std::string_view text) noexcept {
    return !text.empty() && text.size() <= longest_uidl &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace mailstead::maildir
