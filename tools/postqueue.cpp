// The client of public/showq.
#include "tools/postqueue.h"

#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "base/ascii.h"
#include "conf/load.h"
#include "conf/lookup.h"
#include "mta/queue/listing.h"
#include "tools/ask.h"
#include "tools/getopt.h"
#include "tools/postqueue_text.h"
#include "tools/submission_file.h"

namespace mailstead::tools {
namespace {

namespace json = boost::json;
namespace queue = mta::queue;

enum class wish { none, list, json_lines, flush, flush_one, flush_site };

struct request {
    wish what = wish::none;
    std::string id;      // or the site
    std::string directory;
    std::string mistake;
};

int fail(int status, std::string_view text) {
    fmt::print(stderr, "postqueue: fatal: {}\n", text);
    return status;
}

constexpr char usage[] = "usage: postqueue -f | postqueue -i queueid | postqueue -j | postqueue -p | postqueue -s site";

wish wish_of(char letter) {
    switch (letter) {
    case 'f': return wish::flush;
    case 'i': return wish::flush_one;
    case 'j': return wish::json_lines;
    case 'p': return wish::list;
    default: return wish::flush_site;
    }
}

request parse(std::vector<std::string> const& args, std::string directory) {
    request out;
    out.directory = std::move(directory);
    auto const words = options_of("postqueue", args, "c:fi:jps:v");
    bool twice = false;
    for (auto const& [letter, value] : words.given) {
        if (letter == 'v') continue;
        if (letter == 'c') {
            out.directory = value;
            continue;
        }
        twice = twice || out.what != wish::none;
        out.what = wish_of(letter);
        if (letter == 'i' || letter == 's') out.id = value;
    }
    if (words.is_wrong || twice || !words.rest.empty() || out.what == wish::none) out.mistake = usage;
    return out;
}

std::string_view text_of(json::object const& from, std::string_view name) {
    auto const* value = from.if_contains(name);
    if (!value || !value->is_string()) return {};
    return {value->get_string().data(), value->get_string().size()};
}

// The messages of a queue whose server is down, in the words of the running one.
base::result<std::string> read_stopped(std::string const& directory) {
    queue::store_db::options wanted;
    wanted.wal_bytes = 0;
    auto db = queue::store_db::open(directory, wanted, queue::store_db::purpose::inspect, 0);
    if (!db) return db.error();
    std::string out = maildrop_lines(directory + "/../maildrop");
    for (std::uint64_t after = 0;;) {
        auto const rows = (*db)->page(after, 500);
        if (!rows) return rows.error();
        for (auto const& row : *rows) out += queue::listing_line(row) + "\n";
        if (rows->empty()) return out + "{\"end\":true}\n";
        after = rows->back().number;
    }
}

bool is_complete(std::string_view lines) { return lines.find("{\"end\":true") != lines.npos; }

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void print_lines(wish what, std::string_view lines) {
    if (what == wish::list) return print(mailq_text(lines));
    for (auto const line : base::split(lines, "\n")) {
        if (line.starts_with("{\"queue_name\"")) fmt::print("{}\n", line);
    }
}

// Prints the running server's listing while it comes: the server reads the next messages meanwhile.
class live_listing {
public:
    explicit live_listing(wish what) : what_(what) {}

    bool take(std::string_view bytes) {
        if (!begun_) {
            head_ += bytes;
            if (head_.size() < queue::listing_header.size() || !head_.starts_with(queue::listing_header)) return true;
            begun_ = true;
            return read(std::string_view(head_).substr(queue::listing_header.size()));
        }
        return read(bytes);
    }
    bool begun() const noexcept { return begun_; }
    std::string const& said_instead() const noexcept { return head_; }    // when it has not begun
    bool is_complete() const noexcept { return complete_; }

private:
    using piece = queue::record_reader::piece;

    bool read(std::string_view bytes) {
        records_.feed(bytes);
        auto got = records_.next(one_);
        for (; got == piece::message; got = records_.next(one_)) {
            if (what_ == wish::list) text_.add(one_);
            else print(queue::listing_line(one_) + "\n");
        }
        complete_ = got == piece::end;
        if (complete_ && what_ == wish::list) text_.end();
        print(text_.text());
        text_.clear();
        return got == piece::need_more;
    }

    wish what_;
    bool begun_ = false, complete_ = false;
    std::string head_;
    queue::record_reader records_;
    queue::listed_message one_;
    mailq_printer text_;
};

int list_stopped(request const& wanted, std::string const& queue_directory, base::error_code why) {
    if (::access((queue_directory + "/queue/queue.db").c_str(), R_OK) != 0)
        return fail(EX_UNAVAILABLE, fmt::format("Queue report unavailable - mail system is down: {}", why.message()));
    fmt::print(stderr, "postqueue: warning: Mail system is down -- accessing queue directly\n");
    auto const lines = read_stopped(queue_directory + "/queue");
    if (!lines) return fail(EX_UNAVAILABLE, fmt::format("Queue report unavailable - mail system is down: {}", lines.error().message()));
    print_lines(wanted.what, *lines);
    return EXIT_SUCCESS;
}

int list(request const& wanted, std::string const& queue_directory) {
    live_listing listing(wanted.what);
    auto const take = [&listing](std::string_view bytes) { return listing.take(bytes); };
    auto const asked = ask(queue_directory + "/public/showq", "records", take);
    if (!asked && !listing.begun()) return list_stopped(wanted, queue_directory, asked.error());
    if (listing.said_instead().starts_with("{\"error\":\"not allowed"))
        return fail(EX_NOPERM, fmt::format("User of uid {} is not allowed to view the mail queue", ::getuid()));
    return listing.is_complete() ? EXIT_SUCCESS : fail(EX_TEMPFAIL, "the report is not complete");
}

bool is_id(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return base::is_alpha(c) || base::is_digit(c); });
}

// A host's name, or an address in brackets.
bool is_destination(std::string_view site) {
    if (site.starts_with('[') && site.ends_with(']')) site = site.substr(1, site.size() - 2);
    auto const fits = [](char c) { return base::is_alpha(c) || base::is_digit(c) || c == '-' || c == '_' || c == '.' || c == ':'; };
    return !site.empty() && site.size() <= 255 && std::all_of(site.begin(), site.end(), fits);
}

int push(request const& wanted, std::string const& queue_directory) {
    if (wanted.what == wish::flush_one && !is_id(wanted.id))
        return fail(EX_UNAVAILABLE, fmt::format("Cannot flush queue ID - invalid name: \"{}\"", base::printable(wanted.id)));
    auto const line = wanted.what == wish::flush ? std::string("flush") : "flush " + wanted.id;
    auto const answer = ask(queue_directory + "/public/showq", line);
    if (!answer) return fail(EX_UNAVAILABLE, "Cannot flush mail queue - mail system is down");
    if (answer->find("\"ok\":true") != answer->npos) return EXIT_SUCCESS;
    if (answer->find("not allowed") != answer->npos)
        return fail(EX_NOPERM, fmt::format("User of uid {} is not allowed to flush the mail queue", ::getuid()));
    // Nothing waits under that name: as in Postfix, that is no mistake.
    bool const absent = answer->find("no such message") != answer->npos || answer->find("invalid queue id") != answer->npos;
    if (wanted.what == wish::flush_one && absent) return EXIT_SUCCESS;
    return fail(EX_DATAERR, base::trimmed(*answer));
}

// One deferred message; a message that has gone meanwhile is no trouble.
bool push_one(std::string const& queue_directory, std::string const& id) {
    auto const answer = ask(queue_directory + "/public/showq", "flush " + id);
    return answer.has_value();
}

bool is_for(json::object const& message, std::string_view site) {
    auto const* recipients = message.if_contains("recipients");
    if (!recipients || !recipients->is_array()) return false;
    for (auto const& item : recipients->get_array()) {
        if (!item.is_object()) continue;
        auto const address = text_of(item.get_object(), "address");
        auto const at = address.rfind('@');
        if (at != address.npos && base::iequals(address.substr(at + 1), site)) return true;
    }
    return false;
}

// The mail of one site that is waiting, if fast_flush_domains says that it may be asked for.
int push_site(std::string const& site, conf::settings const& values) {
    if (!is_destination(site))
        return fail(EX_UNAVAILABLE, fmt::format("Cannot flush mail queue - invalid destination: \"{}\"", base::printable(site)));
    auto const allowed = conf::match_list::open("fast_flush_domains", values).matches(site);
    if (!allowed) return fail(EX_TEMPFAIL, fmt::format("fast_flush_domains: {}", allowed.error().message()));
    if (!*allowed) return fail(EX_UNAVAILABLE, fmt::format("Flush service is not configured for destination \"{}\"", base::printable(site)));
    auto const queue_directory = values.text("queue_directory");
    auto const lines = ask(queue_directory + "/public/showq", "list");
    if (!lines) return fail(EX_UNAVAILABLE, "Cannot flush mail queue - mail system is down");
    for (auto const line : base::split(*lines, "\n")) {
        boost::system::error_code broken;
        auto const value = json::parse(json::string_view(line.data(), line.size()), broken);
        if (broken || !value.is_object() || text_of(value.get_object(), "queue_name") != "deferred") continue;
        if (!is_for(value.get_object(), site)) continue;
        if (!push_one(queue_directory, std::string(text_of(value.get_object(), "queue_id")))) return fail(EX_TEMPFAIL, "the mail system went away");
    }
    return is_complete(*lines) ? EXIT_SUCCESS : fail(EX_TEMPFAIL, "the list of messages is not complete");
}

}  // namespace

int postqueue(std::vector<std::string> args, std::string config_dir) {
    auto const wanted = parse(args, std::move(config_dir));
    if (!wanted.mistake.empty()) return fail(EX_UNAVAILABLE, wanted.mistake);
    auto const config = conf::load(wanted.directory);
    if (!config.values) return fail(EX_CONFIG, fmt::format("the configuration in {} cannot be used", wanted.directory));
    auto const queue_directory = config.values->text("queue_directory");
    if (wanted.what == wish::flush_site) return push_site(wanted.id, *config.values);
    bool const shows = wanted.what == wish::list || wanted.what == wish::json_lines;
    return shows ? list(wanted, queue_directory) : push(wanted, queue_directory);
}

}  // namespace mailstead::tools
