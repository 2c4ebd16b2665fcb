// The queue as tools show it. From the server it comes as records: the fields of each message, small and quick to read;
// people and programs get lines of text (tools/postqueue_text.h) or one JSON object for each message, with the names that
// Postfix's `postqueue -j` uses.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mta/queue/envelope_blob.h"
#include "mta/queue/store_db.h"

namespace mailstead::mta::queue {

// A message as a listing shows it. The texts are views, and any bytes.
struct listed_recipient {
    std::string_view address;
    std::string_view reason;     // why it is late; empty: not known
};
struct listed_message {
    std::uint64_t number = 0;
    queue::state state = queue::state::active;
    std::int64_t arrival = 0;    // seconds since 1970
    std::uint64_t size = 0;
    bool expired = false;        // the administrator has let it expire
    std::string_view sender;     // never empty: MAILER-DAEMON, or "(damaged)" when the envelope cannot be read
    std::vector<listed_recipient> recipients;    // that are not done
};

// What a listing begins with. Records follow: four bytes of length, the highest first, and the fields in order.
inline constexpr std::string_view listing_header = "mailstead listing 1\n";

// Makes records. Reuse it: it keeps its memory.
class record_writer {
public:
    // `out` grows by one record.
    void add(std::string& out, message_view const& what);
    // The record that says that the listing is whole.
    static void end(std::string& out);

private:
    void add_fields(std::string& out, message_view const& what);
    envelope_summary of_;
};

// Reads records as they arrive, however they are cut.
class record_reader {
public:
    enum class piece { message, end, need_more, damaged };
    static constexpr std::size_t limit = std::size_t{64} << 20;    // bytes of one record; a longer one is damaged

    // Ends the views that next() gave.
    void feed(std::string_view bytes);
    // The views in `into` hold until the next feed(). After `end` and `damaged` nothing follows.
    piece next(listed_message& into);

private:
    std::string held_;
    std::size_t at_ = 0;
};

// {"queue_name","queue_id","arrival_time","message_size","forced_expire","sender","recipients":[{"address",
// "delay_reason"}]}, with a blank after each comma and colon, as Postfix prints it; without a line end.
std::string listing_line(listed_message const& what);
std::string listing_line(stored_message const& what);

}  // namespace mailstead::mta::queue
