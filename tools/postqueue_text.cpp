// Columns, as Postfix's postqueue prints them.
#include "tools/postqueue_text.h"

#include <ctime>
#include <iterator>
#include <optional>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/compile.h>

#include "base/ascii.h"
#include "mta/queue/queue_id.h"

namespace mailstead::tools {
namespace {

namespace json = boost::json;
namespace queue = mta::queue;

constexpr std::size_t id_width = 11, size_width = 7, reason_width = 76, address_column = 41;

// "Fri Nov 20 20:53:23 "
std::string when_text(std::int64_t seconds) {
    std::time_t const at = seconds;
    std::tm parts{};
    ::localtime_r(&at, &parts);
    char out[32];
    return {out, std::strftime(out, sizeof out, "%a %b %e %H:%M:%S ", &parts)};
}

// What strangers wrote must not steer the administrator's terminal: no control characters, those of ISO 6429 in two bytes neither.
void add_text(std::string& out, std::string_view bytes) {
    if (!base::is_utf8(bytes)) return void(out += base::printable(bytes, bytes.size()));
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        auto const byte = static_cast<unsigned char>(bytes[at]);
        bool const long_control = byte == 0xc2 && static_cast<unsigned char>(bytes[at + 1]) < 0xa0;
        bool const is_control = byte < ' ' || byte == 0x7f || long_control;
        out += is_control ? '?' : bytes[at];
        if (long_control) ++at;
    }
}

void pad(std::string& out, std::size_t used, std::size_t width) {
    if (used < width) out.append(width - used, ' ');
}

// "*" active, "!" on hold; "#" let expire.
std::string_view marks_of(bool is_active, bool is_held, bool is_expired) {
    if (is_active) return is_expired ? "*#" : "*";
    if (is_held) return is_expired ? "!#" : "!";
    return is_expired ? "#" : "";
}

std::string_view marks_of(queue::listed_message const& what) {
    return marks_of(what.state == queue::state::active, what.state == queue::state::hold, what.expired);
}

bool is_expired(json::object const& from) {
    auto const* value = from.if_contains("forced_expire");
    return value && value->is_bool() && value->get_bool();
}

std::string_view text_of(json::object const& from, std::string_view name) {
    auto const* value = from.if_contains(name);
    if (!value || !value->is_string()) return {};
    return {value->get_string().data(), value->get_string().size()};
}

std::int64_t number_of(json::object const& from, std::string_view name) {
    auto const* value = from.if_contains(name);
    return value && value->is_int64() ? value->get_int64() : 0;
}

queue::listed_message message_of(json::object const& from) {
    queue::listed_message out;
    out.arrival = number_of(from, "arrival_time");
    out.size = static_cast<std::uint64_t>(number_of(from, "message_size"));
    out.sender = text_of(from, "sender");
    auto const* recipients = from.if_contains("recipients");
    if (!recipients || !recipients->is_array()) return out;
    for (auto const& item : recipients->get_array()) {
        if (item.is_object()) out.recipients.push_back({text_of(item.get_object(), "address"), text_of(item.get_object(), "delay_reason")});
    }
    return out;
}

}  // namespace

std::string_view mailq_printer::when(std::int64_t seconds) {
    if (seconds != when_ || when_text_.empty()) when_text_ = when_text(seconds);
    when_ = seconds;
    return when_text_;
}

void mailq_printer::add(queue::listed_message const& what) {
    char id[17];
    auto const end = fmt::format_to(id, FMT_COMPILE("{:010X}"), what.number);    // as queue::id_text
    add({id, static_cast<std::size_t>(end - id)}, marks_of(what), what);
}

void mailq_printer::add(std::string_view id, std::string_view marks, queue::listed_message const& what) {
    text_ += messages_++ == 0 ? "-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------\n" : "\n";
    bytes_ += what.size;
    text_ += id;
    text_ += marks;
    pad(text_, id.size() + marks.size(), id_width);
    char number[21];
    auto const end = fmt::format_to(number, FMT_COMPILE(" {}"), what.size);
    pad(text_, static_cast<std::size_t>(end - number) - 1, size_width);
    text_.append(number, end);
    (text_ += ' ') += when(what.arrival);
    text_ += ' ';
    add_text(text_, what.sender);
    text_ += '\n';
    std::string_view last_reason;
    for (auto const& [address, reason] : what.recipients) {
        if (!reason.empty() && reason != last_reason) {
            pad(text_, reason.size(), reason_width);
            text_ += '(';
            add_text(text_, reason);
            text_ += ")\n";
        }
        last_reason = reason;
        pad(text_, 0, address_column);
        add_text(text_, address);
        text_ += '\n';
    }
}

void mailq_printer::end() {
    if (messages_ == 0) text_ += "Mail queue is empty\n";
    else text_ += fmt::format("\n-- {} Kbytes in {} Request{}.\n", bytes_ / 1024, messages_, messages_ == 1 ? "" : "s");
}

std::string mailq_text(std::string_view json_lines) {
    mailq_printer out;
    for (auto const line : base::split(json_lines, "\n")) {
        boost::system::error_code broken;
        auto const value = json::parse(json::string_view(line.data(), line.size()), broken);
        if (broken || !value.is_object() || !value.get_object().contains("queue_id")) continue;
        auto const& one = value.get_object();
        out.add(text_of(one, "queue_id"), marks_of(text_of(one, "queue_name") == "active", text_of(one, "queue_name") == "hold", is_expired(one)), message_of(one));
    }
    out.end();
    return out.text();
}

}  // namespace mailstead::tools
