// The envelope of a message: see envelope.h.
#include "mime/envelope.h"

#include <array>
#include <iterator>
#include <utility>

#include "base/ascii.h"
#include "mime/header.h"

namespace mailstead::mime {
namespace {

struct text_member {
    std::string_view name;
    std::optional<std::string> envelope::*member;
};
constexpr std::array text_members{
    text_member{"date", &envelope::date},
    text_member{"subject", &envelope::subject},
    text_member{"in-reply-to", &envelope::in_reply_to},
    text_member{"message-id", &envelope::message_id},
};

struct list_member {
    std::string_view name;
    std::vector<address> envelope::*member;
};
constexpr std::array list_members{
    list_member{"from", &envelope::from},
    list_member{"sender", &envelope::sender},
    list_member{"reply-to", &envelope::reply_to},
    list_member{"to", &envelope::to},
    list_member{"cc", &envelope::cc},
    list_member{"bcc", &envelope::bcc},
};

void append(std::vector<address>& list, std::string_view value, std::size_t limit) {
    if (list.size() >= limit) return;
    auto more = parse_addresses(value, limit - list.size());
    list.insert(list.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// False: there is no place for it.
bool take(field const& found, std::size_t address_limit, envelope& into) {
    for (auto const& [name, member] : text_members) {
        if (!base::iequals(found.name, name)) continue;
        if (into.*member) return false;
        into.*member = unfold(found.value);
        return true;
    }
    for (auto const& [name, member] : list_members) {
        if (!base::iequals(found.name, name)) continue;
        append(into.*member, found.value, address_limit);
        return true;
    }
    return false;
}

}  // namespace

envelope parse_envelope(std::string_view text, std::function<void(field const&)> const& also, std::size_t address_limit) {
    envelope out;
    for (auto const& field : fields(text))
        if (!take(field, address_limit, out) && also) also(field);
    if (out.sender.empty()) out.sender = out.from;
    if (out.reply_to.empty()) out.reply_to = out.from;
    return out;
}

envelope parse_envelope(std::string_view text, std::size_t address_limit) { return parse_envelope(text, {}, address_limit); }

}  // namespace mailstead::mime
