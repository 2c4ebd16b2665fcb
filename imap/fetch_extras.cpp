// FETCH PREVIEW (RFC 8970), EMAILID and THREADID (RFC 8474 §5), SAVEDATE (RFC 8514 §4.2).
#include "imap/fetch_run.h"
#include "imap/write.h"

namespace mailstead::imap {

// Before the first byte of the response: these may fail.
store::result<void> fetch_run::prepare_extras(open_message& message) {
    auto const uid = message.what.row->uid;
    if (preview_ != preview::none) {
        using haste = store::mailbox::haste;
        auto text = box_.box().preview_of(uid, preview_ == preview::lazy ? haste::lazy : haste::wanted);
        if (!text) return text.error();
        message.preview = std::move(*text);
    }
    if (!origins_) return {};
    auto const found = origins_->of(uid);
    if (!found) return found.error();
    message.origin = **found;
    return {};
}

void fetch_run::write_extra(std::string& out, fetch_item::kind what) const {
    using kind = fetch_item::kind;
    if (what == kind::preview || what == kind::preview_lazy) {
        out += "PREVIEW ";
        write::nstring(out, open_->preview);
    } else if (what == kind::email_id) {
        out += "EMAILID (" + open_->origin.email_id + ')';
    } else if (what == kind::save_date) {
        out += "SAVEDATE ";
        write::internal_date(out, open_->origin.saved);
    } else {
        out += "THREADID NIL";    // RFC 8474 §5.2: relationships are not kept
    }
}

}  // namespace mailstead::imap
