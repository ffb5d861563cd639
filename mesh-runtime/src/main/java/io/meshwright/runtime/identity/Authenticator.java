package io.meshwright.runtime.identity;

/** One way to learn who calls. May block. */
interface Authenticator {

  Authentication authenticate(Credentials credentials);
}
