// Commands that only tell: ID (RFC 2971), NAMESPACE (RFC 2342), ENABLE (RFC 5161).
#include "imap/session.h"
#include "imap/write.h"

namespace mailstead::imap {

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
    out_ += ")) NIL NIL\r\n";
    co_return reply::ok("Namespace completed.");
}

net::task<reply> session::on(commands::enable) {    // RFC 5161 §3.1: nothing that has to be enabled is served
    out_ += "* ENABLED\r\n";
    co_return reply::ok("Enabled.");
}

}  // namespace mailstead::imap
