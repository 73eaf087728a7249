// Programs that a test starts and surely ends, and a folder that goes with it.
#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

namespace desktop_test {

class Child {
public:
    // argv, and "NAME=value" added to our environment. `output` "": its words are ours too.
    Child(const std::vector<std::string>& argv, const std::vector<std::string>& env,
          const std::string& output = "");
    ~Child();  // SIGTERM, then SIGKILL after two seconds
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    // The exit code, 128 + signal, or -1: it still ran after `seconds`.
    int wait(double seconds);
    bool running();

private:
    pid_t pid_ = -1;
    int status_ = 0;
};

class Folder {
public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string operator/(const std::string& name) const { return path_ + "/" + name; }

private:
    std::string path_;
};

int free_port();
bool answers(int port);  // something accepts connections there
std::string read_whole(const std::string& path);

}  // namespace desktop_test
