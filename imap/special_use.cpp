#include "imap/special_use.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "store/records.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t most_annotations = 1000;    // far above what uses need: this one must not fail for others

std::string joined(std::vector<std::string> const& uses) {
    std::string out;
    for (auto const& use : uses) {
        if (!out.empty()) out += ' ';
        out += use;
    }
    return out;
}

bool shares_one(std::string_view attributes, std::vector<std::string> const& uses) {
    auto const words = base::split(attributes, " ");
    auto const wanted = [&](std::string_view word) { return std::find(uses.begin(), uses.end(), word) != uses.end(); };
    return std::any_of(words.begin(), words.end(), wanted);
}

// Where annotations of a mailbox lie, and under which name: those of another's mailbox with it.
struct place {
    std::shared_ptr<store::records> kept;
    std::string name;
};

place place_of(store::account& account, std::string const& name) {
    if (account.is_personal(name)) return {account.recorded(), name};
    auto at = account.locate(name);
    if (!at || !at->where) return {};
    return {at->where->recorded(), std::move(at->name)};
}

}  // namespace

std::optional<std::string> settable_use(std::string_view attribute) {
    for (std::string_view const known : {"\\Archive", "\\Drafts", "\\Junk", "\\Memos", "\\Sent", "\\Trash"}) {
        if (base::iequals(known, attribute)) return std::string(known);
    }
    return std::nullopt;
}

base::result<std::vector<special_use>> own_uses(store::account& account, std::vector<store::folder> const& folders) {
    std::vector<special_use> out;
    for (auto const& folder : folders) {
        auto const at = place_of(account, folder.name);
        if (!at.kept) continue;
        auto value = at.kept->annotation_value(at.name, account.owner(), special_use_entry);
        if (!value) return value.error();
        if (*value && !(*value)->empty()) out.push_back({folder.name, std::move(**value)});
    }
    return out;
}

base::result<created> create_for(store::account& account, std::string const& name, std::vector<std::string> const& uses) {
    if (!uses.empty()) {
        auto const folders = account.list();
        if (!folders) return folders.error();
        auto const known = own_uses(account, *folders);
        if (!known) return known.error();
        auto const conflicts = [&](special_use const& one) { return shares_one(one.attribute, uses); };
        if (std::any_of(known->begin(), known->end(), conflicts)) return created::taken;
    }
    auto const made = account.create(name);
    if (!made) return made.error();
    if (uses.empty()) return created::done;
    std::array<store::annotation_change, 1> const change{{{std::string(special_use_entry), joined(uses)}}};
    auto const at = place_of(account, name);
    base::result<void> noted = make_error_code(store::errc::no_right);
    if (at.kept) noted = at.kept->annotate(at.name, account.owner(), change, most_annotations);
    if (noted) return created::done;
    (void)account.remove(name);    // RFC 6154 §3: without its use it must not be there
    return noted.error();
}

}  // namespace mailstead::imap
