#include "imap/status.h"

#include <algorithm>
#include <utility>

#include "imap/write.h"

namespace mailstead::imap {

namespace {

std::pair<std::string_view, std::uint64_t> item(store::folder_status const& is, status_item what, std::uint64_t append_limit) {
    switch (what) {
        case status_item::messages: return {"MESSAGES ", is.messages};
        case status_item::recent: return {"RECENT ", is.recent};
        case status_item::uid_next: return {"UIDNEXT ", is.uidnext};
        case status_item::uid_validity: return {"UIDVALIDITY ", is.uidvalidity};
        case status_item::unseen: return {"UNSEEN ", is.unseen};
        case status_item::size: return {"SIZE ", is.size};
        case status_item::highest_mod_seq: return {"HIGHESTMODSEQ ", is.highest_modseq};
        case status_item::deleted: return {"DELETED ", is.deleted};
        case status_item::deleted_storage: return {"DELETED-STORAGE ", is.deleted_size};    // RFC 9208 §4.1.4: the sum of RFC822.SIZE
        case status_item::append_limit: case status_item::mailbox_id: break;
    }
    return {"APPENDLIMIT ", append_limit};
}

bool asks_sizes(std::vector<status_item> const& items) {
    auto const is_sum = [](status_item what) { return what == status_item::size || what == status_item::deleted_storage; };
    return std::any_of(items.begin(), items.end(), is_sum);
}

}  // namespace

// Only who asks for sizes waits for those that nobody has counted yet.
base::result<known_status> status_now(store::account& account, std::string const& name, std::vector<status_item> const& items) {
    auto const counts = asks_sizes(items) ? account.status_with_sizes(name) : account.status(name);
    if (!counts) return counts.error();
    known_status out{*counts, {}};
    if (std::find(items.begin(), items.end(), status_item::mailbox_id) == items.end()) return out;
    auto id = object_id_of(account, name);
    if (!id) return id.error();
    out.object_id = std::move(*id);
    return out;
}

void write_status(std::string& out, std::string_view mailbox, mailbox_names names, known_status const& known,
                  std::vector<status_item> const& items, std::uint64_t append_limit) {
    out += "* STATUS ";
    write::mailbox(out, mailbox, names);
    out += " (";
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) out += ' ';
        if (items[i] == status_item::mailbox_id) {
            out += "MAILBOXID (" + known.object_id + ')';
            continue;
        }
        auto const [name, value] = item(known.counts, items[i], append_limit);
        out += name;
        if (items[i] == status_item::append_limit && value == 0) out += "NIL";    // RFC 7889 §3: no limit
        else write::number(out, value);
    }
    out += ")\r\n";
}

}  // namespace mailstead::imap
