// A mail transaction of the LMTP session: envelope, text, and the handing over to the delivery agent (RFC 2033 §4.2, §4.3).
#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "base/log.h"
#include "lmtp/session.h"

namespace mailstead::lmtp {
namespace {

constexpr std::size_t piece_size = 256 * 1024;
constexpr std::size_t unsent_limit = 256 * 1024;    // replies that a client does not read

// The words of local(8) and virtual(8) for our own queue, which logs them.
smtp::reply unknown_user(std::string const& address, users::rules by) {
    if (by == users::rules::by_domain) return smtp::make_reply(550, "5.1.1", "<" + address + ">: User unknown");
    auto const name = by == users::rules::local ? address.substr(0, address.rfind('@')) : address;
    return smtp::make_reply(550, "5.1.1", "unknown user: \"" + name + "\"");
}

}  // namespace

// True when this client may send mail; absent: nobody knows now.
std::optional<bool> session::may_send() const {
    if (wire_.peer().address == "unix") return true;    // who may connect is what the socket's mode says
    if (with_->rules) return true;                      // they have been asked
    for (auto const rule : settings_.clients) {
        if (rule == client_rule::permit) return true;
        if (rule == client_rule::reject) return false;
        if (rule == client_rule::permit_sasl_authenticated && !user_.empty()) return true;
        if (rule != client_rule::permit_mynetworks) continue;
        if (!in_mynetworks_) return std::nullopt;
        if (*in_mynetworks_) return true;
    }
    return true;
}

// True: this client may not, and has been told.
bool session::refuses_client() {
    auto const may = may_send();
    if (may && *may) return false;
    if (!may) say(451, "4.3.0", "Temporary lookup failure");
    else if (!admitted_mechanisms().empty()) say(530, "5.7.0", "Authentication required");
    else say(554, "5.7.1", "Client host rejected: Access denied");
    return true;
}

// True: the list of restrictions keeps this client from MAIL or VRFY, and the client has been told. 421 and 521 end the session.
net::task<bool> session::refused_by_rules(smtp::command const& what) {
    auto const* mail = std::get_if<smtp::mail>(&what);
    bool const asks = mail || std::holds_alternative<smtp::vrfy>(what);
    if (!asks || !with_->rules || wire_.peer().address == "unix") co_return false;
    client_facts about;
    about.wire = &wire_;
    about.command = mail ? "MAIL" : "VRFY";
    about.helo = helo_;
    about.user = user_;
    if (mail) about.sender = mail->reverse_path.text;
    auto const refusal = co_await with_->rules->judge(about);
    if (!refusal) co_return false;
    say(*refusal);
    closing_ = closing_ || refusal->code == 421 || refusal->code == 521;
    co_return true;
}

void session::on(smtp::mail& what) {    // RFC 5321 §4.1.1.2, RFC 1870 §6.1
    if (refuses_client()) return;
    auto const limit = trusted_ ? 0 : settings_.size_limit;
    if (limit > 0 && what.size.value_or(0) > limit)
        return say(552, "5.3.4", "Message size exceeds fixed limit");
    if (!what.smtputf8 && !base::is_ascii(what.reverse_path.text))
        return say(553, "5.6.7", "Address needs SMTPUTF8");
    open_ = transaction();
    open_->limit = limit;
    open_->mail = std::move(what);
    say(250, "2.1.0", "Ok");
}

net::task<void> session::on(smtp::rcpt const& what) {    // RFC 5321 §4.1.1.3
    if (!open_ || open_->in_chunks) co_return say(503, "5.5.1", "Error: need MAIL command");
    auto const& address = what.forward_path.text;
    if (open_->recipients.size() >= settings_.recipient_limit)
        co_return say(452, "4.5.3", "Error: too many recipients");
    if (!open_->mail.smtputf8 && !base::is_ascii(address)) co_return say(553, "5.6.7", "Address needs SMTPUTF8");
    mda::recipient whom;
    whom.address = address;
    auto by = users::rules::by_domain;
    if (what.delivery) {
        whom.id = what.delivery->id;
        whom.maybe_delivered = what.delivery->retry;
        whom.original = what.delivery->original;
        by = what.delivery->agent == smtp::delivery::role::local ? users::rules::local : users::rules::virtual_mailbox;
    }
    auto plan = co_await with_->accounts.plan_for(whom, open_->mail.reverse_path.text, by);
    if (!plan) {
        base::log::warning("lmtpd", "lookup of <{}>: {}", base::printable(address), plan.error().message());
        co_return say(451, "4.3.0", "<" + address + ">: Temporary lookup failure");
    }
    if (!*plan) co_return say(unknown_user(address, by));
    if ((*plan)->refusal.code != 0) co_return say((*plan)->refusal);
    if ((*plan)->is_full) co_return say(mda::reply_for(store::make_error_code(store::errc::over_quota), settings_.delivery));
    auto const too_big = mda::refusal_of_size(settings_.delivery, open_->mail.size.value_or(0));
    if (too_big.code != 0 && !(*plan)->is_local) co_return say(too_big);
    open_->recipients.push_back(std::move(whom));
    open_->plans.push_back(std::move(**plan));
    say(250, "2.1.5", "Ok");
}

void session::on(smtp::data const&) {    // RFC 2033 §4.2
    if (!open_) return say(503, "5.5.1", "Error: need MAIL command");
    // RFC 3030 §2 and §3: not after BDAT, not for BINARYMIME.
    if (open_->in_chunks || open_->mail.body == smtp::body::binary) return say(503, "5.5.1", "Error: need BDAT command");
    if (open_->recipients.empty()) return say(503, "5.5.1", "Error: no valid recipients");
    reading_chunk_ = false;
    framer_.begin_text();
    say(354, "", "End data with <CR><LF>.<CR><LF>");
}

void session::on(smtp::bdat const& what) {    // RFC 3030 §2, RFC 2033 §4.3
    reading_chunk_ = true;
    is_last_chunk_ = what.last;
    framer_.begin_chunk(what.size);
    if (chunk_refusal_) return;
    if (!open_) {
        chunk_refusal_ = smtp::make_reply(503, "5.5.1", "Error: need MAIL command");
        return;
    }
    open_->in_chunks = true;
    if (open_->recipients.empty()) chunk_refusal_ = smtp::make_reply(503, "5.5.1", "Error: no valid recipients");
    else if (open_->limit > 0 && what.size > open_->limit - std::min(open_->limit, open_->size))
        spoil(552, "5.3.4", "Message size exceeds fixed limit");
    else if (open_->pieces.empty()) open_->pieces.emplace_back().reserve(std::min<std::uint64_t>(what.size, piece_size));
}

void session::spoil(int code, char const* enhanced, char const* text) {
    if (open_->spoiled) return;
    open_->spoiled = smtp::make_reply(code, enhanced, text);
    open_->pieces.clear();
    open_->pieces.shrink_to_fit();
}

void session::take_text(std::string_view bytes) {
    if (chunk_refusal_ || !open_ || open_->spoiled) return;
    open_->size += bytes.size();
    if (open_->limit > 0 && open_->size > open_->limit) return spoil(552, "5.3.4", "Message size exceeds fixed limit");
    auto& pieces = open_->pieces;
    if (pieces.empty() || pieces.back().size() + bytes.size() > piece_size) pieces.emplace_back();
    pieces.back() += bytes;
}

void session::end_of_text() {
    if (reading_chunk_) return end_of_chunk();
    hand_over();
}

// RFC 3030 §2: one reply to each chunk; RFC 2033 §4.3: one for each accepted recipient to the last one. When none was
// accepted the last one gets 503, as DATA does, and the transaction is over: a client that pipelines goes on with MAIL.
void session::end_of_chunk() {
    if (chunk_refusal_) {
        say(*std::exchange(chunk_refusal_, std::nullopt));
        if (is_last_chunk_) open_.reset();
        return;
    }
    if (is_last_chunk_) return hand_over();
    if (open_->spoiled) return say(*open_->spoiled);
    say(250, "2.0.0", "Ok: " + std::to_string(open_->size) + " bytes so far");
}

// Who did not say XDELIVERY gets ids of ours, whoever he is: two deliveries never share one.
void session::give_ids(std::vector<mda::recipient>& recipients) const {
    base::delivery_id const none;
    auto const ours = with_->ids.next();
    for (std::uint32_t i = 0; auto& whom : recipients) {
        if (whom.id == none) whom.id = ours;
        if (whom.id == ours) whom.id.recipient = i;
        ++i;
    }
}

void session::hand_over() {
    auto done = std::move(*open_);
    open_.reset();
    if (done.spoiled) {
        for (std::size_t i = 0; i < done.recipients.size(); ++i) say(*done.spoiled);
        return;
    }
    errors_ = 0;
    junk_ = 0;
    auto const text = std::make_shared<std::vector<std::string> const>(std::move(done.pieces));
    auto const arrival = base::unix_seconds(with_->clock.now());
    mda::incoming const message(std::move(done.mail.reverse_path.text), text, arrival);
    auto const under_way = std::make_shared<handed_over>();
    under_way->first_slot = replies_.reserve(done.recipients.size());
    under_way->left = done.recipients.size();
    under_way->bytes = message.size();
    ++under_way_;
    bytes_under_way_ += message.size();
    if (!trusted_) under_way->sender = message.sender();
    give_ids(done.recipients);
    for (auto const& whom : done.recipients)
        if (!trusted_) under_way->recipients.push_back(whom.address);
    for (std::size_t i = 0; i < done.recipients.size(); ++i)
        deliver(message, done.recipients[i], done.plans[i], under_way, i);
}

void session::deliver(mda::incoming const& message, mda::recipient const& whom, mda::plan const& plan,
                      std::shared_ptr<handed_over> const& what, std::size_t index) {
    auto const answer = [to = completions_, what, index](smtp::reply reply) {
        completion one;
        one.what = what;
        one.index = index;
        one.reply = std::move(reply);
        to->add(std::move(one));
    };
    try {
        mda::deliver({with_->mailboxes, with_->effects}, settings_.delivery, message, whom, plan, answer);
    } catch (std::exception const& error) {    // not taken: the place that was kept for its reply must not stay empty
        base::log::error("lmtpd", "delivery to <{}>: {}", base::printable(whom.address), error.what());
        answer(smtp::make_reply(451, "4.3.0", "internal error"));
    }
}

void session::receive(std::vector<completion> batch) {
    for (auto const& one : batch) {
        auto& what = *one.what;
        replies_.fill(what.first_slot + one.index, one.reply);
        if (!trusted_) {
            auto const* status = one.reply.is_positive() ? "sent" : one.reply.is_temporary() ? "deferred" : "bounced";
            base::log::info("lmtpd", "to=<{}>, from=<{}>, size={}, client={}, status={} ({})", what.recipients[one.index],
                            what.sender, what.bytes, wire_.peer().address, status, smtp::one_line(one.reply));
        }
        if (--what.left > 0) continue;
        --under_way_;
        bytes_under_way_ -= what.bytes;
    }
    to_write_.set();
    room_.set();
}

bool session::is_full() const noexcept {
    return under_way_ >= settings_.depth || bytes_under_way_ >= settings_.depth_bytes || replies_.bytes() > unsent_limit;
}

}  // namespace mailstead::lmtp
