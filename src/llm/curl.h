// libcurl, loaded by the first call. It draws in two dozen libraries for TLS, LDAP and Kerberos; a program that asks no
// server should not wait for them at every start. A library that is not there ends the program, as it would have at
// the start.
#pragma once

#include <curl/curl.h>

#include <concepts>
#include <memory>
#include <type_traits>

namespace qed::llm {

// What qed uses of libcurl, by the names without "curl_".
// clang-format off
#define QED_CURL_FUNCTIONS(each)                                                                       \
  each(global_init) each(free)                                                                         \
  each(easy_init) each(easy_cleanup) each(easy_setopt) each(easy_getinfo) each(easy_strerror)          \
  each(multi_init) each(multi_cleanup) each(multi_setopt) each(multi_add_handle)                       \
  each(multi_remove_handle) each(multi_perform) each(multi_poll) each(multi_wakeup)                    \
  each(multi_strerror) each(multi_info_read)                                                           \
  each(slist_append) each(slist_free_all)                                                              \
  each(url) each(url_cleanup) each(url_get) each(url_set) each(url_strerror)
// clang-format on

struct Curl {
// NOLINTNEXTLINE(bugprone-macro-parentheses): the argument is a member's name
#define QED_CURL_MEMBER(name) decltype(&curl_##name) name;
  QED_CURL_FUNCTIONS(QED_CURL_MEMBER)
#undef QED_CURL_MEMBER
};

// Safe to call from several threads at once.
const Curl& curl();

// Options and results travel through "...", where an int would be read as the long it is not.
template <class T>
concept CurlValue = std::same_as<T, long> || std::same_as<T, curl_off_t> || std::is_pointer_v<T>;

template <CurlValue T>
void set_option(CURL* easy, CURLoption option, T value) {
  (void)curl().easy_setopt(easy, option, value);
}

template <CurlValue T>
bool get_info(CURL* easy, CURLINFO info, T* value) {
  return curl().easy_getinfo(easy, info, value) == CURLE_OK;
}

template <auto kRelease>
struct CurlReleaser {
  template <class T>
  void operator()(T* pointer) const {
    (curl().*kRelease)(pointer);
  }
};
using UrlHandle = std::unique_ptr<CURLU, CurlReleaser<&Curl::url_cleanup>>;
using EasyHandle = std::unique_ptr<CURL, CurlReleaser<&Curl::easy_cleanup>>;
using MultiHandle = std::unique_ptr<CURLM, CurlReleaser<&Curl::multi_cleanup>>;
using HeaderList = std::unique_ptr<curl_slist, CurlReleaser<&Curl::slist_free_all>>;

}  // namespace qed::llm
