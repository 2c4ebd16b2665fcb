// Why a lookup or a configuration step failed, as an error_code. All of them are temporary for mail: a lookup
// that fails is never a 'no'.
#pragma once

#include "base/result.h"

namespace mailstead::conf {

template <class T = void>
using result = base::result<T>;

enum class errc {
    unsupported_table = 1,  // no such table type here
    bad_table,              // the table's specification or content cannot be used
    bad_pattern,            // a list holds a pattern that means nothing, such as a network with host bits set
    lookup_failed,          // the table is there but did not answer
    not_a_file,             // a table's file is a FIFO, a directory, a device
    damaged_file,           // a table's file is cut short, or not what its type needs
    no_answer,              // a table's server does not answer in time, or not as its protocol says
};
base::error_code make_error_code(errc) noexcept;

}  // namespace mailstead::conf

template <>
struct boost::system::is_error_code_enum<mailstead::conf::errc> : std::true_type {};
