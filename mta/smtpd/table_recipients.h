// smtpd's recipients, answered from main.cf's domains and tables and from the accounts.
#pragma once

#include <memory>
#include <string>

#include "conf/domains.h"
#include "conf/lookup.h"
#include "conf/settings.h"
#include "mta/route/route.h"
#include "mta/smtpd/recipients.h"
#include "net/authenticator.h"
#include "net/disk.h"

namespace mailstead::mta::smtpd {

// What is read once per configuration and shared by all worker threads.
struct recipient_tables {
    // Opens the tables. Blocking. Mistakes are reported and make check() fail where they matter.
    explicit recipient_tables(conf::settings const& values, conf::report const& report = {})
        : recipient_tables(values, values, report) {}
    // For a service with values of its own. As in Postfix, the classes of domains and relocated_maps are the whole server's:
    // they are `common`.
    recipient_tables(conf::settings const& values, conf::settings const& common, conf::report const& report);
    // What a service's tables come from, apart from `common`: services that have the same can share them.
    static std::string origin_of(conf::settings const& values);

    conf::domains domains;
    conf::maps virtual_alias;
    conf::maps canonical, recipient_canonical;    // who is rewritten is known
    conf::maps relocated;
    conf::maps local;              // local_recipient_maps
    conf::maps virtual_mailbox;
    conf::maps relay;
    bool any_local = false;        // local_recipient_maps is empty: everybody exists
    bool any_relay = false;        // likewise relay_recipient_maps
    bool name_tables = true;       // show_user_unknown_table_name
    std::string delimiter;
    std::string double_bounce;     // double_bounce_sender
    bool is_blocking() const noexcept;    // but for the domains and the tables of a domain's class
    int local_code = 550, alias_code = 550, mailbox_code = 550, relay_code = 550;
};

// May mail go to the transport error at all, as far as main.cf tells? Then routes have to be asked for each recipient.
bool may_be_closed(conf::settings const& values);

// One per worker thread. Tables that may wait are asked on `pool`.
class table_recipients final : public recipients {
public:
    // `routes`: this thread's; null: no mail goes to the transport error.
    table_recipients(std::shared_ptr<recipient_tables const> tables, net::authenticator& accounts, net::disk_pool& pool,
                     std::unique_ptr<route::resolver> routes = nullptr);
    task<result<verdict>> check(std::string address, std::string sender) override;

private:
    task<result<conf::address_class>> class_of(std::string domain);
    task<result<bool>> has_account(std::string address);
    task<result<void>> ask_route(std::string sender, std::string address, verdict& about);

    std::shared_ptr<recipient_tables const> tables_;
    net::authenticator& accounts_;
    net::disk_pool& pool_;
    std::unique_ptr<route::resolver> routes_;
};

}  // namespace mailstead::mta::smtpd
