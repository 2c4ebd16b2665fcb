// $name, ${name}, $(name) and $$: pipe(8) knows no conditions.
#include "mta/pipe/macros.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/lookup.h"
#include "smtp/path.h"

namespace mailstead::mta::pipe {
namespace {

// Pieces of one argument: text, or the name of a macro.
struct piece {
    bool is_macro;
    std::string_view text;
};

bool is_name(char c) noexcept { return c == '_' || base::is_digit(c) || base::is_alpha(c); }

// The reference behind a '$', taken from `text`; absent when it is none.
std::optional<std::string_view> take_reference(std::string_view& text) {
    char const open = text.empty() ? '\0' : text.front();
    char const close = open == '{' ? '}' : open == '(' ? ')' : '\0';
    std::size_t const begin = close ? 1 : 0;
    auto end = begin;
    while (end < text.size() && (close ? text[end] != close : is_name(text[end]))) ++end;
    if (end == begin || (close && end == text.size())) return std::nullopt;
    auto const name = text.substr(begin, end - begin);
    text.remove_prefix(end + begin);
    return name;
}

std::vector<piece> pieces_of(std::string_view text, std::string& mistake) {
    std::vector<piece> out;
    while (!text.empty()) {
        auto const dollar = std::min(text.find('$'), text.size());
        if (dollar > 0) out.push_back({false, text.substr(0, dollar)});
        text.remove_prefix(dollar);
        if (text.empty()) break;
        if (text.starts_with("$$")) {
            out.push_back({false, text.substr(0, 1)});
            text.remove_prefix(2);
            continue;
        }
        auto const whole = text;
        text.remove_prefix(1);
        auto const name = take_reference(text);
        if (!name) {
            mistake = fmt::format("bad macro reference: \"{}\"", base::printable(whole));
            break;
        }
        out.push_back({true, *name});
    }
    return out;
}

constexpr std::string_view of_recipient[] = {"recipient", "original_recipient", "user", "extension", "mailbox", "domain"};

bool names_recipient(piece const& one) {
    return one.is_macro && std::find(std::begin(of_recipient), std::end(of_recipient), one.text) != std::end(of_recipient);
}

std::string lowered_if(bool wanted, std::string_view text) { return wanted ? base::lowered(text) : std::string(text); }

// A whole address as the flags h, q and u want it.
std::string shown(attributes const& row, std::string_view address, bool fold) {
    auto const parts = smtp::split_address(std::string(address));
    auto local = lowered_if(fold && row.has('u'), smtp::unquoted(parts.local_part()));
    if (row.has('q')) local = smtp::quoted(local);
    if (parts.domain().empty()) return local;
    return local + "@" + lowered_if(fold && row.has('h'), parts.domain());
}

class expander {
public:
    expander(attributes const& row, facts const& what, std::string_view delimiters)
        : row_(row), what_(what), delimiters_(delimiters), sender_(shown_sender(row, what.sender)),
          nexthop_(lowered_if(row.has('h'), what.nexthop)), size_(std::to_string(what.size)) {}

    command_line run() {
        for (auto const& argument : row_.argv) {
            auto const pieces = pieces_of(argument, out_.mistake);
            if (std::any_of(pieces.begin(), pieces.end(), names_recipient)) {
                for (auto const& whom : what_.recipients) add(pieces, &whom);
            } else {
                add(pieces, nullptr);
            }
            if (!out_.mistake.empty()) break;
        }
        return std::move(out_);
    }

private:
    void add(std::vector<piece> const& pieces, facts::recipient const* whom) {
        std::string text;
        for (auto const& one : pieces) {
            if (!one.is_macro) {
                text += one.text;
                continue;
            }
            auto const value = whom && names_recipient(one) ? of(one.text, *whom) : of(one.text);
            if (!value) {
                out_.mistake = fmt::format("unknown macro name: \"{}\"", base::printable(one.text));
                return;
            }
            text += *value;
        }
        // execve() would end the argument there.
        if (text.find('\0') != text.npos) out_.mistake = "a NUL byte in an argument";
        out_.argv.push_back(std::move(text));
    }

    std::optional<std::string> of(std::string_view name) const {
        struct entry {
            std::string_view name;
            std::string const& value;
        };
        entry const known[] = {{"sender", sender_},
                               {"nexthop", nexthop_},
                               {"queue_id", what_.queue_id},
                               {"size", size_},
                               {"client_address", what_.client_address},
                               {"client_hostname", what_.client_hostname},
                               {"client_helo", what_.client_helo},
                               {"client_port", what_.client_port},
                               {"client_protocol", what_.client_protocol},
                               {"sasl_method", what_.sasl_method},
                               {"sasl_username", what_.sasl_username},
                               {"sasl_sender", what_.sasl_sender}};
        for (auto const& one : known)
            if (one.name == name) return one.value;
        return std::nullopt;
    }

    std::optional<std::string> of(std::string_view name, facts::recipient const& whom) const {
        if (name == "recipient") return shown(row_, whom.address, true);
        if (name == "original_recipient") return shown(row_, whom.original.empty() ? whom.address : whom.original, true);
        auto const parts = smtp::split_address(whom.address);
        if (name == "domain") return lowered_if(row_.has('h'), parts.domain());
        auto const mailbox = lowered_if(row_.has('u'), smtp::unquoted(parts.local_part()));
        if (name == "mailbox") return mailbox;
        auto const split = conf::split_extension(mailbox, delimiters_);
        if (name == "user") return std::string(split.user);
        return std::string(split.extension.value_or(std::string_view()));
    }

    attributes const& row_;
    facts const& what_;
    std::string_view delimiters_;
    std::string const sender_, nexthop_, size_;
    command_line out_;
};

}  // namespace

std::string shown_sender(attributes const& row, std::string_view sender) {
    return sender.empty() && row.null_sender.empty() ? std::string() : shown(row, sender.empty() ? row.null_sender : sender, false);
}

command_line expand(attributes const& row, facts const& what, std::string_view delimiters) {
    return expander(row, what, delimiters).run();
}

}  // namespace mailstead::mta::pipe
