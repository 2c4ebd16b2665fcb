// One connected peer, plain or TLS, seen from a session's coroutine. All calls on the stream's own thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "net/error.h"
#include "net/task.h"

namespace mailstead::net {

class tls_context;    // net/tls.h
struct peer_certificate;

struct endpoint {
    std::string address;          // "192.0.2.1", "2001:db8::1"; "unix" for a local socket
    std::uint16_t port = 0;
    bool loopback = false;        // 127.0.0.0/8, ::1 or a local socket
    uid_t peer_uid = static_cast<uid_t>(-1);    // local sockets only
    pid_t peer_pid = 0;
};

// Types of channel bindings (RFC 5056): "tls-exporter" (RFC 9266), "tls-server-end-point" and "tls-unique" (RFC 5929).
enum class binding { exporter, server_end_point, unique };

// What was agreed on; empty protocol: the stream is in clear.
struct tls_info {
    std::string protocol;         // "TLSv1.3"
    std::string cipher;           // "TLS_AES_256_GCM_SHA384"
    int bits = 0;
    std::string details;          // of TLS 1.3, as Postfix tells them: " key-exchange X25519 server-signature ECDSA (P-256) server-digest SHA256"
    std::string server_name;      // SNI as asked for by the client
    bool resumed = false;         // an earlier session was taken up again
    bool extended_secret = false; // the extended master secret (RFC 7627); TLS 1.3 has nothing less
    bool asked = false;           // the client was asked for a certificate
    std::shared_ptr<peer_certificate const> certificate;    // net/peer_certificate.h; null: the client showed none
};

class stream {
public:
    using patience = std::chrono::seconds;

    virtual ~stream() = default;

    // At least one byte, as many as are there up to `limit`; waits at most `limit_of_wait`. The view lives in a buffer
    // shared by all streams of the thread: valid until the next co_await, so copy or feed it at once.
    // Fails with errc::closed, timed_out, stopping or tls_failed; after a failure only destruction is useful, but after
    // timed_out one may also read on, or write.
    virtual task<result<std::string_view>> read_some(std::size_t limit, patience limit_of_wait) = 0;

    // The peer has sent something that nobody has read yet. Never waits; false where nobody can know.
    virtual bool has_input() const noexcept { return false; }

    // Writes all of it (the bytes must live until the call returns), or fails as read_some does; waits while the peer
    // takes nothing, at most `limit_of_wait` without progress.
    virtual task<result<void>> write(std::string_view bytes, patience limit_of_wait) = 0;
    virtual task<result<void>> write(std::span<std::string_view const> pieces, patience limit_of_wait) = 0;

    // Server side handshake on a clear stream. The caller has discarded what it had buffered in clear; bytes that the
    // peer sent in clear before its hello make the handshake fail (RFC 3207 §4.2).
    virtual task<result<void>> start_tls(std::shared_ptr<tls_context const> context, patience limit_of_wait) = 0;

    virtual tls_info const& tls() const noexcept = 0;
    bool is_tls() const noexcept { return !tls().protocol.empty(); }
    // Bytes of this TLS connection that nobody between the two ends can have as well, raw. Empty: the stream is in clear, or
    // has none of that type: tls-unique is of TLS 1.2 alone, and this and tls-exporter need the extended master secret.
    // Server's side only.
    virtual std::string channel_binding(binding) const { return {}; }
    virtual endpoint const& peer() const noexcept = 0;
    virtual endpoint const& local() const noexcept = 0;
    virtual executor get_executor() noexcept = 0;

    // Makes a pending or later read fail with `why`, so that the session says goodbye (writes still work) and ends; may
    // be called from another coroutine of the same thread.
    virtual void abort(errc why) noexcept = 0;
    // As abort(), and nothing more is said either: a write under way fails too.
    virtual void cut(errc why) noexcept { abort(why); }
};

}  // namespace mailstead::net
