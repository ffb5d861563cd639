package io.meshwright.runtime.identity;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * What a call brought along.
 *
 * @param certificate the leaf of the client, already verified against the mesh's roots by TLS
 * @param authorization the value of the {@code authorization} header
 */
record Credentials(Optional<X509Certificate> certificate, Optional<String> authorization) {}
