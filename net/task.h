// The two words of Asio that headers above the line may say.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "base/result.h"

namespace mailstead::net {

// A coroutine that runs on one worker thread from its first to its last instruction.
template <class T = void>
using task = boost::asio::awaitable<T>;
using executor = boost::asio::any_io_executor;
using base::result;

}  // namespace mailstead::net
