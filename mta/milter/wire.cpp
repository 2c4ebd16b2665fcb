#include "mta/milter/wire.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::mta::milter {
namespace {

struct event_name {
    event which;
    std::string_view name;
};
constexpr event_name event_names[] = {
    {event::connect, "SMFIC_CONNECT"}, {event::helo, "SMFIC_HELO"},       {event::mail, "SMFIC_MAIL"},
    {event::rcpt, "SMFIC_RCPT"},       {event::data, "SMFIC_DATA"},       {event::unknown, "SMFIC_UNKNOWN"},
    {event::header, "SMFIC_HEADER"},   {event::end_of_header, "SMFIC_EOH"}, {event::body, "SMFIC_BODY"},
    {event::end_of_body, "SMFIC_BODYEOB"}, {event::macros, "SMFIC_MACRO"}, {event::negotiate, "SMFIC_OPTNEG"},
    {event::abort, "SMFIC_ABORT"},     {event::quit, "SMFIC_QUIT"},
};

// How the data of a reply is laid out.
enum class layout : std::uint8_t { nothing, text, two_texts, number_and_two_texts, text_and_maybe_one, bytes };

struct response_row {
    response which;
    std::string_view name;
    milter::layout layout;
};
constexpr response_row response_rows[] = {
    {response::go_on, "SMFIR_CONTINUE", layout::nothing},
    {response::accept, "SMFIR_ACCEPT", layout::nothing},
    {response::reject, "SMFIR_REJECT", layout::nothing},
    {response::tempfail, "SMFIR_TEMPFAIL", layout::nothing},
    {response::discard, "SMFIR_DISCARD", layout::nothing},
    {response::hang_up, "SMFIR_SHUTDOWN", layout::nothing},
    {response::connection_fails, "SMFIR_CONN_FAIL", layout::nothing},
    {response::reply_code, "SMFIR_REPLYCODE", layout::text},
    {response::quarantine, "SMFIR_QUARANTINE", layout::text},
    {response::progress, "SMFIR_PROGRESS", layout::nothing},
    {response::skip, "SMFIR_SKIP", layout::nothing},
    {response::add_header, "SMFIR_ADDHEADER", layout::two_texts},
    {response::insert_header, "SMFIR_INSHEADER", layout::number_and_two_texts},
    {response::change_header, "SMFIR_CHGHEADER", layout::number_and_two_texts},
    {response::change_sender, "SMFIR_CHGFROM", layout::text_and_maybe_one},
    {response::add_recipient, "SMFIR_ADDRCPT", layout::text},
    {response::add_recipient_with_parameters, "SMFIR_ADDRCPT_PAR", layout::text_and_maybe_one},
    {response::delete_recipient, "SMFIR_DELRCPT", layout::text},
    {response::replace_body, "SMFIR_REPLBODY", layout::bytes},
};

response_row const* row_of(char code) noexcept {
    auto const is_it = [code](response_row const& row) { return static_cast<char>(row.which) == code; };
    auto const* at = std::find_if(std::begin(response_rows), std::end(response_rows), is_it);
    return at == std::end(response_rows) ? nullptr : at;
}

std::uint32_t number_at(std::string_view bytes) noexcept {
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < 4; ++i) out = out << 8 | static_cast<unsigned char>(bytes[i]);
    return out;
}

// Data as it is read from the front; the first thing that is missing is remembered.
class data_reader {
public:
    data_reader(std::string_view data, std::string& why) : rest_(data), why_(why) {}

    std::uint32_t number() {
        if (rest_.size() < 4) return miss("input packet too short for network long"), 0;
        auto const out = number_at(rest_);
        rest_.remove_prefix(4);
        return out;
    }
    std::string_view text() {
        auto const end = rest_.find('\0');
        if (rest_.empty()) return miss("packet too short for string"), std::string_view();
        if (end == rest_.npos) return miss("missing string null terminator"), std::string_view();
        auto const out = rest_.substr(0, end);
        rest_.remove_prefix(end + 1);
        return out;
    }
    bool at_end() const noexcept { return rest_.empty(); }
    std::string_view rest() const noexcept { return rest_; }
    bool is_good() const noexcept { return good_; }

private:
    void miss(char const* what) {
        if (good_) why_ = what;
        good_ = false;
        rest_ = {};
    }
    std::string_view rest_;
    std::string& why_;
    bool good_ = true;
};

}  // namespace

std::string_view name(event which) noexcept {
    for (auto const& row : event_names)
        if (row.which == which) return row.name;
    return "unknown";
}

std::string_view name(response which) noexcept {
    auto const* row = row_of(static_cast<char>(which));
    return row ? row->name : "(unknown filter reply)";
}

std::uint32_t protocol::of_version(std::uint32_t version) noexcept {
    constexpr std::uint32_t second = no_connect | no_helo | no_mail | no_rcpt | no_body | no_headers | no_end_of_header;
    if (version == 2) return second;
    if (version == 3) return second | no_unknown;
    if (version == 4) return second | no_unknown | no_data;
    if (version == 6) return 0x1fffff;
    return 0;
}

void put_number(std::string& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
}

void put_short(std::string& out, std::uint16_t value) {
    out += static_cast<char>(value >> 8);
    out += static_cast<char>(value & 0xff);
}

void put_text(std::string& out, std::string_view text) {
    out += text.substr(0, text.find('\0'));
    out += '\0';
}

void put(std::string& out, event which, std::string_view data) {
    put_number(out, static_cast<std::uint32_t>(data.size() + 1));
    out += static_cast<char>(which);
    out += data;
}

void put(std::string& out, offer const& what) {
    std::string data;
    for (auto const value : {what.version, what.actions, what.protocol}) put_number(data, value);
    put(out, event::negotiate, data);
}

void packet_reader::feed(std::string_view bytes) {
    held_.erase(0, at_);
    at_ = 0;
    held_ += bytes;
}

packet_reader::item packet_reader::next() {
    item out;
    auto const rest = std::string_view(held_).substr(at_);
    if (rest.size() < 4) return out;
    out.length = number_at(rest);
    if (out.length < 1 || out.length > limit) {
        out.state = state::bad;
        return out;
    }
    if (rest.size() - 4 < out.length) return out;
    out.state = state::packet;
    out.code = rest[4];
    out.data = rest.substr(5, out.length - 1);
    at_ += 4 + out.length;
    return out;
}

std::optional<agreement> parse_agreement(std::string_view data, std::string& why) {
    data_reader in(data, why);
    agreement out;
    out.version = in.number();
    out.actions = in.number();
    out.protocol = in.number();
    while (in.is_good() && !in.at_end()) {
        auto const which = in.number();
        auto const names = in.text();
        if (!in.is_good()) break;
        if (which >= static_cast<std::uint32_t>(stage::unknown)) {
            if (out.strange_stages.size() < 10) out.strange_stages.push_back(which);
            continue;
        }
        auto& list = out.macros[which].emplace();
        for (auto const one : base::split(names, ", \t\r\n")) list.emplace_back(one);
    }
    if (!in.is_good()) return std::nullopt;
    return out;
}

std::optional<reply> parse_reply(char code, std::string_view data, std::string& why) {
    auto const* row = row_of(code);
    if (!row) return std::nullopt;
    reply out;
    out.what = row->which;
    data_reader in(data, why);
    if (row->layout == layout::bytes) {
        out.first = data;
        return out;
    }
    if (row->layout == layout::number_and_two_texts) out.index = in.number();
    if (row->layout != layout::nothing) out.first = in.text();
    bool const second = row->layout == layout::two_texts || row->layout == layout::number_and_two_texts;
    if (second || (row->layout == layout::text_and_maybe_one && !in.at_end())) out.second = in.text();
    if (!in.is_good()) return std::nullopt;
    if (!in.at_end()) {
        why = fmt::format("reply {} was followed by {} data bytes", row->name, in.rest().size());
        return std::nullopt;
    }
    return out;
}

}  // namespace mailstead::mta::milter
