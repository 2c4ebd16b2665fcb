// Exit statuses and output.
#include "mta/pipe/status.h"

#include <fmt/format.h>

#include "base/ascii.h"
#include "smtp/dsn.h"

namespace mailstead::mta::pipe {
namespace {

struct meaning {
    int code;
    std::string_view status, text;
};
// <sysexits.h>
constexpr meaning meanings[] = {{64, "5.3.0", "command line usage error"},
                                {65, "5.6.0", "data format error"},
                                {66, "5.3.0", "cannot open input"},
                                {67, "5.1.1", "user unknown"},
                                {68, "5.1.2", "host name unknown"},
                                {69, "5.3.0", "service unavailable"},
                                {70, "5.3.0", "internal software error"},
                                {71, "4.3.0", "system resource problem"},
                                {72, "5.3.0", "critical OS file missing"},
                                {73, "5.2.0", "can't create user output file"},
                                {74, "5.3.0", "input/output error"},
                                {75, "4.3.0", "temporary failure"},
                                {76, "5.5.0", "remote error in protocol"},
                                {77, "5.7.0", "permission denied"},
                                {78, "5.3.5", "local configuration error"}};

// Tabs and line ends become blanks, other control characters and bytes that are no UTF-8 underscores.
std::string shown(std::string_view output) {
    std::string out;
    bool const utf8 = base::is_utf8(output);
    for (char const c : output) {
        auto const byte = static_cast<unsigned char>(c);
        bool const bad = byte < ' ' || byte == 0x7f || (byte >= 0x80 && !utf8);
        out += c == '\t' || c == '\n' ? ' ' : bad ? '_' : c;
    }
    return out;
}

// The first 4 KB may end within a character.
std::string_view without_partial_character(std::string_view text) {
    for (std::size_t cut = 0; cut < 4 && cut < text.size(); ++cut)
        if (auto const shorter = text.substr(0, text.size() - cut); base::is_utf8(shorter)) return shorter;
    return text;
}

std::string with_output(std::string text, std::string_view output) {
    return output.empty() ? text : fmt::format("{}. Command output: {}", text, output);
}

lmtp::recipient_result of_exit(net::exec_outcome const& what, std::string const& output, std::string_view service) {
    if (what.status == 0)
        return decided("2.0.0", output.empty() ? fmt::format("delivered via {} service", service)
                                               : fmt::format("delivered via {} service ({})", service, output));
    // "5.7.1 text" as the output decides by itself; a program that failed has not delivered, whatever it says.
    if (auto const length = smtp::status_length(output); length > 0) {
        auto const status = output.front() == '2' ? std::string("5.3.0") : output.substr(0, length);
        return decided(status, std::string(base::trimmed(std::string_view(output).substr(length))));
    }
    for (auto const& one : meanings)
        if (one.code == what.status) return decided(one.status, with_output(std::string(one.text), output));
    return decided("5.3.0", with_output(fmt::format("Command died with status {}: \"{}\"", what.status, what.command), output));
}

}  // namespace

lmtp::recipient_result decided(std::string_view status, std::string text) {
    lmtp::recipient_result out;
    out.what = lmtp::fate::replied;
    out.code = status.starts_with('2') ? 250 : status.starts_with('5') ? 550 : 450;
    out.enhanced = status;
    out.text = std::move(text);
    return out;
}

lmtp::recipient_result result_of(net::exec_outcome const& what, std::string_view service) {
    auto const output = shown(without_partial_character(what.output));
    switch (what.how) {
    case net::exec_end::exited: return of_exit(what, output, service);
    case net::exec_end::signalled:
        return decided("4.3.0", with_output(fmt::format("Command died with signal {}: \"{}\"", what.status, what.command), output));
    case net::exec_end::timed_out: return decided("5.3.0", with_output(fmt::format("Command time limit exceeded: \"{}\"", what.command), output));
    case net::exec_end::not_started: return decided("4.3.0", with_output("temporary failure", output));
    case net::exec_end::refused: break;
    }
    return decided("4.3.5", fmt::format("mail system configuration error: {}", output));
}

}  // namespace mailstead::mta::pipe
