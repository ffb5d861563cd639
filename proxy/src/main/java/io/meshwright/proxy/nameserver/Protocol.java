package io.meshwright.proxy.nameserver;

/** What a message travels in. A question is passed on in that in which it came. */
enum Protocol {
  UDP,
  TCP
}
