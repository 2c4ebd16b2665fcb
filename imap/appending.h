// An APPEND or REPLACE under way; private to cmd_append.cpp, cmd_catenate.cpp and cmd_replace.cpp.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "mime/binary_encoder.h"

#include "imap/append_batch.h"
#include "imap/header_watch.h"
#include "imap/session.h"

namespace mailstead::imap {

// Once it is refused the rest is read and dropped.
struct session::appending {
    explicit appending(std::shared_ptr<std::atomic<std::size_t>> of_all) : all(std::move(of_all)) {}
    ~appending() { *all -= counted; }
    appending(appending const&) = delete;
    void next(append_message what, std::int64_t now) {
        batch.next(std::move(what), now);
        header = {};
        ++counted;
        ++*all;
    }
    // The octets of a literal8 may be anything (RFC 3516 §4.4).
    void begin_text(framer::event const& literal) {
        if (literal.binary) encoder.emplace();
        else encoder.reset();
        batch.octets() += literal.size;
    }
    void hold(std::string_view octets) {
        if (encoder) encoder->feed(octets, held);
        else held += octets;
    }
    std::optional<reply> end_text() {
        if (!encoder) return std::nullopt;
        encoder->finish(held);
        bool const lossless = encoder->is_lossless();
        encoder.reset();
        if (lossless) return std::nullopt;
        return reply::no("[UNKNOWN-CTE] NULs need a part whose Content-Transfer-Encoding is binary.");
    }

    append_batch batch{nullptr};
    std::optional<mime::binary_encoder> encoder;
    std::optional<reply> refusal;
    std::string held;                        // octets of the current message that the store has not got
    header_watch header;                     // of the current message
    bool catenates = false;                  // the current message
    std::optional<std::uint32_t> replaces;   // the uid of what REPLACE takes away
    std::shared_ptr<std::atomic<std::size_t>> all;
    std::size_t counted = 0;                 // of ours in `all`
};

}  // namespace mailstead::imap
