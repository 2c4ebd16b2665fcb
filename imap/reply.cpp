#include "imap/reply.h"

#include <array>

#include "net/error.h"
#include "store/error.h"

namespace mailstead::imap {

namespace {

struct entry {
    store::errc why;
    std::string_view text;
    bool trouble = false;
};

// RFC 5530 §3 and, for TOOBIG, RFC 4469; HASCHILDREN is RFC 9051's.
constexpr std::array<entry, 15> table = {{
    {store::errc::gone, "[EXPUNGEISSUED] Some of the requested messages no longer exist."},
    {store::errc::no_mailbox, "[NONEXISTENT] Mailbox doesn't exist."},
    {store::errc::exists, "[ALREADYEXISTS] Mailbox already exists."},
    {store::errc::bad_name, "[CANNOT] Invalid mailbox name."},
    {store::errc::has_children, "[HASCHILDREN] Mailbox has children, delete them first."},
    {store::errc::not_selectable, "[CANNOT] Mailbox isn't selectable."},
    {store::errc::read_only, "[NOPERM] Mailbox is read-only."},
    {store::errc::too_big, "[TOOBIG] Message is too large."},
    {store::errc::too_many_keywords, "[LIMIT] Too many keywords."},
    {store::errc::over_quota, "[OVERQUOTA] Quota exceeded."},
    {store::errc::no_right, "[NOPERM] Permission denied."},
    {store::errc::too_many_annotations, "[METADATA TOOMANY] Too many annotations."},
    {store::errc::in_use, "[INUSE] Mailbox is locked by another session."},
    {store::errc::damaged, "[CORRUPTION] Mailbox or index needs repair.", true},
    {store::errc::busy, "[UNAVAILABLE] Server is busy, try again later.", true},
}};

entry const* find(base::error_code const& why) noexcept {
    for (auto const& e : table) {
        if (why == e.why) return &e;
    }
    return nullptr;
}

}  // namespace

reply no_for(base::error_code const& why) {
    if (auto const* known = find(why)) return reply::no(std::string(known->text));
    if (why == net::errc::busy || why == net::errc::stopping) return reply::no("[UNAVAILABLE] Server is busy, try again later.");
    if (why == boost::system::errc::no_space_on_device || why.value() == EDQUOT) return reply::no("[OVERQUOTA] Not enough disk space.");
    if (why == boost::system::errc::permission_denied) return reply::no("[NOPERM] Permission denied.");
    if (base::is_temporary(why)) return reply::no("[UNAVAILABLE] Internal error occurred, try again later.");
    return reply::no("[SERVERBUG] Internal error occurred.");
}

bool is_trouble(base::error_code const& why) noexcept {
    auto const* known = find(why);
    return !known || known->trouble;
}

}  // namespace mailstead::imap
