// What is said, and what the administrator has changed in it: soft_bounce, smtpd_reject_footer.
#include "mta/smtpd/session.h"

#include <array>
#include <ctime>

#include "base/log.h"

namespace mailstead::mta::smtpd {
namespace {

// "Nov 20 21:03:48", as the log has it.
std::string local_time(std::int64_t seconds) {
    std::time_t const when = static_cast<std::time_t>(seconds);
    std::tm parts{};
    std::array<char, 32> text{};
    ::localtime_r(&when, &parts);
    return std::string(text.data(), std::strftime(text.data(), text.size(), "%b %d %H:%M:%S", &parts));
}

}  // namespace

void session::say(int code, std::string_view enhanced, std::string_view text) {
    if (code < 400 || (!settings_.soft_bounce && settings_.reject_footer.empty() && settings_.reject_footer_maps.empty())) {
        smtp::print(out_, code, enhanced, text);
    } else {
        smtp::reply answer;
        answer.code = code;
        answer.enhanced = enhanced;
        answer.text = text;
        refuse(std::move(answer));
    }
    last_code_ = code;
    if (code >= 400) ++errors_;
    transcript_.met(notice::trouble_of_our_reply(code, enhanced));
    if (code == 421 || code == 521) hang_up_ = true;
}

void session::say(smtp::reply const& answer) { say(answer.code, answer.enhanced, answer.text); }

// A reply whose footer stands in a table is printed when it is sent: the table may have to be waited for.
void session::refuse(smtp::reply answer) {
    if (settings_.soft_bounce && answer.code >= 500) {
        answer.code -= 100;
        if (answer.enhanced.starts_with('5')) answer.enhanced.front() = '4';
    }
    if (settings_.reject_footer_maps.empty()) return print_with(settings_.reject_footer, std::move(answer), footer_macros());
    unfinished one;
    one.at = out_.size();
    one.answer = std::move(answer);
    one.values = footer_macros();
    unfinished_.push_back(std::move(one));
}

void session::print_with(std::string_view footer, smtp::reply answer, footer_values const& values) {
    if (!footer.empty()) add_footer(answer, footer, values, settings_.expansion_filter, settings_.service);
    smtp::print(out_, answer.code, answer.enhanced, answer.text);
}

// Puts the replies in whose footers were not known between those that are printed.
task<void> session::finish_replies() {
    auto const printed = std::exchange(out_, {});
    std::size_t done = 0;
    auto waiting = std::exchange(unfinished_, {});
    for (auto& one : waiting) {
        out_.append(printed, done, one.at - done);
        done = one.at;
        auto const footer = co_await footer_of(one.answer);
        print_with(footer, std::move(one.answer), one.values);
    }
    out_.append(printed, done);
}

// A table that fails has no say: the reply must go out in any case.
task<std::string> session::footer_of(smtp::reply const& answer) {
    auto const& tables = settings_.reject_footer_maps;
    auto const line = smtp::one_line(answer);
    auto const look = [&tables, &line] { return tables.find(line); };
    result<std::optional<std::string>> found = std::optional<std::string>();
    if (tables.is_blocking()) found = co_await net::blocking(*with_.lookups, look);
    else found = look();
    if (!found) base::log::warning(settings_.service, "smtpd_reject_footer_maps: lookup error for \"{}\"", base::printable(line));
    if (!found || !*found) co_return settings_.reject_footer;
    co_return std::move(**found);
}

// Replies that are not on the wire yet, in their place between the commands. Those that a footer is still missing from come
// later.
void session::note_replies() {
    if (!unfinished_.empty()) return;
    transcript_.said(std::string_view(out_).substr(std::min(noted_, out_.size())));
    noted_ = out_.size();
}

// A long session is told of bit by bit.
void session::end_of_chapter() {
    if (transcript_.size() > settings_.history_limit) tell_postmaster();
}

void session::tell_postmaster() {
    bool const is_to_be_told = transcript_.is_to_be_told() && with_.tell_postmaster;
    auto said = transcript_.take();
    if (!is_to_be_told) return;
    notice::notice what;
    what.program = "SMTP server";
    what.peer = client();
    what.transcript = std::move(said);
    what.reason = end_reason_;
    with_.tell_postmaster(std::move(what));
}

footer_values session::footer_macros() const {
    auto const local = [](std::string_view address) { return std::string(address.substr(0, address.rfind('@'))); };
    auto const domain = [](std::string_view address) {
        auto const at = address.rfind('@');
        return at == address.npos ? std::string() : std::string(address.substr(at + 1));
    };
    auto const sender = mail_.sender.value_or("");
    auto const& recipient = mail_.first_recipient;
    footer_values out;
    out.emplace_back("client", client());
    out.emplace_back("client_address", peer_.address);
    out.emplace_back("client_name", client_name_);
    out.emplace_back("client_port", std::to_string(peer_.port));
    out.emplace_back("reverse_client_name", reverse_name_);
    out.emplace_back("helo_name", helo_);
    out.emplace_back("localtime", local_time(base::unix_seconds(with_.clock.now())));
    out.emplace_back("sender", mail_.sender && sender.empty() ? "<>" : sender);
    out.emplace_back("sender_name", local(sender));
    out.emplace_back("sender_domain", domain(sender));
    out.emplace_back("recipient", recipient);
    out.emplace_back("recipient_name", local(recipient));
    out.emplace_back("recipient_domain", domain(recipient));
    out.emplace_back("server_name", settings_.myhostname);
    return out;
}

}  // namespace mailstead::mta::smtpd
