#include "tests/lib/script.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <cerrno>
#include <deque>
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/ascii.h"
#include "net/connect.h"
#include "net/socket_stream.h"
#include "net/tls.h"
#include "tests/lib/deflate.h"
#include "tests/lib/mem_stream.h"

namespace mailstead::test {
namespace {

namespace asio = boost::asio;
using steady = std::chrono::steady_clock;
constexpr auto time_limit = std::chrono::seconds(20);
constexpr auto settle_time = std::chrono::milliseconds(40);

// One step of a dialogue failed; what() says why.
struct mismatch : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct script_line {
    int number = 0;
    std::string word;
    std::string rest;
};

std::vector<script_line> parse_lines(std::string_view text) {
    std::vector<script_line> lines;
    std::istringstream in{std::string(text)};
    std::string raw;
    for (int number = 1; std::getline(in, raw); ++number) {
        if (raw.empty() || raw.front() == '#') continue;
        auto const blank = std::min(raw.find(' '), raw.size());
        script_line line;
        line.number = number;
        line.word = raw.substr(0, blank);
        if (blank < raw.size()) line.rest = raw.substr(blank + 1);
        lines.push_back(std::move(line));
    }
    return lines;
}

int hex_value(char c) {
    if (base::is_digit(c)) return c - '0';
    char const low = base::to_lower(c);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

std::string with_escapes(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        char const c = text[++i];
        if (c == 'x' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
            i += 2;
        } else {
            static constexpr std::string_view names = "rnt0", bytes{"\r\n\t\0", 4};
            auto const at = names.find(c);
            out += at == names.npos ? c : bytes[at];
        }
    }
    return out;
}

std::string visible(std::string_view bytes) {
    std::string out;
    for (char c : bytes.substr(0, 300)) {
        if (c == '\r') out += "\\r";
        else if (c == '\n') out += "\\n";
        else if (static_cast<unsigned char>(c) < 0x20) out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        else out += c;
    }
    if (bytes.size() > 300) out += fmt::format("... ({} bytes)", bytes.size());
    return out;
}

std::optional<std::string> read_file(std::string const& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
}

std::optional<std::chrono::seconds> duration_of(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    if (text.empty()) return std::nullopt;
    static constexpr std::string_view units = "smhd";
    static constexpr int seconds[] = {1, 60, 3600, 86400};
    auto const unit = units.find(text.back());
    auto const count = base::number<int>(text.substr(0, text.size() - 1));
    if (unit == units.npos || !count) return std::nullopt;
    return std::chrono::seconds(*count * seconds[unit]);
}

// The client's end of one connection.
class line_end {
public:
    virtual ~line_end() = default;
    virtual void push(std::string bytes) = 0;
    virtual std::string& output() = 0;
    virtual void want_output() {}
    virtual void hang_up() = 0;
    virtual void hello(std::string const& name) = 0;
    virtual void deflate() {}
    virtual void in_clear() {}
    virtual std::string encoded(std::string bytes) { return bytes; }    // as it goes over the wire
    virtual bool is_over() const noexcept = 0;
    virtual bool ended() const = 0;    // the same, but throws what the session has thrown
    virtual bool is_idle() const { return true; }
    virtual void look() {}
    virtual void stop() {}
};

class session_end final : public line_end {
public:
    session_end(asio::io_context& context, stage& on, fixture& what, net::endpoint peer)
        : wire_(context.get_executor(), on.clock, std::move(peer), server_end()) {
        auto finished = [this](std::exception_ptr error) {
            ended_ = true;
            error_ = error;
        };
        asio::co_spawn(context, what.serve(wire_), finished);
    }
    void push(std::string bytes) override { wire_.push(std::move(bytes)); }
    std::string& output() override {
        if (!codec_) return wire_.output();
        codec_->expand(wire_.output(), plain_);
        wire_.output().clear();
        return plain_;
    }
    void hang_up() override { wire_.hang_up(); }
    void hello(std::string const& name) override { wire_.say_hello(name); }
    void deflate() override {
        codec_.emplace();
        in_clear_ = false;
    }
    void in_clear() override { in_clear_ = true; }
    std::string encoded(std::string bytes) override { return codec_ && !in_clear_ ? codec_->compressed(bytes) : bytes; }
    bool ended() const override {
        if (error_) std::rethrow_exception(error_);
        return ended_;
    }
    bool is_over() const noexcept override { return ended_; }
    bool is_idle() const override { return ended_ || wire_.is_idle(); }
    void look() override { wire_.look(); }
    void stop() override { wire_.abort(net::errc::stopping); }

private:
    static net::endpoint server_end() {
        net::endpoint here;
        here.address = "192.0.2.1";
        here.port = 25;
        return here;
    }
    mem_stream wire_;
    std::optional<deflate_codec> codec_;
    std::string plain_;
    bool in_clear_ = false;
    bool ended_ = false;
    std::exception_ptr error_;
};

class live_end final : public line_end {
public:
    live_end(asio::io_context& context, std::string const& host, std::uint16_t port) : context_(context) {
        asio::co_spawn(context_, connect(host, port), note());
    }
    void push(std::string bytes) override {
        unsent_.push_back(std::move(bytes));
        if (wire_ && !writing_) asio::co_spawn(context_, write(), note());
    }
    std::string& output() override { return output_; }
    void want_output() override {
        if (wire_ && !reading_ && !ended_) asio::co_spawn(context_, read(), note());
    }
    void hang_up() override {
        if (wire_) wire_->abort(net::errc::closed);
        ended_ = true;
    }
    void hello(std::string const& name) override { asio::co_spawn(context_, shake(name), note()); }
    bool is_over() const noexcept override { return ended_; }
    bool ended() const override {
        if (error_) std::rethrow_exception(error_);
        return ended_;
    }

private:
    std::function<void(std::exception_ptr)> note() {
        return [this](std::exception_ptr error) { if (error) error_ = error; };
    }
    net::task<void> connect(std::string host, std::uint16_t port) {
        auto made = co_await net::connect_tcp(context_.get_executor(), host, port, time_limit);
        if (!made) throw mismatch("cannot connect: " + made.error().message());
        wire_ = std::move(*made);
        want_output();
        if (!unsent_.empty()) asio::co_spawn(context_, write(), note());
    }
    net::task<void> read() {
        reading_ = true;
        auto const got = co_await wire_->read_some(65536, time_limit);
        reading_ = false;
        if (got) output_ += *got;
        else ended_ = true;
    }
    net::task<void> write() {
        writing_ = true;
        while (!unsent_.empty() && !ended_) {
            auto const bytes = std::move(unsent_.front());
            unsent_.pop_front();
            auto const sent = co_await wire_->write(bytes, time_limit);
            if (!sent) ended_ = true;
        }
        writing_ = false;
    }
    net::task<void> shake(std::string name) {
        auto const tls = net::tls_context::for_client();
        auto const done = co_await net::start_tls_client(*wire_, tls, name, time_limit);
        if (!done) throw mismatch("TLS handshake: " + done.error().message());
    }

    asio::io_context& context_;
    std::unique_ptr<net::stream> wire_;
    std::deque<std::string> unsent_;
    std::string output_;
    bool reading_ = false, writing_ = false, ended_ = false;
    std::exception_ptr error_;
};

struct options {
    std::string live_host;    // empty: in this process
    std::uint16_t live_port = 0;
    std::size_t cut = 0;
    bool show = false;
};

class player {
public:
    player(std::string name, std::string_view text, factory const& make, options const& how)
        : name_(std::move(name)), lines_(parse_lines(text)), how_(how), cut_(how.cut),
          guard_(asio::make_work_guard(context_)) {
        stage_.executor = context_.get_executor();
        stage_.directory = name_.substr(0, name_.find_last_of('/') + 1);
        peer_ = default_peer();
        if (how_.live_host.empty()) fixture_ = make(stage_);
    }
    ~player() {
        for (auto& [name, end] : ends_) end->hang_up();
        auto const all_over = [this] {
            for (auto& [name, end] : ends_)
                if (!end->is_over()) return false;
            return true;
        };
        pump(all_over, std::chrono::seconds(3));    // sessions refer to the fixture, which goes first
    }

    // Empty: passed.
    std::string play() {
        try {
            for (auto const& line : lines_) step(line);
            finish();
        } catch (std::exception const& error) {
            return fmt::format("{}:{}: {}\n{}", name_, at_, error.what(), record_);
        }
        return {};
    }
    std::string const& record() const { return record_; }

private:
    using action = void (player::*)(std::string const&);
    static std::map<std::string, action, std::less<>> const& words();

    static net::endpoint default_peer() {
        net::endpoint peer;
        peer.address = "192.0.2.10";
        peer.port = 40000;
        return peer;
    }
    void step(script_line const& line) {
        at_ = line.number;
        auto const known = words().find(line.word);
        if (line.word.starts_with("C") && known != words().end() && line.word.size() == 2) {
            (this->*known->second)(line.rest);
            return;
        }
        flush();
        if (known != words().end()) (this->*known->second)(line.rest);
        else own_word(line);
    }
    void finish() {
        flush();
        for (auto& [name, end] : ends_) {
            current_ = end.get();
            end->hang_up();
            auto const over = [&] { return end->ended(); };
            if (how_.live_host.empty() && !pump(over)) throw mismatch("the session does not end when the client hangs up");
            if (how_.live_host.empty() && !end->output().empty())
                throw mismatch("unexpected at the end: " + visible(end->output()));
        }
    }

    // Runs the loop until `done` or the time limit.
    template <class Done>
    bool pump(Done done, steady::duration limit = time_limit) {
        auto const until = steady::now() + limit;
        while (!done()) {
            if (steady::now() >= until) return false;
            if (current_) current_->want_output();
            context_.run_one_for(std::chrono::milliseconds(5));
            if (current_) (void)current_->output();    // expands what is compressed
        }
        return true;
    }
    void drain() {
        auto const never = [] { return false; };
        pump(never, settle_time);
    }
    line_end& here() {
        if (!current_) connect("1");
        return *current_;
    }
    void connect(std::string const& name) {
        std::unique_ptr<line_end> end;
        if (how_.live_host.empty()) end = std::make_unique<session_end>(context_, stage_, *fixture_, peer_);
        else end = std::make_unique<live_end>(context_, how_.live_host, how_.live_port);
        current_ = end.get();
        ends_[name] = std::move(end);
    }
    void flush() {
        if (unsent_.empty()) return;
        auto bytes = std::move(unsent_);
        unsent_.clear();
        auto& end = here();
        bytes = end.encoded(std::move(bytes));
        auto const piece = cut_ == 0 ? bytes.size() : cut_;
        for (std::size_t i = 0; i < bytes.size(); i += piece) end.push(bytes.substr(i, piece));
    }
    std::string next_line() {
        auto& out = here().output();
        auto const there = [&] { return out.find('\n') != out.npos || (here().ended() && out.find('\n') == out.npos); };
        bool const in_time = pump(there);
        auto const lf = out.find('\n');
        if (lf == out.npos)
            throw mismatch((in_time ? "the server has ended the session; " : "no line within the time limit; ") +
                           ("left: " + visible(out)));
        auto line = out.substr(0, lf + 1);
        out.erase(0, lf + 1);
        record_ += "S: " + visible(line) + '\n';
        if (!line.ends_with("\r\n")) throw mismatch("line ends in a bare LF: " + visible(line));
        line.resize(line.size() - 2);
        return line;
    }
    void send(std::string bytes) {
        record_ += "C: " + visible(bytes) + '\n';
        unsent_ += bytes;
    }
    std::string file(std::string const& name) {
        auto bytes = read_file(stage_.directory + name);
        if (!bytes) throw mismatch("cannot read " + stage_.directory + name);
        return *bytes;
    }
    void own_word(script_line const& line) {
        if (!how_.live_host.empty()) return;
        fixture::outcome last;
        auto const done = [&] {
            last = fixture_->verb(line.word, line.rest);
            return last.done || !last.error.empty();
        };
        bool const in_time = pump(done);
        if (!last.error.empty()) throw mismatch(line.word + ": " + last.error);
        if (!in_time) throw mismatch(line.word + ": not true within the time limit");
    }

    void client_line(std::string const& rest) { send(rest + "\r\n"); }
    void client_raw(std::string const& rest) { send(with_escapes(rest)); }
    void client_file(std::string const& rest) { send(file(rest)); }
    void client_many(std::string const& rest) {
        auto const blank = rest.find(' ');
        auto const count = base::number<std::size_t>(rest.substr(0, blank));
        if (!count || blank == rest.npos) throw mismatch("C* needs a number and a text");
        auto const text = with_escapes(rest.substr(blank + 1));
        std::string bytes;
        for (std::size_t i = 0; i < *count; ++i) bytes += text;
        send(std::move(bytes));
    }
    void pause(std::string const&) {
        auto const idle = [this] { return here().is_idle(); };
        pump(idle);
    }
    void server_line(std::string const& rest) {
        auto const line = next_line();
        if (line != rest) throw mismatch("expected: " + rest + "\n     got: " + visible(line));
    }
    void server_pattern(std::string const& rest) {
        auto const line = next_line();
        if (!matches(rest, line)) throw mismatch("expected: " + rest + "\n     got: " + visible(line));
    }
    void server_until(std::string const& rest) {
        while (!matches(rest, next_line())) {}
    }
    void server_file(std::string const& rest) {
        auto const wanted = file(rest);
        auto& out = here().output();
        auto const there = [&] { return out.size() >= wanted.size() || here().ended(); };
        pump(there);
        if (!out.starts_with(wanted)) throw mismatch("not the bytes of " + rest + ": " + visible(out));
        out.erase(0, wanted.size());
        record_ += "S= " + rest + '\n';
    }
    void silent(std::string const&) {
        if (!how_.live_host.empty()) return;
        here();
        drain();
        if (!here().output().empty()) throw mismatch("not silent: " + visible(here().output()));
    }
    void closed(std::string const&) {
        auto const over = [this] { return here().ended(); };
        if (!pump(over)) throw mismatch("the session goes on");
        if (!here().output().empty()) throw mismatch("said before the end: " + visible(here().output()));
        record_ += "CLOSED\n";
    }
    void close(std::string const&) { here().hang_up(); }
    void tls(std::string const& rest) {
        here().hello(rest);
        record_ += "TLS\n";
        drain();
    }
    void cut(std::string const& rest) {
        auto const size = base::number<std::size_t>(rest);
        if (!size || *size == 0) throw mismatch("CUT needs a number");
        if (how_.cut == 0) cut_ = *size;
    }
    void nothing(std::string const&) {}
    void clock(std::string const& rest) {
        auto const by = duration_of(rest);
        if (!by) throw mismatch("CLOCK needs a time such as +5m");
        drain();    // waits that are to end must have begun
        stage_.clock.advance(*by);
        for (auto& [name, end] : ends_) end->look();
    }
    void fail(std::string const& rest) {
        auto const words = base::split(rest, " ");
        auto const number = words.size() >= 2 ? errno_of(words[1]) : std::nullopt;
        bool const counted = words.size() == 4 && words[2] == "at";
        auto const at = counted ? base::number<int>(words[3]) : std::optional<int>(0);
        if (!number || !at || (words.size() != 2 && !counted)) throw mismatch("FAIL point ENAME [at n]");
        stage_.trouble.arrange(std::string(words[0]), *number, *at);
    }
    void set(std::string const& rest) {
        if (!how_.live_host.empty()) return;
        auto const blank = std::min(rest.find(' '), rest.size());
        auto const value = blank < rest.size() ? rest.substr(blank + 1) : std::string();
        if (!fixture_->set(rest.substr(0, blank), value)) throw mismatch("no such setting: " + rest);
    }
    void peer(std::string const& rest) {
        auto const words = base::split(rest, " ");
        if (words.empty()) throw mismatch("PEER needs an address");
        peer_ = default_peer();
        peer_.address = words[0];
        if (words.size() > 1) peer_.port = base::number<std::uint16_t>(words[1]).value_or(0);
        peer_.loopback = peer_.address.starts_with("127.") || peer_.address == "::1" || peer_.address == "unix";
    }
    void deflate(std::string const&) {
        here().deflate();
        record_ += "DEFLATE\n";
    }
    void in_clear(std::string const&) {
        here().in_clear();
        record_ += "CLEAR\n";
    }
    void connect_word(std::string const& rest) {
        connect(rest);
        record_ += "CONNECT " + rest + '\n';
    }
    void on(std::string const& rest) {
        auto const found = ends_.find(rest);
        if (found == ends_.end()) throw mismatch("no connection " + rest);
        current_ = found->second.get();
        record_ += "ON " + rest + '\n';
    }
    void stop(std::string const&) {
        drain();
        for (auto& [name, end] : ends_) end->stop();
    }

    std::string name_;
    std::vector<script_line> lines_;
    options how_;
    std::size_t cut_;
    asio::io_context context_;
    asio::executor_work_guard<asio::io_context::executor_type> guard_;
    stage stage_;
    std::unique_ptr<fixture> fixture_;
    net::endpoint peer_;
    std::map<std::string, std::unique_ptr<line_end>> ends_;
    line_end* current_ = nullptr;
    std::string unsent_;
    std::string record_;
    int at_ = 0;
};

std::map<std::string, player::action, std::less<>> const& player::words() {
    static std::map<std::string, action, std::less<>> const table{
        {"C:", &player::client_line},    {"C!", &player::client_raw},      {"C=", &player::client_file},
        {"C*", &player::client_many},    {"PAUSE", &player::pause},        {"S:", &player::server_line},
        {"S~", &player::server_pattern}, {"S...", &player::server_until},  {"S=", &player::server_file},
        {"SILENT", &player::silent},     {"CLOSED", &player::closed},      {"CLOSE", &player::close},
        {"TLS", &player::tls},           {"CUT", &player::cut},            {"NOCUT", &player::nothing},
        {"CLOCK", &player::clock},       {"FAIL", &player::fail},          {"SET", &player::set},
        {"PEER", &player::peer},         {"CONNECT", &player::connect_word}, {"ON", &player::on},
        {"STOP", &player::stop},         {"DEFLATE", &player::deflate},
        {"CLEAR", &player::in_clear},
    };
    return table;
}

bool has_word(std::string_view text, std::string_view word) {
    return text.starts_with(word) || text.find("\n" + std::string(word)) != text.npos;
}

struct tally {
    int passed = 0, failed = 0, skipped = 0;
};

void report(tally& count, std::string const& what, std::string const& trouble) {
    if (trouble.empty()) {
        ++count.passed;
        return;
    }
    ++count.failed;
    std::cout << "FAILED " << what << '\n' << trouble << '\n';
}

void run_file(tally& count, std::string const& path, factory const& make, options how, std::optional<std::size_t> only) {
    auto const text = read_file(path);
    if (!text) return report(count, path, "cannot read the file");
    bool const live = !how.live_host.empty();
    if (live && (has_word(*text, "FAIL ") || has_word(*text, "CLOCK ") || has_word(*text, "STOP") || has_word(*text, "DEFLATE"))) {
        ++count.skipped;
        std::cout << "skipped " << path << ": needs the in-process server\n";
        return;
    }
    std::vector<std::size_t> cuts{0};
    if (only) cuts = {*only};
    else if (!live && !has_word(*text, "NOCUT")) cuts = {0, 1, 7};
    for (auto const cut : cuts) {
        how.cut = cut;
        player run(path, *text, make, how);
        report(count, cut == 0 ? path : path + fmt::format(" (cut at {})", cut), run.play());
        if (how.show) std::cout << run.record();
    }
}

}  // namespace

void faults::arrange(std::string point, int number, int at) { faults_[std::move(point)] = fault{number, at}; }

std::optional<base::error_code> faults::hit(std::string_view point) {
    auto const found = faults_.find(point);
    if (found == faults_.end()) return std::nullopt;
    auto& [number, at] = found->second;
    if (at == 0) return base::from_errno(number);
    if (--at > 0) return std::nullopt;
    auto const error = base::from_errno(number);
    faults_.erase(found);
    return error;
}

std::optional<int> errno_of(std::string_view name) noexcept {
    static constexpr std::pair<std::string_view, int> names[] = {
        {"EIO", EIO},       {"ENOSPC", ENOSPC}, {"EDQUOT", EDQUOT},       {"EACCES", EACCES}, {"ENOENT", ENOENT},
        {"EAGAIN", EAGAIN}, {"EMFILE", EMFILE}, {"ETIMEDOUT", ETIMEDOUT}, {"EROFS", EROFS},   {"ENOMEM", ENOMEM},
        {"EFBIG", EFBIG},   {"ESTALE", ESTALE}, {"EPERM", EPERM},         {"EEXIST", EEXIST}, {"ECONNREFUSED", ECONNREFUSED}};
    for (auto const& [known, number] : names)
        if (known == name) return number;
    return std::nullopt;
}

fixture::outcome fixture::verb(std::string const& word, std::string const&) { return {true, "unknown word " + word}; }

bool matches(std::string_view pattern, std::string_view text) noexcept {
    std::size_t p = 0, t = 0, star = pattern.npos, mark = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            mark = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p, ++t;
        } else if (star != pattern.npos) {
            p = star + 1;
            t = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

std::string run_script_text(std::string const& name, std::string_view text, factory const& make, std::size_t cut) {
    options how;
    how.cut = cut;
    player run(name, text, make, how);
    return run.play();
}

int run_scripts(int argc, char** argv, factory const& make) {
    options how;
    std::optional<std::size_t> only;
    std::vector<std::string> files;
    for (int i = 1; i < argc; ++i) {
        std::string_view const word = argv[i];
        std::string_view const next = i + 1 < argc ? argv[i + 1] : "";
        if (word == "--live") {
            auto const colon = next.rfind(':');
            how.live_host = next.substr(0, colon);
            how.live_port = colon == next.npos ? 0 : base::number<std::uint16_t>(next.substr(colon + 1)).value_or(0);
            ++i;
        } else if (word == "--cut") {
            only = base::number<std::size_t>(next);
            ++i;
        } else if (word == "--show") {
            how.show = true;
        } else {
            files.emplace_back(word);
        }
    }
    tally count;
    for (auto const& file : files) run_file(count, file, make, how, only);
    std::cout << fmt::format("{} passed, {} failed, {} skipped\n", count.passed, count.failed, count.skipped);
    return count.failed > 0 || count.passed + count.skipped == 0 ? 1 : 0;
}

}  // namespace mailstead::test
