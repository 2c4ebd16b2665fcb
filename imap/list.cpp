#include "imap/list.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/ascii.h"

#include "imap/write.h"

namespace mailstead::imap {

namespace {

void response(std::string& out, std::string_view command, std::string_view attributes, list_form how, std::string_view name) {
    out.append("* ").append(command).append(" (").append(attributes).append(") ");
    write::string(out, std::string_view(&how.separator, 1));
    out += ' ';
    write::mailbox(out, name, how.names);
    out += "\r\n";
}

}  // namespace

namespace {

bool is_wildcard(char p) noexcept { return p == '*' || p == '%'; }

}  // namespace

// The time is bounded by the square of the name's length, whatever the pattern.
bool matches_pattern(std::string_view pattern, std::string_view name, char separator) {
    auto const wildcards = static_cast<std::size_t>(std::count_if(pattern.begin(), pattern.end(), is_wildcard));
    if (pattern.size() - wildcards > name.size()) return false;
    // reached[i]: the pattern so far can have eaten i characters of the name.
    std::vector<char> reached(name.size() + 1, 0);
    reached[0] = 1;
    char before = 0;
    for (char p : pattern) {
        // Of wildcards in a row the widest counts, and once.
        bool const adds_nothing = is_wildcard(p) && (before == '*' || before == p);
        if (adds_nothing) continue;
        before = p;
        if (is_wildcard(p)) {
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

namespace {

// All names there are to choose from: with RECURSIVEMATCH also the levels above subscribed names (RFC 5258 §3.5).
std::map<std::string, listed> candidates(std::vector<store::folder> const& folders, std::vector<std::string> const& subscriptions,
                                         list_options const& options, char separator) {
    std::map<std::string, listed> out;
    auto const add = [&out](std::string name) -> listed& {
        auto& at = out.try_emplace(name).first->second;
        if (at.name.empty()) at.exists = false;
        at.name = std::move(name);
        return at;
    };
    for (auto const& f : folders) {
        auto& at = add(f.name);
        at.exists = f.selectable;
        at.has_children = f.has_children;
        at.subscribed = f.subscribed;
    }
    if (!options.only_subscribed) return out;
    for (auto const& name : subscriptions) {
        add(name).subscribed = true;
        for (auto at = name.find(separator); options.recursive && at != name.npos; at = name.find(separator, at + 1)) add(name.substr(0, at));
    }
    return out;
}

// Of each use the first mailbox in the list's order that is there: clients' own wishes, then the administrator's names.
void note_uses(std::map<std::string, listed>& names, std::vector<special_use> const& uses) {
    std::set<std::string_view> taken;
    for (auto const& use : uses) {
        auto const at = names.find(use.mailbox);
        if (at == names.end() || !at->second.exists || !at->second.use.empty()) continue;
        auto const words = base::split(use.attribute, " ");
        if (std::any_of(words.begin(), words.end(), [&](auto const& word) { return taken.contains(word); })) continue;
        taken.insert(words.begin(), words.end());
        at->second.use = use.attribute;
    }
}

bool satisfies(listed const& what, list_options const& options) {
    return (!options.only_subscribed || what.subscribed) && (!options.only_special_use || !what.use.empty());
}

// What lies above a name that satisfies the selection; a parent that does not satisfy it is told only where the child is
// not told itself (RFC 5258 §3.3, §3.5).
void note_parents(std::map<std::string, listed>& names, listed const& child, bool child_matches, char separator) {
    for (auto at = child.name.find(separator); at != child.name.npos; at = child.name.find(separator, at + 1)) {
        auto const parent = names.find(child.name.substr(0, at));
        if (parent != names.end() && (parent->second.selected || !child_matches)) parent->second.child_info = true;
    }
}

void attribute(std::string& out, bool holds, std::string_view name) {
    if (!holds) return;
    if (!out.empty()) out += ' ';
    out += name;
}

}  // namespace

std::vector<listed> chosen(std::vector<store::folder> const& folders, std::vector<std::string> const& subscriptions,
                           std::vector<std::string> const& patterns, list_options const& options,
                           std::vector<special_use> const& uses, char separator) {
    auto names = candidates(folders, subscriptions, options, separator);
    note_uses(names, uses);
    auto const matched = [&](std::string const& name) {
        auto const by = [&](std::string const& pattern) { return !pattern.empty() && matches_pattern(pattern, name, separator); };
        return std::any_of(patterns.begin(), patterns.end(), by);
    };
    for (auto& [name, what] : names) what.selected = satisfies(what, options);
    if (options.recursive) {
        for (auto const& [name, what] : names) {
            if (what.selected) note_parents(names, what, matched(name), separator);
        }
    }
    std::vector<listed> out;
    for (auto& [name, what] : names) {
        if ((what.selected || what.child_info) && matched(name)) out.push_back(std::move(what));
    }
    return out;
}

listed listed_as(std::vector<store::folder> const& folders, std::string const& name, std::vector<special_use> const& uses, char separator) {
    // Of the others only those count that may have a use before it.
    std::vector<store::folder> few;
    auto const add = [&](std::string_view wanted) {
        auto const at = std::lower_bound(folders.begin(), folders.end(), wanted, [](store::folder const& f, std::string_view n) { return f.name < n; });
        if (at != folders.end() && at->name == wanted) few.push_back(*at);
    };
    add(name);
    for (auto const& use : uses) add(use.mailbox);
    auto names = candidates(few, {}, {}, separator);
    note_uses(names, uses);
    auto const at = names.find(name);
    if (at != names.end()) return std::move(at->second);
    listed out;
    out.name = name;
    out.exists = false;
    return out;
}

namespace {

// CHILDINFO, RFC 5258 §3.5.
std::string child_info(list_options const& options) {
    std::string out = "\"CHILDINFO\" (";
    if (options.only_subscribed) out += "\"SUBSCRIBED\"";
    if (options.only_subscribed && options.only_special_use) out += ' ';
    if (options.only_special_use) out += "\"SPECIAL-USE\"";
    return out + ')';
}

}  // namespace

void write_listed(std::string& out, listed const& what, list_options const& options, list_form how) {
    std::string attributes;
    attribute(attributes, !what.exists, options.extended ? "\\NonExistent" : "\\Noselect");
    attribute(attributes, what.has_children, "\\HasChildren");
    attribute(attributes, what.exists && !what.has_children, "\\HasNoChildren");
    attribute(attributes, options.tell_subscribed && what.subscribed, "\\Subscribed");
    attribute(attributes, !what.use.empty(), what.use);
    response(out, "LIST", attributes, how, what.name);
    if (!what.child_info && what.old_name.empty()) return;
    out.resize(out.size() - 2);
    out += " (";
    if (what.child_info) out += child_info(options);
    if (what.child_info && !what.old_name.empty()) out += ' ';
    if (!what.old_name.empty()) {
        out += "\"OLDNAME\" (";
        write::mailbox(out, what.old_name, how.names);
        out += ')';
    }
    out += ")\r\n";
}

std::string lsub_responses(std::vector<std::string> const& names, std::string_view pattern, list_form how) {
    auto const separator = how.separator;
    std::string out;
    std::set<std::string, std::less<>> levels;
    for (auto const& name : names) {
        if (matches_pattern(pattern, name, separator)) {
            response(out, "LSUB", "", how, name);
            continue;
        }
        if (!pattern.ends_with('%')) continue;
        for (auto at = name.find(separator); at != name.npos; at = name.find(separator, at + 1)) levels.insert(name.substr(0, at));
    }
    for (auto const& level : levels) {
        bool const told = std::find(names.begin(), names.end(), level) != names.end();
        if (!told && matches_pattern(pattern, level, separator)) response(out, "LSUB", "\\Noselect", how, level);
    }
    return out;
}

std::string root_response(char separator, std::string_view command) {
    std::string out;
    response(out, command, "\\Noselect", {separator, mailbox_names::utf7}, "");
    return out;
}

}  // namespace mailstead::imap
