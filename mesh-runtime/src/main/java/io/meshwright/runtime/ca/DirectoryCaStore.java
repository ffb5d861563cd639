package io.meshwright.runtime.ca;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Keeps the material in a directory, in files named like the keys of Istio's Secrets; used without
 * Kubernetes. The files are readable by their owner only. One process per directory.
 */
public final class DirectoryCaStore implements CaStore {

  private final Path directory;

  public DirectoryCaStore(Path directory) {
    this.directory = directory;
  }

  @Override
  public String name() {
    return "directory " + directory;
  }

  @Override
  public Optional<CaPem> read() {
    if (!Files.exists(directory.resolve(CaPem.CERTIFICATE_KEY))) {
      return Optional.empty();
    }
    return Optional.of(
        new CaPem(
            text(CaPem.CERTIFICATE_KEY),
            text(CaPem.PRIVATE_KEY_KEY),
            text(CaPem.CHAIN_KEY),
            text(CaPem.ROOTS_KEY)));
  }

  /** Writes the certificate last, so that a crash in between leaves nothing that counts. */
  @Override
  public CaPem createIfAbsent(CaPem fresh) {
    Optional<CaPem> stored = read();
    if (stored.isPresent()) {
      return stored.get();
    }
    try {
      Files.createDirectories(directory);
      write(CaPem.PRIVATE_KEY_KEY, fresh.privateKey());
      write(CaPem.CHAIN_KEY, fresh.chain());
      write(CaPem.ROOTS_KEY, fresh.roots());
      write(CaPem.CERTIFICATE_KEY, fresh.certificate());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the CA in " + directory, e);
    }
    return fresh;
  }

  private String text(String file) {
    try {
      return Files.readString(directory.resolve(file));
    } catch (NoSuchFileException _) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + directory.resolve(file), e);
    }
  }

  private void write(String file, String content) throws IOException {
    Path path = directory.resolve(file);
    Files.deleteIfExists(path);
    Files.createFile(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(path, content);
  }
}
