// A disk that fails when it is told to: every database that this process opens while one of these
// is there lies on it (SQLite's virtual file system, sqlite.org/vfs.html).
#pragma once

namespace vitrine::tests {

class FaultyDisk {
public:
    FaultyDisk();
    ~FaultyDisk();  // what was opened must be closed by then
    FaultyDisk(const FaultyDisk&) = delete;
    FaultyDisk& operator=(const FaultyDisk&) = delete;

    // After so many more writes and syncs each one fails, with this errno.
    void break_after(int healthy, int error);
    bool met() const;  // something has failed since
    void heal();
};

}  // namespace vitrine::tests
