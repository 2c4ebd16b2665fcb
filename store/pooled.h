// A database that is closed when it has not been used for long and too many are open; see index_pool.
#pragma once

#include <list>
#include <memory>
#include <mutex>

#include "store/sqlite.h"

namespace mailstead::store {

class pooled {
public:
    virtual ~pooled() = default;

protected:
    friend class index_pool;
    pooled() = default;
    std::mutex lock_;
    std::unique_ptr<database> db_;         // under lock_
    std::list<pooled*>::iterator place_;   // in the pool's list, while db_
};

}  // namespace mailstead::store
