// The command line of sendmail(1): Postfix's options, and sendmail's that have no meaning here.
#include <sysexits.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/ascii.h"
#include "tools/sendmail.h"

namespace mailstead::tools {
namespace {

using mode = sendmail_request::mode;

constexpr std::string_view takes_value = "ABCFLNORVXbefhopqr";
constexpr std::string_view takes_none = "GIUcimnstvx";

void wrong(sendmail_request& out, std::string why, int status = EX_TEMPFAIL) {
    if (!out.mistake.empty()) return;
    out.mistake = std::move(why);
    out.mistake_status = status;
}

void misused(sendmail_request& out, std::string complaint) {
    if (out.mistake.empty()) out.complaint = std::move(complaint);
    wrong(out, "usage: sendmail [options]");
}

void set_mode(sendmail_request& out, std::string_view value) {
    switch (value.empty() ? '\0' : value[0]) {
    case 'm': out.what = mode::enqueue; return;
    case 's':
    case 'a': out.what = mode::smtp; return;  // -ba: the ARPANET's own, which was SMTP's
    case 'p': out.what = mode::list; return;
    case 'i': out.what = mode::aliases; return;
    case 'd':
    case 'l': out.what = mode::start; return;
    case 'v': out.what = mode::verify; return;
    default: wrong(out, fmt::format("unsupported: -b{}", base::printable(value.substr(0, 1))));
    }
}

void set_queue_run(sendmail_request& out, std::string_view value) {
    auto const rest = value.empty() ? value : value.substr(1);
    if (value.empty()) {
        out.what = mode::flush;
    } else if (base::is_digit(value[0])) {
        if (out.what == mode::enqueue) out.what = mode::start;
    } else if (value[0] == 'I' || value[0] == 'R') {
        out.what = value[0] == 'I' ? mode::flush_one : mode::flush_site;
        out.argument = rest;
        if (rest.empty()) wrong(out, value[0] == 'I' ? "specify: -qIqueueid" : "specify: -qRsitename");
    } else {
        wrong(out, fmt::format("-q{} is not implemented", base::printable(value.substr(0, 1))));
    }
}

bool is_notify(std::string_view value) {
    auto const words = base::split(value, ", ");
    for (auto const word : words) {
        bool const never = base::iequals(word, "never");
        if (never && words.size() > 1) return false;
        if (!never && !base::iequals(word, "success") && !base::iequals(word, "failure") &&
            !base::iequals(word, "delay"))
            return false;
    }
    return !words.empty();
}

void refuse_notify(sendmail_request& out, std::string const& value) {
    auto const shown = base::printable(value);
    out.warnings.push_back(fmt::format("unknown DSN NOTIFY command value \"{}\" in \"{}\"", shown, shown));
    out.warnings.push_back("bad -N option value -- ignored");
}

void set_verp(sendmail_request& out, std::string_view value) {
    if (value.empty() || value[0] != 'V') return wrong(out, fmt::format("unsupported: -X{}", base::printable(value.substr(0, 1))));
    out.verp = true;
    out.verp_delimiters = value.substr(1);
}

void set_return(sendmail_request& out, std::string const& value) {
    if (base::iequals(value, "full") || base::iequals(value, "hdrs"))
        out.ret = base::uppered(value);
    else
        out.warnings.push_back("bad -R option value -- ignored");
}

void set_body(sendmail_request& out, std::string const& value) {
    if (base::iequals(value, "7BIT") || base::iequals(value, "8BITMIME"))
        out.body = base::uppered(value);
    else
        out.warnings.push_back(fmt::format("bad -B option value \"{}\" -- ignored", base::printable(value)));
}

void apply(sendmail_request& out, char option, std::string const& value) {
    switch (option) {
    case 'b': return set_mode(out, value);
    case 'q': return set_queue_run(out, value);
    case 'B': return set_body(out, value);
    case 'C': out.directory = value; return;
    case 'F': out.full_name = value; return;
    case 'G': out.remote = true; return;
    case 'I': out.what = mode::aliases; return;
    case 'N':
        if (is_notify(value))
            out.notify = value;
        else
            refuse_notify(out, value);
        return;
    case 'R': return set_return(out, value);
    case 'V': out.envid = value; return;
    case 'X': return set_verp(out, value);
    case 'f':
    case 'r':
        out.sender = value;
        out.has_sender = true;
        return;
    case 'i': out.dot_is_text = true; return;
    case 'n': return wrong(out, "-n option not supported");
    case 'o':
        if (value == "i") out.dot_is_text = true;  // the other -o... say nothing to us
        return;
    case 's': out.what = mode::smtp; return;
    case 't': out.takes_header_recipients = true; return;
    case 'v': ++out.verbosity; return;
    default: return;  // -A -L -O -U -c -e -h -m -p -x: taken and without meaning
    }
}

// One argument that begins with '-': letters, of which one that takes a value ends it.
void option(sendmail_request& out, std::vector<std::string> const& args, std::size_t& at) {
    auto const& word = args[at];
    for (std::size_t i = 1; i < word.size(); ++i) {
        char const letter = word[i];
        if (takes_none.find(letter) != takes_none.npos) {
            apply(out, letter, {});
            continue;
        }
        if (takes_value.find(letter) == takes_value.npos)
            return misused(out, fmt::format("invalid option -- '{}'", base::printable({&letter, 1})));
        auto value = word.substr(i + 1);
        bool const bare_q = letter == 'q' && value.empty();  // -q alone means the whole queue
        if (value.empty() && !bare_q) {
            if (at + 1 == args.size()) return misused(out, fmt::format("option requires an argument -- '{}'", letter));
            value = args[++at];
        }
        return apply(out, letter, value);
    }
}

void check(sendmail_request& out) {
    if (out.takes_header_recipients && out.what == mode::verify) wrong(out, "-t option cannot be used with -bv");
    if (out.takes_header_recipients && out.what != mode::enqueue) wrong(out, "-t can be used only in delivery mode");
    // Twice it would ask Postfix for more in the log.
    out.tells_fate = out.verbosity == 1;
    if (out.tells_fate && out.what == mode::verify) wrong(out, "-v option cannot be used with -bv");
    if (!out.notify.empty() && out.what == mode::verify) wrong(out, "-N option cannot be used with -bv");
    bool const flushes = out.what == mode::flush || out.what == mode::flush_one || out.what == mode::flush_site;
    if (flushes && !out.recipients.empty()) wrong(out, "flush queue mode requires no recipient");
    if (out.what == mode::list && !out.recipients.empty()) wrong(out, "display queue mode requires no recipient");
    if (out.what == mode::aliases && !out.recipients.empty())
        wrong(out, "alias initialization mode requires no recipient");
    if (out.what == mode::start && !out.recipients.empty()) wrong(out, "daemon mode requires no recipient");
}

}  // namespace

sendmail_request parse_sendmail(std::vector<std::string> const& args) {
    sendmail_request out;
    bool options = true;
    for (std::size_t at = 0; at < args.size(); ++at) {
        auto const& word = args[at];
        if (options && word == "--")
            options = false;
        else if (options && word.size() > 1 && word[0] == '-')
            option(out, args, at);
        else {
            options = false;  // as getopt: what follows the first recipient is one, too
            out.recipients.push_back(word);
        }
    }
    check(out);
    return out;
}

}  // namespace mailstead::tools
