// One pass over what the scan found.
#include "mbox/foreign_uids.h"

namespace mailstead::mbox {
namespace {

// Room for what is still to come: validities grow with each rename, uids with each message.
constexpr std::uint32_t highest_validity = 0xf000'0000, highest_uid = 0x8000'0000;

// The internal message of UW-IMAP has no uid of its own; we list it, before the first real one.
std::uint32_t uid_of(std::span<found_message const> messages, std::size_t i) {
    auto const& own = messages[i].uids;
    bool const is_internal = i == 0 && own.is_internal && own.uid == 0;
    return is_internal && messages.size() > 1 && messages[1].uids.uid > 1 ? 1 : own.uid;
}

}  // namespace

std::optional<foreign_uids> foreign_uids_in(std::span<found_message const> messages) {
    if (messages.empty()) return std::nullopt;
    auto const& base = messages.front().uids;
    if (base.validity == 0 || base.validity > highest_validity || base.last > highest_uid) return std::nullopt;
    foreign_uids out{base.validity, base.last, {}};
    for (std::size_t i = 0; i < messages.size(); ++i) {
        auto const uid = uid_of(messages, i);
        if (uid == 0 || uid > base.last || (i > 0 && uid <= out.uids.back())) break;
        out.uids.push_back(uid);
    }
    return out;
}

}  // namespace mailstead::mbox
