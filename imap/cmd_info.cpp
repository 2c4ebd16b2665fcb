// Commands that only tell: ID (RFC 2971), NAMESPACE (RFC 2342), ENABLE (RFC 5161).
#include "imap/session.h"
#include "imap/utf7.h"
#include "imap/write.h"

namespace mailstead::imap {

// RFC 7162 §3.1: from the first command that enables it until the connection ends.
void session::use_condstore() {
    if (std::exchange(enabled_.condstore, true) || !selected_) return;
    selected_->speak(enabled_);
    tell_highest_mod_seq(selected_->told_mod_seq());
}

void session::tell_highest_mod_seq(std::uint64_t modseq) {
    out_ += "* OK [HIGHESTMODSEQ ";
    write::number(out_, modseq);
    out_ += "] Highest\r\n";
}

net::task<reply> session::on(commands::id) {    // RFC 2971 §3.1
    out_ += "* ID (\"name\" ";
    write::string(out_, how_.product);
    out_ += ")\r\n";
    co_return reply::ok("ID completed.");
}

net::task<reply> session::on(commands::name_space) {    // RFC 2342 §5
    out_ += "* NAMESPACE ((\"\" ";
    char const separator = account_->separator();
    write::string(out_, std::string_view(&separator, 1));
    out_ += "))";
    auto const section = [&](bool shown, std::string const& prefix) {
        if (!shown) {
            out_ += " NIL";
            return;
        }
        out_ += " ((";
        write::string(out_, to_utf7(prefix + separator));
        out_ += ' ';
        write::string(out_, std::string_view(&separator, 1));
        out_ += "))";
    };
    bool const shares = how_.acl && sharing_;
    section(shares && !how_.sharing.others.empty(), how_.sharing.others);
    section(shares && !how_.sharing.common_owner.empty(), how_.sharing.common);
    out_ += "\r\n";
    co_return reply::ok("Namespace completed.");
}

net::task<reply> session::on(commands::enable what) {    // RFC 5161 §3.1, RFC 7162 §3.2.3
    out_ += "* ENABLED";
    if (what.what.condstore) out_ += " CONDSTORE";
    if (what.what.qresync) out_ += " QRESYNC";
    if (what.what.rev2) out_ += " IMAP4rev2";
    if (what.what.utf8_accept) out_ += " UTF8=ACCEPT";
    if (what.what.uid_only) out_ += " UIDONLY";
    bool const watches = account_->recorded() && (how_.mailbox_metadata ? what.what.metadata : what.what.metadata_server);
    if (watches) out_ += how_.mailbox_metadata ? " METADATA" : " METADATA-SERVER";
    out_ += "\r\n";
    if (watches && !metadata_) co_await watch_metadata();    // RFC 5464 §4.4
    enabled_.qresync |= what.what.qresync;
    enabled_.rev2 |= what.what.rev2;
    enabled_.utf8_accept |= what.what.utf8_accept;
    enabled_.uid_only |= what.what.uid_only;
    if (what.what.condstore) use_condstore();
    if (selected_) selected_->speak(enabled_);
    co_return reply::ok("Enabled.");
}

}  // namespace mailstead::imap
