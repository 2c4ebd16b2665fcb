// The Dovecot authentication protocol (version 1) as data: its lines parsed and printed, no I/O. The lines USER, NOTFOUND and
// FAIL of the same protocol's user lookup travel on the same connection; all requests share one space of ids.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <sys/types.h>

namespace mailstead::auth {

// Who somebody is, for the rooms that act on his behalf. `name` is the address in its normal form.
struct user {
    std::string name;
    uid_t uid = static_cast<uid_t>(-1);  // -1: not said, the asker's own default applies
    gid_t gid = static_cast<gid_t>(-1);
    std::string home;  // empty: not said
    std::string mail;  // where the mail lies, as in mail_location; empty: not said
    // Most octets and messages in all folders together, Dovecot's quota_rule=*:bytes=...:messages=...; 0: no limit;
    // absent: not said.
    std::optional<std::uint64_t> quota_storage = std::nullopt, quota_messages = std::nullopt;
    // Dovecot's system_groups_user: the user of this system whom the name means; his mailbox is where local delivery puts mail.
    std::string system_user{};
    bool operator==(user const&) const = default;
};

// What both ends of a TLS connection know of it, and nobody between them (RFC 5056).
struct channel_binding {
    std::string type;     // "tls-exporter", "tls-server-end-point", "tls-unique"
    std::string bytes;    // raw
    bool operator==(channel_binding const&) const = default;
};

// What a protocol session knows when its client wants to authenticate.
struct request {
    std::string mechanism;  // as the client named it, any case
    std::string service;    // smtp, imap, pop3
    std::string local_address;
    std::string remote_address;
    std::uint16_t local_port = 0;
    std::uint16_t remote_port = 0;
    bool tls = false;                             // the connection is encrypted
    // One per type. None: the client was not offered to bind what it authenticates to the connection.
    std::vector<channel_binding> bindings{};
    bool certificate_valid = false;               // the client has shown a certificate, and it is one to believe
    std::string certificate_name{};               // whom it names
    std::optional<std::string> initial_response;  // raw bytes; absent and empty are different things (RFC 4422 §3)
    bool operator==(request const&) const = default;
};

// What comes of one step. challenge: ask the client on; accepted and refused end the exchange.
struct challenge {
    std::string bytes;
    bool operator==(challenge const&) const = default;
};
struct accepted {
    std::string user;  // normal form of the authenticated address
    bool operator==(accepted const&) const = default;
};
struct refused {
    std::string reason;      // for the log; a client gets a calm general text
    bool temporary = false;  // nothing is known about the credentials: 454, [SYS/TEMP]
    std::string user;        // who he said he is, for the log; may be empty
    bool operator==(refused const&) const = default;
};
using answer = std::variant<challenge, accepted, refused>;

// What a mechanism is like, as far as a protocol must know in order to offer it.
struct mechanism {
    std::string name;  // upper case
    bool plaintext = false;
    bool anonymous = false;
    bool dictionary = false;
    bool active = false;
    bool forward_secrecy = false;
    bool mutual_auth = false;
    bool binds_channel = false;  // "channel-binding": needs one; printed as private, too, for servers that have none to give
    bool hidden = false;  // "private": never listed to clients
    bool operator==(mechanism const&) const = default;
};

namespace wire {

inline constexpr unsigned major_version = 1;
inline constexpr unsigned minor_version = 2;
inline constexpr std::size_t default_line_limit = 8192;

// Lines that go either way.
struct version {
    unsigned major = major_version;
    unsigned minor = minor_version;
    bool operator==(version const&) const = default;
};
struct bad {
    std::string_view why;  // static text
    bool operator==(bad const&) const = default;
};
struct unknown {  // a line of a later version: to be passed over
    bool operator==(unknown const&) const = default;
};

// Client to server.
struct cpid {
    std::uint64_t pid = 0;
    bool operator==(cpid const&) const = default;
};
struct start {
    std::uint32_t id = 0;
    auth::request request;
    bool garbled = false;    // its resp is no base64: no initial_response
    bool operator==(start const&) const = default;
};
struct reply {  // CONT from the client
    std::uint32_t id = 0;
    std::string bytes;
    bool garbled = false;    // it was no base64: no bytes
    bool operator==(reply const&) const = default;
};
struct cancel {
    std::uint32_t id = 0;
    bool operator==(cancel const&) const = default;
};
struct lookup {  // USER from the client
    std::uint32_t id = 0;
    std::string name;
    std::string service;
    bool operator==(lookup const&) const = default;
};
using client_line = std::variant<version, cpid, start, reply, cancel, lookup, unknown, bad>;

// Server to client. MECH is auth::mechanism itself.
struct spid {
    std::uint64_t pid = 0;
    bool operator==(spid const&) const = default;
};
struct cuid {
    std::uint64_t connection = 0;
    bool operator==(cuid const&) const = default;
};
struct cookie {
    std::string hex;
    bool operator==(cookie const&) const = default;
};
struct done {
    bool operator==(done const&) const = default;
};
struct ask {  // CONT from the server
    std::uint32_t id = 0;
    std::string bytes;
    bool operator==(ask const&) const = default;
};
struct ok {
    std::uint32_t id = 0;
    std::string user;                   // may be empty when the server does not say
    std::optional<std::string> closing; // the mechanism's last words, where the server sends them with the OK
    bool operator==(ok const&) const = default;
};
struct fail {  // to AUTH and to USER
    std::uint32_t id = 0;
    std::string user;
    std::string reason;
    bool temporary = false;
    bool operator==(fail const&) const = default;
};
struct found {  // USER from the server
    std::uint32_t id = 0;
    auth::user user;
    bool operator==(found const&) const = default;
};
struct not_found {
    std::uint32_t id = 0;
    bool operator==(not_found const&) const = default;
};
using server_line =
    std::variant<version, mechanism, spid, cuid, cookie, done, ask, ok, fail, found, not_found, unknown, bad>;

// One line, without its LF, as a value. Total; linear in the line's length. Fields it does not know are passed over.
client_line parse_client(std::string_view line);
server_line parse_server(std::string_view line);

// The line with its LF. print(unknown) and print(bad) give nothing.
std::string print(client_line const& line);
std::string print(server_line const& line);

// The bytes NUL, SOH, TAB, CR and LF are written as SOH and a letter or digit inside a field.
std::string escaped(std::string_view field);
std::string unescaped(std::string_view field);

// Cuts a stream of bytes into lines. The result does not depend on how the bytes were cut when fed.
class framer {
public:
    explicit framer(std::size_t line_limit = default_line_limit) : limit_(line_limit) {}

    enum class state { line, need_more, too_long };
    struct piece {
        framer::state state = state::need_more;
        std::string_view line;  // without LF; valid until the next feed()
    };

    void feed(std::string_view bytes);
    // The next complete line. too_long stays: the peer has left the protocol, the connection is to be closed.
    piece next();

private:
    std::string held_;
    std::size_t at_ = 0;       // start of what has not been given out
    std::size_t scanned_ = 0;  // no LF before this
    std::size_t limit_;
};

}  // namespace wire
}  // namespace mailstead::auth
