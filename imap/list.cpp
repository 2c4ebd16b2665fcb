#include "imap/list.h"

#include <algorithm>
#include <set>

#include "base/ascii.h"

#include "imap/write.h"

namespace mailstead::imap {

namespace {

void response(std::string& out, std::string_view command, std::string_view attributes, char separator, std::string_view name) {
    out.append("* ").append(command).append(" (").append(attributes).append(") ");
    write::string(out, std::string_view(&separator, 1));
    out += ' ';
    write::mailbox(out, name);
    out += "\r\n";
}

}  // namespace

bool matches_pattern(std::string_view pattern, std::string_view name, char separator) {
    // reached[i]: the pattern so far can have eaten i characters of the name.
    std::vector<char> reached(name.size() + 1, 0);
    reached[0] = 1;
    for (char p : pattern) {
        if (p == '*' || p == '%') {
            for (std::size_t i = 0; i < name.size(); ++i) {
                if (reached[i] && (p == '*' || name[i] != separator)) reached[i + 1] = 1;
            }
            continue;
        }
        for (std::size_t i = name.size(); i > 0; --i) reached[i] = reached[i - 1] && name[i - 1] == p;
        reached[0] = 0;
    }
    return reached[name.size()];
}

std::string inbox_in_capitals(std::string pattern) {
    constexpr std::string_view inbox = "INBOX";
    // As far as the pattern spells it out: "inb*" is meant for INBOX as well, but "inbound*" is not.
    std::size_t same = 0;
    while (same < inbox.size() && same < pattern.size() && base::to_upper(pattern[same]) == inbox[same]) ++same;
    bool const ends = same == pattern.size() || std::string_view("*%./").find(pattern[same]) != std::string_view::npos;
    if (ends) pattern.replace(0, same, inbox.substr(0, same));
    return pattern;
}

std::string list_responses(std::vector<store::folder> const& folders, std::string_view pattern, char separator) {
    std::string out;
    for (auto const& f : folders) {
        if (!matches_pattern(pattern, f.name, separator)) continue;
        std::string attributes = f.selectable ? "" : "\\Noselect ";
        attributes += f.has_children ? "\\HasChildren" : "\\HasNoChildren";
        response(out, "LIST", attributes, separator, f.name);
    }
    return out;
}

std::string lsub_responses(std::vector<std::string> const& names, std::string_view pattern, char separator) {
    std::string out;
    std::set<std::string, std::less<>> levels;
    for (auto const& name : names) {
        if (matches_pattern(pattern, name, separator)) {
            response(out, "LSUB", "", separator, name);
            continue;
        }
        if (!pattern.ends_with('%')) continue;
        for (auto at = name.find(separator); at != name.npos; at = name.find(separator, at + 1)) levels.insert(name.substr(0, at));
    }
    for (auto const& level : levels) {
        bool const told = std::find(names.begin(), names.end(), level) != names.end();
        if (!told && matches_pattern(pattern, level, separator)) response(out, "LSUB", "\\Noselect", separator, level);
    }
    return out;
}

std::string root_response(char separator, std::string_view command) {
    std::string out;
    response(out, command, "\\Noselect", separator, "");
    return out;
}

}  // namespace mailstead::imap
