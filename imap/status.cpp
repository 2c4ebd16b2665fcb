#include "imap/status.h"

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
        case status_item::append_limit: break;
    }
    return {"APPENDLIMIT ", append_limit};
}

}  // namespace

void write_status(std::string& out, std::string_view mailbox, mailbox_names names, store::folder_status const& is,
                  std::vector<status_item> const& items, std::uint64_t append_limit) {
    out += "* STATUS ";
    write::mailbox(out, mailbox, names);
    out += " (";
    for (std::size_t i = 0; i < items.size(); ++i) {
        auto const [name, value] = item(is, items[i], append_limit);
        if (i > 0) out += ' ';
        out += name;
        if (items[i] == status_item::append_limit && value == 0) out += "NIL";    // RFC 7889 §3: no limit
        else write::number(out, value);
    }
    out += ")\r\n";
}

}  // namespace mailstead::imap
