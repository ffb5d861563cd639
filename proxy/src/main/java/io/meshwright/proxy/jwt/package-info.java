/**
 * JSON Web Tokens (RFC 7519): reads them, checks what they claim and verifies their signatures.
 * Only asymmetric algorithms: a token cannot choose that nothing is verified, or that a public key
 * is taken for a secret. Pure: no network, no clock. May depend on {@code metadata} and the JOSE
 * library, which nobody else sees.
 */
@NullMarked
package io.meshwright.proxy.jwt;

import org.jspecify.annotations.NullMarked;
