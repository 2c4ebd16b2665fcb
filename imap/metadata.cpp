#include "imap/metadata.h"

#include <algorithm>

#include "imap/write.h"

namespace mailstead::imap {

bool is_within(std::string_view name, std::string_view entry, metadata_depth depth) {
    if (name == entry) return true;
    if (depth == metadata_depth::none || !name.starts_with(entry) || name[entry.size()] != '/') return false;
    return depth == metadata_depth::infinity || name.find('/', entry.size() + 1) == name.npos;
}

std::vector<store::annotation> metadata_wanted(std::vector<store::annotation> const& there, commands::get_metadata const& what) {
    std::vector<store::annotation> out;
    auto const add = [&out](store::annotation const& one) {
        bool const told = std::any_of(out.begin(), out.end(), [&](store::annotation const& known) { return known.name == one.name; });
        if (!told) out.push_back(one);
    };
    for (auto const& entry : what.entries) {
        bool found = false;
        for (auto const& one : there) {
            if (!is_within(one.name, entry, what.depth)) continue;
            found = true;
            add(one);
        }
        if (!found && what.depth == metadata_depth::none) add({entry, 0});
    }
    return out;
}

void write_annotation(std::string& out, std::string_view name, std::optional<std::string> const& value) {
    write::astring(out, name);
    out += ' ';
    if (!value || value->find('\0') == value->npos) return write::nstring(out, value);
    out += "~{";
    write::number(out, value->size());
    out += "}\r\n";
    out += *value;
}

void write_changed_entries(std::string& out, std::string_view mailbox, std::vector<std::string> const& entries, mailbox_names how) {
    out += "* METADATA ";
    write::mailbox(out, mailbox, how);
    for (auto const& entry : entries) {
        out += ' ';
        write::astring(out, entry);    // it may hold blanks
    }
    out += "\r\n";
}

std::optional<std::string_view> filter_of(std::string_view entry) {
    for (std::string_view const root : {"/private/filters/values/", "/shared/filters/values/"}) {
        if (entry.starts_with(root)) return entry.substr(root.size());
    }
    return std::nullopt;
}

}  // namespace mailstead::imap
