package io.meshwright.samples.server;

import java.nio.file.Path;

/**
 * The application's own certificate, which the mesh knows nothing of.
 *
 * @param certificate a chain in PEM
 * @param key in PEM (PKCS#8)
 */
public record TlsFiles(Path certificate, Path key) {}
