#include "tools/sendmail.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/load.h"
#include "mta/pickup/records.h"
#include "tools/hand_over.h"
#include "tools/postqueue.h"
#include "tools/relay.h"
#include "tools/sendmail_text.h"

namespace mailstead::tools {
namespace {

namespace pickup = mta::pickup;
using request = sendmail_request;

int fatal(int status, std::string_view text) {
    fmt::print(stderr, "sendmail: fatal: {}\n", text);
    return status;
}

struct user {
    std::string name, full_name;
};

// The caller, by his real uid. NAME in the environment is what he calls himself; "&" in the passwd entry is his login.
std::optional<user> caller() {
    passwd entry{};
    passwd* found = nullptr;
    std::string strings(16384, '\0');
    if (::getpwuid_r(::getuid(), &entry, strings.data(), strings.size(), &found) != 0 || !found) return std::nullopt;
    user out;
    out.name = entry.pw_name;
    if (char const* name = std::getenv("NAME"); name && *name) {
        out.full_name = name;
        return out;
    }
    std::string_view const gecos = entry.pw_gecos ? entry.pw_gecos : "";
    for (char const c : gecos.substr(0, gecos.find_first_of(",;%"))) {
        if (c != '&')
            out.full_name += c;
        else if (!out.name.empty())
            out.full_name += base::to_upper(out.name[0]) + out.name.substr(1);
    }
    return out;
}

// A file without name for the records: what is being typed is held by us, not by the server.
base::unique_fd scratch() {
    for (auto const* place : {"/var/tmp", "/tmp"}) {
        base::unique_fd fd(::open(place, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
        if (fd) return fd;
    }
    std::string name = "/tmp/sendmail.XXXXXX";  // a file system without O_TMPFILE
    base::unique_fd fd(::mkostemp(name.data(), O_CLOEXEC));
    if (fd) ::unlink(name.c_str());
    return fd;
}

line_endings endings_of(conf::settings const& values) {
    auto const word = values.text("sendmail_fix_line_endings");
    if (base::iequals(word, "strict")) return line_endings::strict;
    return base::iequals(word, "never") ? line_endings::never : line_endings::always;
}

// What goes wrong while the message is read: a status, or EX_OK.
struct trouble {
    int status = EX_OK;
    std::string text;
};

trouble failed(int status, std::string text) {
    trouble out;
    out.status = status;
    out.text = std::move(text);
    return out;
}

// The message on its way from standard input into a file of records.
class message {
public:
    message(request const& wanted, conf::settings const& values)
        : wanted_(wanted), limit_(static_cast<std::uint64_t>(values.number("message_size_limit"))),
          filter_(wanted.dot_is_text ? dot::is_text : dot::ends, endings_of(values)), text_(scratch()), file_(scratch()) {}

    int fd() const noexcept { return file_.get(); }

    trouble read(std::string const& sender, std::string const& full_name) {
        if (!file_ || !text_)
            return failed(EX_TEMPFAIL, fmt::format("cannot make a file for the message: {}", std::strerror(errno)));
        head_ = pickup::submit_greeting;
        pickup::put(head_, pickup::record::sender, sender);
        bool const asks_only = wanted_.what == request::mode::verify;
        if (!full_name.empty() && !asks_only)
            pickup::put(head_, pickup::record::full_name, full_name.substr(0, pickup::value_limit));
        options(head_);
        return asks_only ? probe(sender) : text();
    }

    // The recipients are known only when the header has been read, but the envelope stands before the text.
    trouble address(std::vector<std::string> const& recipients) {
        for (auto const& one : recipients) {
            if (one.size() > 1000) return failed(EX_DATAERR, "recipient address too long");
            pickup::put(head_, pickup::record::recipient, one);
        }
        auto bad = write(file_, head_);
        if (bad.status == EX_OK) bad = copy_text();
        std::string end;
        pickup::put(end, pickup::record::end, {});
        return bad.status == EX_OK ? write(file_, end) : bad;
    }

    text_filter const& filter() const noexcept { return filter_; }

private:
    void options(std::string& records) const {
        auto const add = [&](pickup::record kind, std::string const& value) {
            if (!value.empty()) pickup::put(records, kind, value);
        };
        add(pickup::record::envid, wanted_.envid);
        add(pickup::record::ret, wanted_.ret);
        if (wanted_.verp) pickup::put(records, pickup::record::verp, wanted_.verp_delimiters);
        pickup::put(records, pickup::record::body, wanted_.body.empty() ? "8BITMIME" : wanted_.body);
        if (wanted_.what == request::mode::verify) pickup::put(records, pickup::record::report, "verify");
        else if (wanted_.tells_fate) pickup::put(records, pickup::record::report, "record");
        add(pickup::record::notify, wanted_.notify);
        if (wanted_.remote) pickup::put(records, pickup::record::remote, {});
    }

    static trouble write(base::unique_fd const& into, std::string_view bytes) {
        auto const wrote = base::system_files().write_all(into.get(), bytes);
        if (wrote) return {};
        return failed(EX_TEMPFAIL, fmt::format("cannot keep the message: {}", wrote.error().message()));
    }

    trouble copy_text() {
        std::string piece(65536, '\0');
        for (std::uint64_t at = 0;;) {
            auto const got = base::system_files().read_at(text_.get(), piece, at);
            if (!got) return failed(EX_TEMPFAIL, fmt::format("cannot keep the message: {}", got.error().message()));
            if (*got == 0) return {};
            if (auto bad = write(file_, std::string_view(piece).substr(0, *got)); bad.status != EX_OK) return bad;
            at += *got;
        }
    }

    trouble take(std::string const& text) {
        size_ += text.size();
        if (limit_ > 0 && size_ > limit_) return failed(EX_UNAVAILABLE, "message file too big");
        std::string records;
        pickup::put_text(records, text);
        return write(text_, records);
    }

    // What the report names as the message that it asked about.
    trouble probe(std::string const& sender) {
        std::string out;
        if (!sender.empty()) out = "From: " + header_address(sender) + "\n";
        out += "Subject: probe\nTo:\t";
        for (std::size_t at = 0; at < wanted_.recipients.size(); ++at) out += (at == 0 ? "" : ",\n\t") + header_address(wanted_.recipients[at]);
        return take(out + "\n\n");
    }

    static std::string header_address(std::string_view text) { return base::printable(text, 1000); }

    trouble text() {
        std::array<char, 65536> piece;
        std::string out;
        for (bool more = true; more;) {
            auto const got = ::read(STDIN_FILENO, piece.data(), piece.size());
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return failed(EX_DATAERR, fmt::format("error reading input: {}", std::strerror(errno)));
            out.clear();
            if (got == 0) filter_.finish(out);
            more = got > 0 && filter_.feed({piece.data(), static_cast<std::size_t>(got)}, out);
            if (auto bad = take(out); bad.status != EX_OK) return bad;
        }
        return {};
    }

    request const& wanted_;
    std::uint64_t limit_;
    std::uint64_t size_ = 0;
    text_filter filter_;
    std::string head_;        // the records before the text
    base::unique_fd text_;    // the text's records
    base::unique_fd file_;    // all of it
};

// The sender as -f names him: "user", "<user@host>", "Name <user@host>"; "" and "<>" are the null sender.
std::string sender_of(request const& wanted, user const& who) {
    if (!wanted.has_sender) return who.name;
    auto const named = argument_addresses(wanted.sender);
    return named.empty() ? std::string() : named.front();
}

// The recipients of the command line, then those of the header.
std::vector<std::string> recipients_of(request const& wanted, text_filter const& read) {
    std::vector<std::string> out;
    for (auto const& word : wanted.recipients) {
        auto const some = argument_addresses(word);
        out.insert(out.end(), some.begin(), some.end());
    }
    if (!wanted.takes_header_recipients) return out;
    auto const more = header_recipients(read.header());
    out.insert(out.end(), more.begin(), more.end());
    return out;
}

// -XV with the delimiters that it means; why not, else.
trouble complete_verp(request& wanted, conf::settings const& values) {
    if (!wanted.verp) return {};
    auto const allowed = values.text("verp_delimiter_filter");
    auto& two = wanted.verp_delimiters;
    if (two.empty()) two = values.text("default_verp_delimiters");
    bool const good = two.size() == 2 && two.find_first_not_of(allowed) == two.npos;
    return good ? trouble() : failed(EX_TEMPFAIL, "-V requires two characters from " + allowed);
}

int enqueue(request wanted, conf::settings const& values, std::string const& directory) {
    auto bad = complete_verp(wanted, values);
    if (bad.status != EX_OK) return fatal(bad.status, bad.text);
    auto const who = caller();
    if (!who && !wanted.has_sender)
        return fatal(EX_OSERR, fmt::format("no login name found for user ID {}", ::getuid()));
    auto const sender = sender_of(wanted, who.value_or(user()));
    auto const whose = fmt::format("{}({})", base::printable(sender), ::getuid());
    if (sender.size() > 1000) return fatal(EX_DATAERR, "sender address too long");
    if (wanted.verp && sender.empty()) return fatal(EX_TEMPFAIL, whose + ": -V option requires non-null sender address");
    if (!wanted.takes_header_recipients && wanted.recipients.empty())
        return fatal(EX_TEMPFAIL,
                     whose + ": Recipient addresses must be specified on the command line or via the -t option");

    message read(wanted, values);
    bad = read.read(sender, wanted.full_name.empty() && who ? who->full_name : wanted.full_name);
    if (bad.status != EX_OK) return fatal(bad.status, whose + ": " + bad.text);
    if (wanted.takes_header_recipients && read.filter().is_header_too_long())
        return fatal(EX_DATAERR, whose + ": message header too long");
    auto const recipients = recipients_of(wanted, read.filter());
    if (recipients.empty()) return fatal(EX_TEMPFAIL, whose + ": No recipient addresses found in message header");
    bad = read.address(recipients);
    if (bad.status != EX_OK) return fatal(bad.status, whose + ": " + bad.text);

    places where;
    where.queue_directory = values.text("queue_directory");
    where.command_directory = values.text("command_directory");
    where.config_directory = directory;
    auto const done = hand_over(where, read.fd());
    if (done.status != EX_OK) return fatal(done.status, whose + ": " + done.text);
    if (wanted.tells_fate || wanted.what == request::mode::verify)
        fmt::print("Mail Delivery Status Report will be mailed to <{}>.\n", base::printable(sender));
    return EX_OK;
}

int speak_smtp(conf::settings const& values) {
    auto const wire = connect_local(values.text("queue_directory") + "/public/smtp-local", 0);
    if (!wire) return fatal(EX_TEMPFAIL, fmt::format("the mail system is down: {}", wire.error().message()));
    auto const ended = relay(STDIN_FILENO, STDOUT_FILENO, wire->get());
    return ended ? EX_OK : fatal(EX_TEMPFAIL, ended.error().message());
}

// Other commands of the program, in its place.
int become(std::vector<std::string> words, std::string const& directory) {
    words.insert(words.begin(), {"mailstead", "-c", directory});
    std::vector<char*> raw;
    for (auto& word : words) raw.push_back(word.data());
    raw.push_back(nullptr);
    ::execv("/proc/self/exe", raw.data());
    return fatal(EX_OSERR, fmt::format("cannot run {}: {}", words[3], std::strerror(errno)));
}

// -C names main.cf or its directory.
std::string directory_of(std::string const& named) {
    struct stat what {};
    if (::stat(named.c_str(), &what) != 0 || S_ISDIR(what.st_mode)) return named;
    auto const slash = named.rfind('/');
    return slash == named.npos ? "." : named.substr(0, std::max<std::size_t>(slash, 1));
}

}  // namespace

int sendmail(std::vector<std::string> args, std::string config_dir) {
    using mode = request::mode;
    auto const wanted = parse_sendmail(args);
    for (auto const& warning : wanted.warnings) fmt::print(stderr, "sendmail: warning: {}\n", warning);
    if (!wanted.complaint.empty()) fmt::print(stderr, "sendmail: {}\n", wanted.complaint);
    if (!wanted.mistake.empty()) return fatal(wanted.mistake_status, wanted.mistake);
    auto const directory = wanted.directory.empty() ? config_dir : directory_of(wanted.directory);

    switch (wanted.what) {
    case mode::list: return postqueue({"-p"}, directory);
    case mode::flush: return postqueue({"-f"}, directory);
    case mode::flush_one: return postqueue({"-i", wanted.argument}, directory);
    case mode::flush_site: return postqueue({"-s", wanted.argument}, directory);
    case mode::aliases: return become({"newaliases"}, directory);
    case mode::start: return become({"start"}, directory);
    case mode::smtp:
    case mode::verify:
    case mode::enqueue: break;
    }
    auto const config = conf::load(directory);
    if (!config.values) return fatal(EX_CONFIG, fmt::format("the configuration in {} cannot be used", directory));
    if (wanted.what == mode::smtp) return speak_smtp(*config.values);
    return enqueue(wanted, *config.values,
                   config_dir == directory && wanted.directory.empty() ? std::string() : directory);
}

}  // namespace mailstead::tools
