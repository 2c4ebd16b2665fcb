// Tables that another program answers over a socket.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "conf/table.h"

namespace mailstead::conf {

constexpr std::chrono::milliseconds usual_patience = std::chrono::seconds(100);

// "host:port" of a tcp_table(5) server. Null, reported, for a `where` that is no endpoint. The connection is made by the
// first find(); trouble with it, and what the server says is wrong, is reported and makes that find() fail.
std::shared_ptr<table> open_tcp(std::string name, std::string_view where, report report,
                                std::chrono::milliseconds patience = usual_patience);
// "inet:host:port:map" or "unix:path:map" of a socketmap_table(5) server; the same otherwise.
std::shared_ptr<table> open_socketmap(std::string name, std::string_view where, report report,
                                      std::chrono::milliseconds patience = usual_patience);

}  // namespace mailstead::conf
