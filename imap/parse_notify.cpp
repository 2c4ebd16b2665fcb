// NOTIFY, RFC 5465 §8, with the rules of §5 and §6.1 on what may stand together.
#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"

#include "imap/lexer.h"
#include "imap/parse.h"

namespace mailstead::imap {

namespace {

namespace ev = notify_event;

constexpr std::array<std::pair<std::string_view, unsigned>, 8> event_names = {{{"MessageNew", ev::message_new},
                                                                               {"MessageExpunge", ev::message_expunge},
                                                                               {"FlagChange", ev::flag_change},
                                                                               {"AnnotationChange", ev::annotation_change},
                                                                               {"MailboxName", ev::mailbox_name},
                                                                               {"SubscriptionChange", ev::subscription_change},
                                                                               {"MailboxMetadataChange", ev::mailbox_metadata_change},
                                                                               {"ServerMetadataChange", ev::server_metadata_change}}};
constexpr std::array<std::pair<std::string_view, notify_filter>, 7> filter_names = {{{"SELECTED", notify_filter::selected},
                                                                                     {"SELECTED-DELAYED", notify_filter::selected_delayed},
                                                                                     {"INBOXES", notify_filter::inboxes},
                                                                                     {"PERSONAL", notify_filter::personal},
                                                                                     {"SUBSCRIBED", notify_filter::subscribed},
                                                                                     {"SUBTREE", notify_filter::subtree},
                                                                                     {"MAILBOXES", notify_filter::mailboxes}}};

bool is_of_selected(notify_filter what) { return what == notify_filter::selected || what == notify_filter::selected_delayed; }

bool one_name(lexer& in, notify_group& out, std::size_t& names) {
    if (++names > notify_names) return in.fail("too many mailboxes");
    return in.mailbox(out.names.emplace_back());
}

// one-or-more-mailbox
bool mailbox_names(lexer& in, notify_group& out, std::size_t& names) {
    if (!in.sp()) return false;
    if (!in.is('(')) return one_name(in, out, names);
    do {
        if (!one_name(in, out, names)) return false;
    } while (in.is(' '));
    return in.is(')') || in.fail("mailbox list without end");
}

bool filter(lexer& in, notify_group& out, std::size_t& names) {
    std::string_view name;
    if (!in.letters(name)) return in.fail("mailbox specifier expected");
    auto const is_it = [&](auto const& each) { return base::iequals(each.first, name); };
    auto const* const known = std::find_if(filter_names.begin(), filter_names.end(), is_it);
    if (known == filter_names.end()) return in.fail("unknown mailbox specifier");
    out.filter = known->second;
    bool const named = out.filter == notify_filter::subtree || out.filter == notify_filter::mailboxes;
    return !named || mailbox_names(in, out, names);
}

bool event(lexer& in, notify_group& out) {
    std::string_view name;
    if (!in.atom(name)) return in.fail("event expected");
    auto const is_it = [&](auto const& each) { return base::iequals(each.first, name); };
    auto const* const known = std::find_if(event_names.begin(), event_names.end(), is_it);
    auto const what = known == event_names.end() ? ev::unknown : known->second;
    out.events |= what;
    // fetch-att only behind MessageNew: what stands behind a blank and no parenthesis is the next event.
    if (what != ev::message_new || !in.left().starts_with(" (")) return true;
    if (!is_of_selected(out.filter)) return in.fail("fetch attributes are for the selected mailbox");
    return in.sp() && parse_fetch_list(in, out.items);
}

// RFC 5465 §5: MessageNew and MessageExpunge come together, the others of messages with both.
bool belong_together(lexer& in, notify_group const& out) {
    constexpr unsigned both = ev::message_new | ev::message_expunge;
    if (is_of_selected(out.filter) && (out.events & ~(ev::of_messages | ev::unknown))) return in.fail("only message events for the selected mailbox");
    if ((out.events & ev::of_messages) && (out.events & both) != both) return in.fail("MessageNew and MessageExpunge belong together");
    return true;
}

bool events(lexer& in, notify_group& out) {
    if (in.word("NONE")) return true;
    if (!in.is('(')) return in.fail("events expected");
    do {
        if (!event(in, out)) return false;
    } while (in.is(' '));
    return (in.is(')') || in.fail("events without end")) && belong_together(in, out);
}

bool group(lexer& in, commands::notify& out, std::size_t& names) {
    if (!in.is('(')) return in.fail("event group expected");
    if (out.groups.size() >= notify_groups) return in.fail("too many event groups");
    auto& made = out.groups.emplace_back();
    return filter(in, made, names) && in.sp() && events(in, made) && (in.is(')') || in.fail("event group without end"));
}

// RFC 5465 §6.1: one specifier of the selected mailbox at most.
bool selected_once(lexer& in, commands::notify const& out) {
    auto const count = std::count_if(out.groups.begin(), out.groups.end(), [](auto const& each) { return is_of_selected(each.filter); });
    return count <= 1 || in.fail("the selected mailbox is specified twice");
}

}  // namespace

command parse_notify(lexer& in) {
    commands::notify out;
    if (!in.sp()) return malformed(in);
    if (in.word("NONE")) return in.end() ? command(std::move(out)) : command(malformed(in));
    if (!in.word("SET")) {
        in.fail("SET or NONE expected");
        return malformed(in);
    }
    out.status = in.word(" STATUS");
    std::size_t names = 0;
    if (!in.sp()) return malformed(in);
    do {
        if (!group(in, out, names)) return malformed(in);
    } while (in.is(' '));
    if (!in.end() || !selected_once(in, out)) return malformed(in);
    return out;
}

}  // namespace mailstead::imap
