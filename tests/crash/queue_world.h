// What is outside the queue and survives its crashes: the mailboxes, another mail server, and everybody's memory of what was
// promised. Whatever the queue does against its promises becomes a complaint.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lmtp/transaction.h"
#include "mta/queue/carrier.h"
#include "tests/lib/power.h"

namespace mailstead::mta::queue::crash {

// A message by its mark, as its sender and the administrator know it.
struct letter {
    std::string sender;
    std::vector<std::string> recipients;
    std::string tail;                  // the text ends so, whatever was put before it
    std::uint64_t number = 0;
    bool acknowledged = false;
    // What the administrator asked for, and what he was told is done.
    bool hold_asked = false, held = false;
    bool removal_asked = false, removed = false;
};

// Recipients by their local part: ok, later (put off until all is good), no (refused for ever), vague (taken, and the answer
// is lost once). Domains: store* are mailboxes of this machine, which know each delivery by its id; far* is another server.
class world {
public:
    explicit world(mailstead::test::power& line);
    ~world();
    world(world const&) = delete;

    std::map<std::string, letter> letters;
    std::vector<std::string> complaints;
    bool good = false;                 // nobody puts off any more

    lmtp::transaction_result take(lmtp::transaction const& what);
    void complain(std::string what);
    // Every recipient of that letter has it, once where that is promised, or the sender was told, once where that is.
    // `cuts`: how often the power went.
    void expect_settled(std::string const& mark, unsigned cuts);

private:
    lmtp::recipient_result answer(lmtp::recipient const& whom, lmtp::transaction const& what, std::string const& text);
    void keep(lmtp::recipient const& whom, std::string const& sender, std::string const& text);
    void keep_letter(std::string const& mark, std::string const& address, std::string const& text);
    bool is_known(lmtp::recipient const& whom, std::string const& text);

    mailstead::test::power& line_;
    std::map<std::string, std::string> ids_;                   // of deliveries into mailboxes: the text
    std::map<std::string, unsigned> copies_;                   // mark and recipient
    std::map<std::string, unsigned> reports_;                  // mark and who was told
};

// Begins the text of a letter; `size` bytes follow.
std::string text_of(std::string const& mark, std::size_t size);
// The mark of the first letter in a text; empty: none.
std::string mark_in(std::string const& text);

// All sites of the world.
class world_carriers final : public carrier_source {
public:
    explicit world_carriers(world& of) : world_(of) {}
    std::unique_ptr<carrier> open(route::target const& where) override;

private:
    world& world_;
};

}  // namespace mailstead::mta::queue::crash
