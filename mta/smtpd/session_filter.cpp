// Mail that smtpd_proxy_filter takes: the client hears what the filter says (Postfix's SMTPD_PROXY_README).
#include "mta/smtpd/session.h"

#include "base/ascii.h"
#include "base/log.h"

namespace mailstead::mta::smtpd {

// When the first recipient is there: with smtpd_delay_open_until_valid_rcpt a client that has none costs no connection.
task<bool> session::open_filter() {
    if (mail_.filter) co_return true;
    auto filter = std::make_unique<before_queue>(settings_.before_queue, wire_.get_executor(), with_.names, *with_.lookups);
    auto const kin = co_await kin_of_client();
    auto who = client_for_filter(!user_.empty() || (kin && *kin == rewrite_clients::kin::ours));
    auto const refused = co_await filter->begin(mail_.mail_command, std::move(who));
    if (refused) {
        say(*refused);
        dismissed_ = std::move(filter);
        co_return false;
    }
    mail_.filter = std::move(filter);
    log_client();
    co_return true;
}

task<bool> session::refused_by_filter() {
    auto command = std::string(line_);
    auto const refused = co_await mail_.filter->recipient(std::move(command));
    if (refused) say(*refused);
    co_return refused.has_value();
}

// In XFORWARD's order; who is behind a filter in front of us is passed on.
std::vector<forwarded_attribute> session::client_for_filter(bool is_local) const {
    std::vector<forwarded_attribute> out;
    auto const add = [&](char const* name, std::string otherwise) {
        auto const said = forwarded_.find(name);
        forwarded_attribute one{name, said == forwarded_.end() ? std::move(otherwise) : said->second};
        if (one.name == "ADDR" && one.value.find(':') != std::string::npos) one.value.insert(0, "IPV6:");
        if (one.value.empty() || (one.value == "unknown" && one.name != "HELO")) one.value = "[UNAVAILABLE]";
        out.push_back(std::move(one));
    };
    add("NAME", client_name_);
    add("ADDR", peer_.address);
    add("PORT", std::to_string(peer_.port));
    add("HELO", helo_);
    add("IDENT", "");
    add("PROTO", extended_ ? "ESMTP" : "SMTP");
    add("SOURCE", is_local ? "LOCAL" : "REMOTE");
    return out;
}

task<bool> session::filter_refuses_text() {
    if (!mail_.filter) co_return false;
    auto const refused = co_await mail_.filter->data();
    if (refused) say(*refused);
    co_return refused.has_value();
}

// Behind a filter that said with XFORWARD whose mail it is, our own line would tell nothing new.
std::string session::filtered_head() {
    std::string out;
    for (auto const& field : mail_.effects.prepend) out += field + "\r\n";
    if (forwarded_.empty()) out += trace();
    return out;
}

task<void> session::take_filtered(std::string_view piece) {
    auto const limit = settings_.message_size_limit;
    if (mail_.takes_text && limit > 0 && text_size() + piece.size() > limit) {
        base::log::warning(settings_.service, "{}: queue file size limit exceeded", queue_id());
        mail_.takes_text = false;
        mail_.too_big = true;
    }
    if (mail_.takes_text) co_await mail_.filter->take(piece);
}

task<void> session::finish_filtered() {
    smtp::reply answer;
    answer.code = 552;
    answer.enhanced = "5.3.4";
    answer.text = "Error: message file too big";
    if (!mail_.too_big) answer = co_await mail_.filter->finish();
    auto const& first = mail_.envelope.recipients.front().original;
    base::log::info(settings_.service, "proxy-{}: END-OF-MESSAGE: {};{}", answer.code < 300 ? "accept" : "reject",
                    base::printable(smtp::one_line(answer)), about_message(first));
    say(answer);
    if (answer.code < 300) {
        errors_ = 0;
        transcript_.forgive();
        junk_ = 0;
    }
    reset();
}

}  // namespace mailstead::mta::smtpd
