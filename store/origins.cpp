#include "store/origins.h"

#include "base/ascii.h"
#include "store/hash.h"

namespace mailstead::store {

std::string email_id_of(index_row const& row, key_of_row key) {
    if (!row.email.empty()) return row.email;
    // The date and the hash: the place between them is cache.db's alone, and came later.
    auto const known = key(row).bytes;
    return "M" + base::hex(known.substr(0, 4)) + base::hex(known.substr(8));
}

result<std::vector<origin>> origins(index& rows, std::int64_t mailbox, std::span<std::uint32_t const> uids, key_of_row key) {
    auto const found = rows.origins(mailbox, uids);
    if (!found) return found.error();
    std::vector<origin> out;
    out.reserve(found->size());
    for (auto const& row : *found) out.push_back({row.what.uid, email_id_of(row, key), row.saved.value_or(0)});
    return out;
}

result<void> keep_email_ids(index& rows, std::int64_t mailbox, std::span<index_row const> from, std::span<index_row> to, key_of_row key) {
    std::vector<std::uint32_t> uids;
    for (auto const& row : from) uids.push_back(row.what.uid);
    auto const known = rows.origins(mailbox, uids);
    if (!known) return known.error();
    if (known->size() != from.size() || to.size() != from.size()) return make_error_code(errc::damaged);
    for (std::size_t i = 0; i < to.size(); ++i) {
        auto id = email_id_of((*known)[i], key);
        if (id != email_id_of(to[i], key)) to[i].email = std::move(id);
    }
    return {};
}

}  // namespace mailstead::store
