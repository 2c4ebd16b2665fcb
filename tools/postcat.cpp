#include "tools/postcat.h"

#include <sysexits.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/ascii.h"
#include "base/fs.h"
#include "conf/load.h"
#include "mime/header.h"
#include "tools/getopt.h"
#include "tools/queue_admin.h"
#include "tools/submission_file.h"

namespace mailstead::tools {
namespace {

namespace json = boost::json;
using std::string_view;

string_view text_of(json::object const& from, string_view name) {
    auto const* value = from.if_contains(name);
    if (!value || !value->is_string()) return {};
    return {value->get_string().data(), value->get_string().size()};
}

std::int64_t number_of(json::object const& from, string_view name) {
    auto const* value = from.if_contains(name);
    return value && value->is_int64() ? value->get_int64() : 0;
}

// "Sat May 19 04:16:20 2012"
std::string when_text(std::int64_t micros) {
    std::time_t const at = micros / 1000000;
    std::tm parts{};
    ::localtime_r(&at, &parts);
    char out[64];
    return {out, std::strftime(out, sizeof out, "%a %b %e %H:%M:%S %Y", &parts)};
}

// Lines, each with its offset when that is wished for.
class report {
public:
    explicit report(postcat_parts const& parts) : parts_(parts) {}

    void line(string_view text, std::size_t length) {
        if (parts_.offsets) out_ += fmt::format("{:9} ", at_);
        out_ += text;
        out_ += '\n';
        at_ += length;
    }
    void note(string_view text) { line(text, 0); }
    void skip(std::size_t length) { at_ += length; }
    std::string take() { return std::move(out_); }

private:
    postcat_parts const& parts_;
    std::string out_;
    std::size_t at_ = 0;
};

void attribute(report& out, string_view name, string_view value) {
    if (!value.empty()) out.note(fmt::format("named_attribute: {}={}", name, value));
}

void origin(report& out, json::object const& of) {
    auto const client = text_of(of, "client_name"), address = text_of(of, "client_address");
    if (client.empty()) {
        out.note("named_attribute: rewrite_context=local");
        return;
    }
    attribute(out, "log_client_name", client);
    attribute(out, "log_client_address", address);
    attribute(out, "log_message_origin", fmt::format("{}[{}]", client, address));
    attribute(out, "log_helo_name", text_of(of, "helo"));
    attribute(out, "log_protocol_name", text_of(of, "protocol"));
    attribute(out, "sasl_method", text_of(of, "sasl_method"));
    attribute(out, "sasl_username", text_of(of, "sasl_username"));
}

void recipient(report& out, json::object const& whom) {
    attribute(out, "dsn_orig_rcpt", text_of(whom, "orcpt"));
    if (auto const notify = number_of(whom, "notify"); notify != 0)
        attribute(out, "notify_flags", std::to_string(notify));
    out.note(fmt::format("original_recipient: {}", text_of(whom, "original")));
    auto const* done = whom.if_contains("done");
    bool const is_done = done && done->is_bool() && done->get_bool();
    out.note(fmt::format("{}recipient: {}", is_done ? "done_" : "", text_of(whom, "address")));
}

void envelope(report& out, json::object const& of, std::size_t size) {
    auto const* recipients = of.if_contains("recipients");
    bool const known = recipients && recipients->is_array();
    out.note(fmt::format("message_size: {:15} {:15} {:15} {:15} {:15} {:15}", size, 0,
                         known ? recipients->get_array().size() : 0, 0, size, 0));
    out.note("message_arrival_time: " + when_text(number_of(of, "arrival")));
    out.note("create_time: " + when_text(number_of(of, "arrival")));
    origin(out, of);
    attribute(out, "dsn_envelope_id", text_of(of, "envid"));
    out.note(fmt::format("sender: {}", text_of(of, "sender")));
    if (!known) return;
    for (auto const& one : recipients->get_array())
        if (one.is_object()) recipient(out, one.get_object());
}

void lines(report& out, string_view text, bool verbose) {
    while (!text.empty()) {
        auto const lf = text.find('\n');
        auto line = text.substr(0, lf);
        auto const length = line.size() + (lf == text.npos ? 0 : 1);
        text.remove_prefix(length);
        if (line.ends_with('\r')) line.remove_suffix(1);
        out.line(verbose ? "regular_text: " + std::string(line) : std::string(line), length);
    }
}

// A file of maildrop/ as envelope and text.
base::result<queue_admin::shown> show_file(std::string const& path) {
    auto const file = read_submission(path);
    if (!file) return file.error();
    json::object of;
    of["sender"] = file->sender;
    of["envid"] = file->envid;
    of["arrival"] = file->arrival * 1000000;
    json::array recipients;
    for (auto const& address : file->recipients) {
        json::object one;
        one["address"] = address;
        one["original"] = address;
        recipients.push_back(std::move(one));
    }
    of["recipients"] = std::move(recipients);
    queue_admin::shown out;
    out.envelope = json::serialize(of);
    out.text = file->text;
    return out;
}

struct request {
    postcat_parts parts;
    bool by_id = false;
    std::string directory, mistake;
    std::vector<std::string> names;
};

constexpr char usage[] = "usage: postcat [-b (body text)] [-c config_dir] [-d (decimal record type)] [-e (envelope records)] "
                         "[-h (header text)] [-q (access queue)] [-v] [file(s)...]";

request parse(std::vector<std::string> const& args, std::string directory) {
    request out;
    out.directory = std::move(directory);
    auto const words = options_of("postcat", args, "bc:dehoqrsv");
    postcat_parts chosen = out.parts;
    chosen.body = chosen.envelope = chosen.header = false;
    for (auto const& [letter, value] : words.given) {
        switch (letter) {
        case 'b': chosen.body = true; break;
        case 'c': out.directory = value; break;
        case 'e': chosen.envelope = true; break;
        case 'h': chosen.header = true; break;
        case 'o': chosen.offsets = true; break;
        case 'q': out.by_id = true; break;
        case 'v': chosen.verbose = true; break;
        default: break;
        }
    }
    if (!chosen.body && !chosen.envelope && !chosen.header) chosen.body = chosen.envelope = chosen.header = true;
    out.parts = chosen;
    out.names = words.rest;
    if (words.is_wrong) out.mistake = usage;
    return out;
}

int fatal(int status, string_view text) {
    fmt::print(stderr, "postcat: fatal: {}\n", text);
    return status;
}

bool is_plain_name(string_view id) {
    for (char const c : id)
        if (!base::is_alpha(c) && !base::is_digit(c)) return false;
    return !id.empty();
}

int show_by_id(request const& wanted, std::string const& queue_directory) {
    auto const queue = open_queue(queue_directory);
    for (auto const& id : wanted.names) {
        if (!is_plain_name(id)) return fatal(EXIT_FAILURE, "bad mail queue ID: " + base::printable(id));
        base::result<queue_admin::shown> found = base::from_errno(ENOENT);
        if (queue) found = (*queue)->show(id);
        std::string name = "maildrop/" + id;
        if (found) {
            boost::system::error_code broken;
            auto const value = json::parse(found->envelope, broken);
            if (!broken && value.is_object()) name = std::string(text_of(value.get_object(), "queue_name")) + "/" + id;
        } else {
            auto const file = show_file(queue_directory + "/maildrop/" + id);
            if (file) found = file;
        }
        if (!found)
            return fatal(EXIT_FAILURE,
                         fmt::format("open queue file {}: {}", base::printable(id), found.error().message()));
        fmt::print("{}", postcat_text(wanted.parts, name, found->envelope, found->text));
    }
    return EXIT_SUCCESS;
}

}  // namespace

std::string postcat_text(postcat_parts const& parts, string_view name, string_view envelope_text, string_view text) {
    boost::system::error_code broken;
    auto const value = json::parse(json::string_view(envelope_text.data(), envelope_text.size()), broken);
    static json::object const nothing;
    auto const& of = !broken && value.is_object() ? value.get_object() : nothing;
    report out(parts);
    if (parts.envelope) {
        out.note(fmt::format("*** ENVELOPE RECORDS {} ***", name));
        envelope(out, of, text.size());
        out.note(fmt::format("*** MESSAGE CONTENTS {} ***", name));
    }
    // The line between them is the body's, as in Postfix.
    auto header = mime::header_length(text);
    for (std::string_view const empty : {"\r\n\r\n", "\n\n"})
        if (text.substr(0, header).ends_with(empty)) header -= empty.size() / 2;
    auto const header_text = text.substr(0, header);
    if (parts.header)
        lines(out, header_text, parts.verbose);
    else
        out.skip(header);
    if (parts.body)
        lines(out, text.substr(header), parts.verbose);
    else
        out.skip(text.size() - header);
    if (parts.envelope) {
        out.note(fmt::format("*** HEADER EXTRACTED {} ***", name));
        out.note(fmt::format("*** MESSAGE FILE END {} ***", name));
    }
    return out.take();
}

int postcat(std::vector<std::string> args, std::string config_dir) {
    auto const wanted = parse(args, std::move(config_dir));
    if (!wanted.mistake.empty()) return fatal(EXIT_FAILURE, wanted.mistake);
    if (!wanted.by_id) {
        for (auto const& path : wanted.names) {
            auto const found = show_file(path);
            if (!found && found.error() == base::from_errno(EINVAL)) {
                fmt::print(stderr, "postcat: warning: {}: input is not a valid queue file\n", base::printable(path));
                continue;
            }
            if (!found)
                return fatal(EXIT_FAILURE, fmt::format("open {}: {}", base::printable(path), found.error().message()));
            fmt::print("{}", postcat_text(wanted.parts, path, found->envelope, found->text));
        }
        return EXIT_SUCCESS;
    }
    auto const config = conf::load(wanted.directory);
    if (!config.values)
        return fatal(EX_CONFIG, fmt::format("the configuration in {} cannot be used", wanted.directory));
    return show_by_id(wanted, config.values->text("queue_directory"));
}

}  // namespace mailstead::tools
