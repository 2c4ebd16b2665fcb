// What the administrator decides about the queue; server/settings_queue.h fills it from main.cf.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "mta/queue/report_texts.h"
#include "mta/route/transport.h"

namespace mailstead::mta::queue {

using std::chrono::milliseconds;

// How often and how long delivery is tried.
struct retry_settings {
    milliseconds minimal_backoff = std::chrono::seconds(300);
    milliseconds maximal_backoff = std::chrono::seconds(4000);
    // Messages that fall due within this time (1 s at most) of each other are looked for together.
    milliseconds run_delay = std::chrono::seconds(300);
    milliseconds lifetime = std::chrono::hours(24 * 5);           // maximal_queue_lifetime
    milliseconds bounce_lifetime = std::chrono::hours(24 * 5);    // the same for mail from the null sender
    milliseconds transport_retry = std::chrono::seconds(60);      // longest pause between tries of our own store
};

// Whom reports go to beside the sender, and what they say.
struct report_settings {
    // Copies for the postmaster of one class of trouble (notify_classes).
    struct copies {
        bool wanted = false;
        std::string to = "postmaster";
    };
    copies bounces, double_bounces, delays;
    std::string notices_from = "double-bounce@localhost";    // double_bounce_sender: of the copies; they never bounce
    milliseconds delay_warning{0};       // delay_warning_time; 0: never
    bool tells_cleared = false;          // confirm_delay_cleared
    bool threaded = false;               // enable_threaded_bounces
    bool utf8 = true;                    // smtputf8_enable
    report_texts texts = own_report_texts(false);    // expanded
};

using concurrency_settings = route::limits;

struct settings {
    std::string directory;               // where queue.db and segments/ lie; absolute
    std::string root;                    // queue_directory: sockets are named relative to it in logs
    std::uint64_t minfree = 0;           // queue_minfree: free bytes below which no mail is taken
    std::size_t active_limit = 20000;    // qmgr_message_active_limit
    std::size_t recipient_limit = 20000; // qmgr_message_recipient_limit: of active messages, which are counted whole
    unsigned log_digits = 2;             // delay_logging_resolution_limit
    std::uint64_t body_memory = std::uint64_t{48} << 20;    // accepted texts kept for the first attempt
    unsigned wal_pages = 1024;           // 4-KB pages of log between checkpoints
    std::uint64_t wal_bytes = std::uint64_t{16} << 20;      // the log file is written in full once, and reused

    retry_settings retry;
    concurrency_settings concurrency;    // of targets whose transport says nothing of its own
    unsigned local_in_flight = 128;      // transactions under way to our own store

    std::string hostname = "localhost";  // myhostname
    std::string mail_name = "Mailstead";
    std::uint64_t bounce_size_limit = 50000;
    report_settings reports;
    bool soft_bounce = false;            // what would go back is kept, until it is too old
    bool verp_bounces = true;            // disable_verp_bounces = no: reports about VERP mail are one for each recipient
};

}  // namespace mailstead::mta::queue
