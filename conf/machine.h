// What the machine says about itself: its name and its addresses, from which myhostname, mynetworks and the
// addresses of inet services come.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailstead::conf {

struct own_address {
    std::string text;  // no brackets, no scope
    int prefix = 0;    // length of the netmask
    bool is_v6() const noexcept { return text.find(':') != text.npos; }
};

struct machine {
    std::string hostname;
    std::vector<own_address> addresses;
};
// Asks the kernel (gethostname, getifaddrs): microseconds.
machine this_machine();

// The machine's addresses that `interfaces` (inet_interfaces: all, loopback-only, addresses or host names) and
// `protocols` (inet_protocols) choose. A foreign address that is named is kept, with a host's prefix, since it may be
// there later. Host names other than localhost are looked up: may block.
std::vector<own_address> inet_addresses(machine const& host, std::vector<std::string> const& interfaces,
                                        std::vector<std::string> const& protocols);

// mynetworks for a mynetworks_style (host, subnet, class): "127.0.0.0/8 [::1]/128", each network once, in the
// order of `addresses`.
std::string networks_of(std::vector<own_address> const& addresses, std::string_view style);

}  // namespace mailstead::conf
