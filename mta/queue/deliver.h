// Between the queue's words and the LMTP hop's: a message as a transaction, replies as progress. Pure.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "lmtp/transaction.h"
#include "mta/queue/message.h"
#include "mta/route/route.h"

namespace mailstead::mta::queue {

// The transaction for the recipients with these places in the envelope. `what.text` is there.
lmtp::transaction make_transaction(message const& what, std::vector<std::uint32_t> const& recipients,
                                   std::uint64_t queue_number, lmtp::agent via);

// What a recipient's result means for the queue; `relay` is the site's name in logs. Our own store's text is the log's
// text as it is; a foreign server is quoted.
progress outcome(lmtp::recipient_result const& result, route::target::way where, std::string_view relay);

// What a recipient gets whose transport is among defer_transports.
progress waiting_for_flush();

// What a probe hears of a target of kind pipe: no command is run for it.
progress delivers_to_command(route::target const& where);

// The outcome that a target of kind error, retry or discard has without any attempt.
progress outcome(route::target const& where);

// Gives `how` another status and text where a table has them for "X.Y.Z text" (default_delivery_status_filter). What fails may
// fail for good or for now instead; no success becomes a failure, nor the reverse. What a table says wrongly is logged and left.
// Tables in memory only.
void filter_status(conf::maps const& tables, progress& how);

// The client itself found that mail for this recipient would come back to this machine.
bool loops_back(lmtp::recipient_result const& result) noexcept;

// The attempt reached no decision for any recipient: the site is in trouble, not the message.
bool is_site_trouble(lmtp::transaction_result const& result) noexcept;
// Some recipient may have been delivered to although no answer came.
bool is_uncertain(lmtp::transaction_result const& result) noexcept;

}  // namespace mailstead::mta::queue
